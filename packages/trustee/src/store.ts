/**
 * What a trustee keeps: one SQLite file in its folder, readable by its own user only. Every change of state is one transaction,
 * made durable (synchronous=FULL) before anybody is told. Shares stand in a table of their own, so that destroying one deletes a row.
 */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Act, Condition, Hash, Note, PublicKey, Roster, Salt, Share } from '@avow/core'
import { TrusteeError } from './error.ts'

/** How far the log was followed. */
export interface Position {
  /** Next index wanted of the feed. */
  readonly cursor: number
  /** Newest checkpoint seen: size and root hash; 0 and null for none. */
  readonly size: number
  readonly root: Hash | null
  /** Observed time of the newest checkpoint whose feed was read to the end, milliseconds; null for none. */
  readonly readTime: number | null
}

export type State = 'holds' | 'refused' | 'releasing' | 'released' | 'destroyed'

/** A deposit as this trustee knows it. */
export interface Deposit {
  readonly statement: Hash
  /** Place of the act `deposit` in the log. */
  readonly deposited: number
  /** Null when the register gave no envelope that fits. */
  readonly author: PublicKey | null
  /** This trustee's number in the roster of the envelope, from 1. */
  readonly trustee: number
  readonly state: State
  /** Why a note was refused. */
  readonly code: string | null
}

/** What a note gives and a release discloses. */
export interface HeldShare {
  readonly trustee: number
  readonly share: Share
  readonly shareSalt: Salt
  readonly condition: Condition
  readonly conditionSalt: Salt
}

export interface AuthorAct {
  readonly statement: Hash
  readonly kind: 'word' | 'withdraw'
  readonly actor: PublicKey
  readonly index: number
}

/** A deposit on arrival, with the share when its note was good. */
export interface Arrival {
  readonly deposit: Deposit
  readonly held: HeldShare | null
}

/** Everything that one page of the feed changes. */
export interface PageChange {
  readonly arrivals: readonly Arrival[]
  readonly acts: readonly AuthorAct[]
  readonly position: Position
}

/** A release that was decided on and is to be sent until it is acknowledged. */
export interface Release {
  readonly statement: Hash
  /** The identical act for every attempt. */
  readonly act: Act
}

/** A state that the register has not been told yet. */
export interface Answer {
  readonly statement: Hash
  readonly trustee: number
  readonly state: 'holds' | 'refused' | 'released' | 'destroyed'
  readonly code: string | null
}

export interface Store {
  position(): Position
  /** The roster that this trustee goes by: the one pinned last. */
  pinnedRoster(): Roster | undefined
  roster(hash: Hash): Roster | undefined
  addRoster(hash: Hash, roster: Roster, pinned: boolean): void
  deposit(statement: Hash): Deposit | undefined
  held(statement: Hash): HeldShare | undefined
  actsOf(statement: Hash): AuthorAct[]
  /** Takes a page in one transaction with its cursor. What is known already is left as it is. */
  applyPage(change: PageChange): void
  /** Deposits that may have to be decided on at `time`. */
  due(time: number): Deposit[]
  /** Records, before anything is sent, that and with which act a share is released. */
  intend(release: Release): void
  intended(): Release[]
  /** The register has the release: the share is not needed here any more. */
  released(statement: Hash): void
  /** Overwrites and deletes the share. */
  destroy(statement: Hash): void
  unanswered(limit: number): Answer[]
  answered(statement: Hash, state: Answer['state']): void
  /** Keeps a checkpoint that contradicts what was seen before, as evidence. */
  keepEvidence(kind: string, checkpoint: string, time: number): void
  evidence(): { kind: string; checkpoint: string; time: number }[]
  counts(): Record<State, number>
  close(): void
}

const schema = `
CREATE TABLE IF NOT EXISTS position (
  only INTEGER PRIMARY KEY CHECK (only = 1), cursor INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT, read_time INTEGER) STRICT;
INSERT OR IGNORE INTO position VALUES (1, 0, 0, NULL, NULL);
CREATE TABLE IF NOT EXISTS rosters (hash TEXT PRIMARY KEY, roster TEXT NOT NULL, pinned INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS deposits (
  statement TEXT PRIMARY KEY, deposited INTEGER NOT NULL, author TEXT, trustee INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('holds', 'refused', 'releasing', 'released', 'destroyed')),
  code TEXT, due INTEGER, answered TEXT) STRICT;
CREATE INDEX IF NOT EXISTS deposits_due ON deposits (due) WHERE due IS NOT NULL AND state IN ('holds', 'releasing');
CREATE INDEX IF NOT EXISTS deposits_unanswered ON deposits (deposited) WHERE answered IS NOT state AND state <> 'releasing';
CREATE TABLE IF NOT EXISTS shares (statement TEXT PRIMARY KEY, held TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS releases (statement TEXT PRIMARY KEY, act TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS acts (
  statement TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (statement, kind, actor)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evidence (kind TEXT NOT NULL, checkpoint TEXT NOT NULL, time INTEGER NOT NULL,
  PRIMARY KEY (kind, checkpoint)) STRICT;
PRAGMA user_version = 1;
`

/** EXCLUSIVE: a second daemon on the same folder must not start. */
function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path)
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    database.exec('PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;')
    database.exec(schema)
    return database
  } catch (cause) {
    throw new TrusteeError(
      'store_unusable',
      'the store cannot be opened; is another daemon using it?',
      {},
      cause,
    )
  }
}

type Row = Record<string, unknown>

const rosterOf = (row: Row | undefined): Roster | undefined =>
  row && (JSON.parse(String(row['roster'])) as Roster)

/** When a condition may hold: at once, at an instant, or not by time alone. */
function dueOf(condition: Condition): number | null {
  if (condition.type === 'now') return 0
  return condition.type === 'at' ? Date.parse(condition.time) : null
}

/** @param folder that exists, for the file `store.sqlite` */
export function openStore(folder: string): Store {
  const path = join(folder, 'store.sqlite')
  const database = openDatabase(path)
  for (const suffix of ['', '-wal']) tryChmod(path + suffix)
  const one = (sql: string, ...values: (string | number | null)[]) =>
    database.prepare(sql).get(...values) as Row | undefined
  const all = (sql: string, ...values: (string | number | null)[]) =>
    database.prepare(sql).all(...values) as Row[]
  const run = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).run(...values)

  function transaction(work: () => void): void {
    database.exec('BEGIN IMMEDIATE')
    try {
      work()
      database.exec('COMMIT')
    } catch (cause) {
      database.exec('ROLLBACK')
      throw cause
    }
  }

  function deleteShare(statement: Hash): void {
    for (const [table, column] of [
      ['shares', 'held'],
      ['releases', 'act'],
    ] as const) {
      run(
        `UPDATE ${table} SET ${column} = replace(hex(zeroblob(length(${column}))), '00', '0') WHERE statement = ?`,
        statement,
      )
      run(`DELETE FROM ${table} WHERE statement = ?`, statement)
    }
  }

  function addArrival({ deposit, held }: Arrival): void {
    const { statement, deposited, author, trustee, state, code } = deposit
    const due = held ? dueOf(held.condition) : null
    const { changes } = run(
      'INSERT INTO deposits VALUES (?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (statement) DO NOTHING',
      statement,
      deposited,
      author,
      trustee,
      state,
      code,
      due,
    )
    if (changes > 0 && held) run('INSERT INTO shares VALUES (?, ?)', statement, JSON.stringify(held))
  }

  /** An act may stand in the log before we know of the deposit, so this looks from both sides. */
  function noteActs(statement: Hash): void {
    run(
      `UPDATE deposits SET due = 0 WHERE statement = ? AND state IN ('holds', 'releasing')
       AND EXISTS (SELECT 1 FROM acts WHERE acts.statement = deposits.statement AND acts.actor = deposits.author)`,
      statement,
    )
  }

  /** Moves the released pages out of the write-ahead file, where SQLite would leave them readable. */
  const truncateWal = () => database.exec('PRAGMA wal_checkpoint(TRUNCATE)')

  return {
    position() {
      const row = one('SELECT * FROM position')!
      return {
        cursor: row['cursor'],
        size: row['size'],
        root: row['root'],
        readTime: row['read_time'],
      } as Position
    },
    pinnedRoster: () =>
      rosterOf(one('SELECT roster FROM rosters WHERE pinned > 0 ORDER BY pinned DESC LIMIT 1')),
    roster: (hash) => rosterOf(one('SELECT roster FROM rosters WHERE hash = ?', hash)),
    addRoster(hash, roster, pinned) {
      const order = pinned ? '(SELECT coalesce(max(pinned), 0) + 1 FROM rosters)' : '0'
      run(
        `INSERT INTO rosters VALUES (?, ?, ${order}) ON CONFLICT DO UPDATE SET pinned = max(pinned, excluded.pinned)`,
        hash,
        JSON.stringify(roster),
      )
    },
    deposit: (statement) =>
      one(
        'SELECT statement, deposited, author, trustee, state, code FROM deposits WHERE statement = ?',
        statement,
      ) as Deposit | undefined,
    held(statement) {
      const row = one('SELECT held FROM shares WHERE statement = ?', statement)
      return row && (JSON.parse(String(row['held'])) as HeldShare)
    },
    actsOf: (statement) =>
      all(
        'SELECT statement, kind, actor, place AS "index" FROM acts WHERE statement = ?',
        statement,
      ) as unknown as AuthorAct[],
    applyPage({ arrivals, acts, position }) {
      transaction(() => {
        for (const arrival of arrivals) addArrival(arrival)
        for (const { statement, kind, actor, index } of acts)
          run(
            'INSERT INTO acts VALUES (?, ?, ?, ?) ON CONFLICT (statement, kind, actor) DO NOTHING',
            statement,
            kind,
            actor,
            index,
          )
        for (const statement of [
          ...arrivals.map((one) => one.deposit.statement),
          ...acts.map((act) => act.statement),
        ])
          noteActs(statement)
        const { cursor, size, root, readTime } = position
        run('UPDATE position SET cursor = ?, size = ?, root = ?, read_time = ?', cursor, size, root, readTime)
      })
    },
    due: (time) =>
      all(
        `SELECT statement, deposited, author, trustee, state, code FROM deposits
         WHERE state IN ('holds', 'releasing') AND due <= ? ORDER BY deposited`,
        time,
      ) as unknown as Deposit[],
    intend({ statement, act }) {
      transaction(() => {
        run(
          'INSERT INTO releases VALUES (?, ?) ON CONFLICT (statement) DO NOTHING',
          statement,
          JSON.stringify(act),
        )
        run(`UPDATE deposits SET state = 'releasing' WHERE statement = ? AND state = 'holds'`, statement)
      })
    },
    intended: () =>
      all(
        `SELECT releases.statement, act FROM releases JOIN deposits USING (statement) WHERE state = 'releasing' ORDER BY deposited`,
      ).map((row) => ({ statement: row['statement'] as Hash, act: JSON.parse(String(row['act'])) as Act })),
    released(statement) {
      transaction(() => {
        run(`UPDATE deposits SET state = 'released' WHERE statement = ? AND state = 'releasing'`, statement)
        deleteShare(statement)
      })
    },
    destroy(statement) {
      transaction(() => {
        run(
          `UPDATE deposits SET state = 'destroyed' WHERE statement = ? AND state IN ('holds', 'releasing')`,
          statement,
        )
        deleteShare(statement)
      })
      truncateWal()
    },
    unanswered: (limit) =>
      all(
        `SELECT statement, trustee, state, code FROM deposits WHERE answered IS NOT state AND state <> 'releasing'
         ORDER BY deposited LIMIT ?`,
        limit,
      ) as unknown as Answer[],
    answered(statement, state) {
      run('UPDATE deposits SET answered = ? WHERE statement = ?', state, statement)
    },
    keepEvidence(kind, checkpoint, time) {
      run(
        'INSERT INTO evidence VALUES (?, ?, ?) ON CONFLICT (kind, checkpoint) DO NOTHING',
        kind,
        checkpoint,
        time,
      )
    },
    evidence: () =>
      all('SELECT kind, checkpoint, time FROM evidence ORDER BY rowid') as {
        kind: string
        checkpoint: string
        time: number
      }[],
    counts() {
      const found = new Map(
        all('SELECT state, count(*) AS n FROM deposits GROUP BY state').map((row) => [
          row['state'],
          Number(row['n']),
        ]),
      )
      const states = ['holds', 'refused', 'releasing', 'released', 'destroyed'] as const
      return Object.fromEntries(states.map((state) => [state, found.get(state) ?? 0])) as Record<
        State,
        number
      >
    },
    close: () => database.close(),
  }
}

function tryChmod(path: string): void {
  try {
    chmodSync(path, 0o600)
  } catch {
    // The write-ahead file is made later, with the mode of the main file.
  }
}

/** What a release discloses, of a note that was checked. */
export const heldOf = ({ trustee, share, shareSalt, condition, conditionSalt }: Note): HeldShare => ({
  trustee,
  share,
  shareSalt,
  condition,
  conditionSalt,
})

/** The store of what is handed on, in SQLite: each change is one transaction, durable when it returns. */
import type { Act, ActOf, Hash, PartNote, PublicKey, SharePart } from '@avow/core'
import type { Row, Sql } from '../sqlite.ts'
import type { HeldShare } from '../store.ts'
import type {
  Bundle,
  HeldByAll,
  HoldSeen,
  OwnReshare,
  PartArrival,
  Placed,
  ReshareStore,
  Terms,
  ToHandOn,
} from './store.ts'

/** What no commitment of the author's fixes: it counts as far as so many say it as restore what was held. */
interface Said {
  readonly mailbox?: string | undefined
  readonly credential?: PublicKey | undefined
}

export const reshareSchema = `
ALTER TABLE deposits ADD COLUMN roster TEXT;
UPDATE deposits SET roster = (SELECT hash FROM rosters) WHERE (SELECT count(*) FROM rosters) = 1;
ALTER TABLE releases ADD COLUMN also TEXT NOT NULL DEFAULT '[]';
CREATE TABLE bundles (statement TEXT NOT NULL, path TEXT NOT NULL, trustee INTEGER NOT NULL, needed INTEGER NOT NULL,
  terms TEXT NOT NULL, parts INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (statement, path)) STRICT;
CREATE INDEX bundles_untold ON bundles (statement) WHERE parts > told AND parts >= needed;
CREATE TABLE parts (statement TEXT NOT NULL, path TEXT NOT NULL, owner INTEGER NOT NULL, part TEXT NOT NULL, said TEXT NOT NULL,
  PRIMARY KEY (statement, path, owner)) STRICT;
CREATE TABLE holds (statement TEXT NOT NULL, path TEXT NOT NULL, trustee INTEGER NOT NULL, owners TEXT NOT NULL,
  PRIMARY KEY (statement, path, trustee)) STRICT;
CREATE TABLE reshares (statement TEXT NOT NULL, path TEXT NOT NULL, roster TEXT NOT NULL, trustees INTEGER NOT NULL,
  act TEXT NOT NULL, notes TEXT, needed INTEGER, due INTEGER NOT NULL DEFAULT 1, destroyed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (statement, path)) STRICT;
CREATE INDEX reshares_unsent ON reshares (statement) WHERE notes IS NOT NULL;
CREATE INDEX reshares_due ON reshares (roster) WHERE due = 1 AND destroyed = 0;
`

const json = (value: unknown): string => JSON.stringify(value)
const from = <T>(row: Row, column: string): T => JSON.parse(String(row[column])) as T

const termsOf = ({ condition, conditionSalt }: PartNote): Omit<Terms, 'mailbox'> => ({
  condition,
  conditionSalt,
})

/** What at least `needed` say; null where they differ. */
function agreedBy<T>(values: readonly (T | undefined)[], needed: number): T | null {
  const enough = values.find((value) => values.filter((other) => other === value).length >= needed)
  return enough ?? null
}

/** Whether a part comes too late to be of use: it was released or withdrawn, or what came along the path was handed on and destroyed. */
export const isLate = ({ one }: Sql, { statement, path, deposit }: PartArrival): boolean =>
  one(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM deposits WHERE statement = ?1 AND state = 'released')
     OR EXISTS (SELECT 1 FROM acts WHERE statement = ?1 AND kind = 'withdraw' AND actor = ?2)
     OR EXISTS (SELECT 1 FROM reshares WHERE statement = ?1 AND destroyed = 1 AND json_remove(path, '$[#-1]') = ?3)`,
    statement,
    deposit.author,
    json(path),
  ) !== undefined

/** Keeps a part. @returns whether the parts suffice by it, which they did not before */
export function addPart({ one, run }: Sql, { statement, path, trustee, needed, note }: PartArrival): boolean {
  const key = json(path)
  run(
    'INSERT INTO bundles (statement, path, trustee, needed, terms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    statement,
    key,
    trustee,
    needed,
    json(termsOf(note)),
  )
  const { part, mailbox, credential } = note
  const said = json({ mailbox, credential })
  const isNew =
    run('INSERT OR IGNORE INTO parts VALUES (?, ?, ?, ?, ?)', statement, key, part.of, json(part), said) > 0
  if (!isNew) return false
  run('UPDATE bundles SET parts = parts + 1 WHERE statement = ? AND path = ?', statement, key)
  return (
    Number(one('SELECT parts FROM bundles WHERE statement = ? AND path = ?', statement, key)!['parts']) ===
    needed
  )
}

/** An own act in the log tells how many parts are needed; a trustee that was recovered from a backup learns by it that it handed on. */
export function addOwn({ run }: Sql, { act, needed }: OwnReshare): void {
  const { path, shares } = act.body
  run(
    `INSERT INTO reshares (statement, path, roster, trustees, act, needed) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET needed = excluded.needed, due = 1`,
    act.statement,
    json(path),
    path.at(-1)!,
    shares.length,
    json(act),
    needed,
  )
}

/** Of what one has said the one that names most counts. */
export function addHold({ run }: Sql, { statement, path, trustee, of }: HoldSeen): void {
  const key = json(path)
  run(
    `INSERT INTO holds VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET owners = excluded.owners
     WHERE json_array_length(excluded.owners) > json_array_length(owners)`,
    statement,
    key,
    trustee,
    json(of),
  )
  run('UPDATE reshares SET due = 1 WHERE statement = ? AND path = ?', statement, key)
}

const zeros = (column: string): string => `replace(hex(zeroblob(length(${column}))), '00', '0')`

/** Overwrites, then deletes. @param path undefined: all of the statement */
export function deleteParts({ run }: Sql, statement: Hash, path?: readonly Hash[]): void {
  const [where, key] = path
    ? ['statement = ?1 AND path = ?2', json(path)]
    : ['statement = ?1 AND ?2 IS NULL', null]
  run(`UPDATE parts SET part = ${zeros('part')} WHERE ${where}`, statement, key)
  run(`DELETE FROM parts WHERE ${where}`, statement, key)
  run(`DELETE FROM bundles WHERE ${where}`, statement, key)
}

/** What was not sent of a statement that is not held any more is not handed on. */
export const forgetUnsent = ({ run }: Sql, statement: Hash): void =>
  void run('DELETE FROM reshares WHERE statement = ? AND notes IS NOT NULL', statement)

function bundleOf({ all }: Sql, row: Row): Bundle & { readonly credential: PublicKey | null } {
  const { statement, path } = row as { statement: string; path: string }
  const [trustee, needed] = [Number(row['trustee']), Number(row['needed'])]
  const rows = all(
    'SELECT part, said FROM parts WHERE statement = ? AND path = ? ORDER BY owner',
    statement,
    path,
  )
  const said = rows.map((one) => from<Said>(one, 'said'))
  return {
    path: from<Hash[]>(row, 'path'),
    trustee,
    needed,
    parts: rows.map((one) => from<SharePart>(one, 'part')),
    ...from<Omit<Terms, 'mailbox'>>(row, 'terms'),
    mailbox: agreedBy(
      said.map(({ mailbox }) => mailbox),
      needed,
    ),
    credential: agreedBy(
      said.map(({ credential }) => credential),
      needed,
    ),
  }
}

/** The token of the voucher, as far as those who handed on agree. */
export function credentialAlong(sql: Sql, { statement, path }: Placed): PublicKey | null {
  const row = sql.one('SELECT * FROM bundles WHERE statement = ? AND path = ?', statement, json(path))
  return row ? bundleOf(sql, row).credential : null
}

const bundlesIn = (sql: Sql, statement: Hash): Bundle[] =>
  sql
    .all(
      'SELECT * FROM bundles WHERE statement = ? AND parts >= needed ORDER BY length(path) DESC, path',
      statement,
    )
    .map((row) => {
      const { credential: _, ...bundle } = bundleOf(sql, row)
      return bundle
    })

const isNew = `state = 'holds' AND NOT EXISTS (SELECT 1 FROM reshares WHERE reshares.statement = deposits.statement AND reshares.path = `

/** Own shares. */
const sharesToHandOn = ({ all }: Sql, roster: Hash, limit: number): ToHandOn[] =>
  all(
    `SELECT deposits.statement, deposits.roster, credential, held FROM deposits JOIN shares USING (statement)
     WHERE deposits.roster IS NOT NULL AND deposits.roster <> ?1 AND ${isNew} json_array(deposits.roster, ?1)) LIMIT ?2`,
    roster,
    limit,
  ).map((row) => {
    const { trustee, share, shareSalt, ...terms } = from<HeldShare>(row, 'held')
    const path = [row['roster'] as Hash, roster]
    return {
      statement: row['statement'] as Hash,
      path,
      trustee,
      held: { share, shareSalt },
      credential: row['credential'] as PublicKey | null,
      ...terms,
    }
  })

/** Parts, where the own share is not here any more. */
const partsToHandOn = (sql: Sql, roster: Hash, limit: number): ToHandOn[] =>
  sql
    .all(
      `SELECT bundles.* FROM deposits JOIN bundles USING (statement)
       WHERE parts >= needed AND json_extract(bundles.path, '$[#-1]') <> ?1
       AND NOT EXISTS (SELECT 1 FROM shares WHERE shares.statement = deposits.statement)
       AND ${isNew} json_insert(bundles.path, '$[#]', ?1)) LIMIT ?2`,
      roster,
      limit,
    )
    .map((row) => {
      const { path, trustee, parts, needed: _, ...terms } = bundleOf(sql, row)
      const statement = row['statement'] as Hash
      return { statement, path: [...path, roster], trustee, held: { parts }, ...terms }
    })

function untold(sql: Sql, limit: number): HoldSeen[] {
  const rows = sql.all(
    `SELECT bundles.* FROM bundles JOIN deposits USING (statement)
     WHERE bundles.parts > bundles.told AND bundles.parts >= needed AND state = 'holds' LIMIT ?`,
    limit,
  )
  return rows.map((row) => {
    const { path, trustee, parts } = bundleOf(sql, row)
    return { statement: row['statement'] as Hash, path, trustee, of: parts.map(({ of }) => of) }
  })
}

function heldByAll({ all }: Sql, roster: Hash): HeldByAll[] {
  const rows = all(
    `SELECT statement, path, needed FROM reshares AS one JOIN deposits USING (statement)
     WHERE one.roster = ? AND one.due = 1 AND destroyed = 0 AND needed IS NOT NULL AND state = 'holds' AND one.trustees =
       (SELECT count(*) FROM holds WHERE holds.statement = one.statement AND holds.path = one.path)`,
    roster,
  )
  return rows.map((row) => {
    const placed = { statement: row['statement'] as Hash, path: from<Hash[]>(row, 'path') }
    const holds = all(
      'SELECT trustee, owners FROM holds WHERE statement = ? AND path = ?',
      placed.statement,
      json(placed.path),
    )
    const said = holds.map((one) => ({
      ...placed,
      trustee: Number(one['trustee']),
      of: from<number[]>(one, 'owners'),
    }))
    return { ...placed, needed: Number(row['needed']), holds: said }
  })
}

/** Each change is one transaction, durable when it returns. @param deleteShare of the note */
export const resharesIn = (sql: Sql, deleteShare: (statement: Hash) => void): ReshareStore => ({
  bundles: (statement) => bundlesIn(sql, statement),
  untold: (limit) => untold(sql, limit),
  withoutRoster: (limit) =>
    sql.all(
      `SELECT statement, deposited FROM deposits WHERE roster IS NULL AND state = 'holds' ORDER BY deposited LIMIT ?`,
      limit,
    ) as ReturnType<ReshareStore['withoutRoster']>,
  sealedFor(all) {
    sql.transaction(() => {
      for (const { statement, roster } of all)
        sql.run('UPDATE deposits SET roster = ? WHERE statement = ? AND roster IS NULL', roster, statement)
    })
  },
  told({ statement, path, of }) {
    sql.run('UPDATE bundles SET told = ? WHERE statement = ? AND path = ?', of.length, statement, json(path))
  },
  toHandOn(roster, limit) {
    const shares = sharesToHandOn(sql, roster, limit)
    return [...shares, ...partsToHandOn(sql, roster, limit - shares.length)]
  },
  keep({ statement, path, act, notes }, trustees) {
    sql.run(
      'INSERT INTO reshares (statement, path, roster, trustees, act, notes) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      statement,
      json(path),
      path.at(-1)!,
      trustees,
      json(act),
      json(notes),
    )
  },
  unsent: (roster, limit) =>
    sql
      .all(
        `SELECT statement, path, act, notes FROM reshares JOIN deposits USING (statement)
         WHERE notes IS NOT NULL AND reshares.roster = ? AND state = 'holds' LIMIT ?`,
        roster,
        limit,
      )
      .map((row) => ({
        statement: row['statement'] as Hash,
        path: from<Hash[]>(row, 'path'),
        act: from<Act>(row, 'act') as ActOf<'reshare'>,
        notes: from<string[]>(row, 'notes'),
      })),
  sent({ statement, path }) {
    sql.run('UPDATE reshares SET notes = NULL WHERE statement = ? AND path = ?', statement, json(path))
  },
  heldByAll: (roster) => heldByAll(sql, roster),
  looked({ statement, path }) {
    sql.run('UPDATE reshares SET due = 0 WHERE statement = ? AND path = ?', statement, json(path))
  },
  onTheirWay(beside) {
    const row = sql.one(
      `SELECT count(DISTINCT statement) AS count FROM reshares AS one JOIN deposits USING (statement)
       WHERE one.roster <> ? AND destroyed = 0 AND state = 'holds'`,
      beside,
    )
    return Number(row!['count'])
  },
  lookAgainAtAll() {
    sql.run('UPDATE reshares SET due = 1 WHERE destroyed = 0')
  },
  destroyHandedOn({ statement, path }) {
    sql.transaction(() => {
      // Wherever else it was handed on to: it is not here any more.
      sql.run(
        `UPDATE reshares SET destroyed = 1, notes = NULL WHERE statement = ? AND json_remove(path, '$[#-1]') = ?`,
        statement,
        json(path.slice(0, -1)),
      )
      if (path.length === 2) deleteShare(statement)
      else deleteParts(sql, statement, path.slice(0, -1))
      const isHeld =
        bundlesIn(sql, statement).length > 0 || sql.one('SELECT 1 FROM shares WHERE statement = ?', statement)
      if (!isHeld)
        sql.run(
          `UPDATE deposits SET state = 'destroyed', news = news + 1 WHERE statement = ? AND state = 'holds'`,
          statement,
        )
    })
    sql.truncateLog()
  },
})

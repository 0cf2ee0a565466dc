/**
 * The store as one SQLite file, readable by its own user only. Every change of state is one transaction, made durable
 * (synchronous=FULL) before anybody is told. Shares stand in a table of their own: destroying one deletes a row.
 */
import type { Act, Hash, Roster } from '@avow/core'
import { judge } from './decide.ts'
import { institutionsIn } from './institutions/store.ts'
import {
  addHold,
  addOwn,
  addPart,
  credentialAlong,
  deleteParts,
  forgetUnsent,
  isLate,
  resharesIn,
} from './reshare/sqlite-store.ts'
import type { PartArrival } from './reshare/store.ts'
import { type Row, type Sql, openSql } from './sqlite.ts'
import { addContact, heardIn } from './store-hearing.ts'
import { addSign, pausesIn } from './store-signs.ts'
import { addAsks, togetherIn } from './store-together.ts'
import type {
  Answer,
  Arrival,
  AuthorAct,
  Deposit,
  Evidence,
  HeldShare,
  PageChange,
  Position,
  State,
  Store,
} from './store.ts'

const depositColumns =
  'statement, deposited, author, trustee, state, code, credential, time, sign, check_in AS checkIn'

const rosterOf = (row: Row | undefined): Roster | undefined =>
  row && (JSON.parse(String(row['roster'])) as Roster)

/** When a deposit that has just arrived is to be looked at: at once, at an instant, or not by time alone. */
function dueOf({ deposit, held }: Arrival): number | null {
  if (!held) return null
  const verdict = judge(
    { deposit, held, acts: [], pauses: [], heard: [], matches: [] },
    Number.NEGATIVE_INFINITY,
  )
  return verdict.holds ? 0 : verdict.lookAgain
}

/** A parameter by whose value SQLite would plan, so that it would compile the statement anew for each. */
const number = 'CAST(? AS INTEGER)'

function positionOf({ one }: Sql): Position {
  const row = one('SELECT cursor, size, root, read_time AS readTime FROM position')!
  return { ...row } as unknown as Position
}

function addArrival(sql: Sql, arrival: Arrival): void {
  const { run } = sql
  const { deposit, held, roster } = arrival
  const { statement, deposited, author, trustee, state, code, credential, time } = deposit
  const isNew =
    run(
      `INSERT INTO deposits (statement, deposited, author, trustee, state, code, credential, time, due)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (statement) DO NOTHING`,
      statement,
      deposited,
      author,
      trustee,
      state,
      code,
      credential,
      time,
      dueOf(arrival),
    ) > 0
  if (isNew && roster) run('UPDATE deposits SET roster = ? WHERE statement = ?', roster, statement)
  if (!isNew || !held) return
  run('INSERT INTO shares VALUES (?, ?)', statement, JSON.stringify(held))
  if (addAsks(sql, statement, held)) run('UPDATE deposits SET due = 0 WHERE statement = ?', statement)
}

/** A statement of which enough parts have come is held from then on; what is held already stays as it is. */
function addHandedOn(sql: Sql, arrival: PartArrival): void {
  const { run } = sql
  const { statement, path, trustee, note, deposit } = arrival
  // What nobody would ever destroy is not kept.
  if (isLate(sql, arrival) || !addPart(sql, arrival)) return
  addArrival(sql, { deposit, held: null, roster: path[0]! })
  run(
    // Who its author is was not known of one that came without its envelope.
    `UPDATE deposits SET state = 'holds', code = NULL, author = ?, trustee = ?, time = ?, news = news + 1
     WHERE statement = ? AND state IN ('refused', 'destroyed')`,
    deposit.author,
    trustee,
    deposit.time,
    statement,
  )
  run(
    'UPDATE OR IGNORE deposits SET credential = ? WHERE statement = ? AND credential IS NULL',
    credentialAlong(sql, arrival),
    statement,
  )
  addAsks(sql, statement, note)
  run(`UPDATE deposits SET due = 0 WHERE statement = ? AND state = 'holds'`, statement)
}

function addAct({ run }: Sql, { statement, kind, actor, index, time }: AuthorAct): void {
  run(
    'INSERT INTO acts (statement, kind, actor, place, time) VALUES (?, ?, ?, ?, ?) ON CONFLICT (statement, kind, actor) DO NOTHING',
    statement,
    kind,
    actor,
    index,
    time,
  )
}

/** A deposit with an act by its author is to be decided on. The act may have come before we knew of the deposit. */
function makeDue({ run }: Sql, statement: Hash): void {
  run(
    `UPDATE deposits SET due = 0 WHERE statement = ? AND state IN ('holds', 'releasing')
     AND EXISTS (SELECT 1 FROM acts WHERE acts.statement = deposits.statement AND acts.actor = deposits.author)`,
    statement,
  )
}

function applyPage(sql: Sql, change: PageChange): void {
  const { arrivals, acts, signs, position, contact, parts = [], own = [], holds = [] } = change
  sql.transaction(() => {
    for (const arrival of arrivals) addArrival(sql, arrival)
    for (const part of parts) addHandedOn(sql, part)
    for (const one of own) addOwn(sql, one)
    for (const hold of holds) addHold(sql, hold)
    for (const act of acts) addAct(sql, act)
    for (const { deposit } of arrivals) makeDue(sql, deposit.statement)
    for (const { statement } of acts) makeDue(sql, statement)
    const { cursor, size, root, readTime } = position
    for (const sign of signs) addSign(sql, sign)
    if (contact !== null) addContact(sql, contact)
    sql.run('UPDATE position SET cursor = ?, size = ?, root = ?, read_time = ?', cursor, size, root, readTime)
  })
}

/** What comes to the inbox, each in one transaction. */
const inboxIn = (sql: Sql): Pick<Store, 'addSign' | 'addAct'> => ({
  addSign: (sign) => sql.transaction(() => addSign(sql, sign)),
  addAct(act) {
    sql.transaction(() => {
      addAct(sql, act)
      makeDue(sql, act.statement)
    })
  },
})

/** Overwrites, then deletes; with secure_delete SQLite also clears the bytes of the row. */
function deleteShare({ run }: Sql, statement: Hash): void {
  run(`UPDATE shares SET held = ${zeros('held')} WHERE statement = ?`, statement)
  run('DELETE FROM shares WHERE statement = ?', statement)
}

const zeros = (column: string) => `replace(hex(zeroblob(length(${column}))), '00', '0')`

/** All that is held of a statement. */
function deleteAll(sql: Sql, statement: Hash): void {
  deleteShare(sql, statement)
  deleteParts(sql, statement)
  forgetUnsent(sql, statement)
  sql.run(`UPDATE releases SET act = ${zeros('act')}, also = ${zeros('also')} WHERE statement = ?`, statement)
  sql.run('DELETE FROM releases WHERE statement = ?', statement)
}

const rostersIn = ({
  one,
  run,
}: Sql): Pick<Store, 'pinnedRoster' | 'roster' | 'addRoster' | 'isOnRoster'> => ({
  pinnedRoster: () =>
    rosterOf(one('SELECT roster FROM rosters WHERE pinned > 0 ORDER BY pinned DESC LIMIT 1')),
  isOnRoster: (key) =>
    one(
      `SELECT 1 FROM rosters, json_each(roster, '$.trustees') AS trustee WHERE json_extract(trustee.value, '$.key') = ?`,
      key,
    ) !== undefined,
  roster: (hash) => rosterOf(one('SELECT roster FROM rosters WHERE hash = ?', hash)),
  addRoster(hash, roster, isPinned) {
    const order = isPinned ? '(SELECT coalesce(max(pinned), 0) + 1 FROM rosters)' : '0'
    run(
      `INSERT INTO rosters VALUES (?, ?, ${order}) ON CONFLICT DO UPDATE SET pinned = max(pinned, excluded.pinned)`,
      hash,
      JSON.stringify(roster),
    )
  },
})

const dueIn = ({ all, run, transaction }: Sql): Pick<Store, 'due' | 'lookAgain'> => ({
  due: (time, { after = -1, limit = -1 } = {}) =>
    all(
      `SELECT ${depositColumns} FROM deposits
       WHERE state IN ('holds', 'releasing') AND due <= ${number} AND deposited > ${number}
       ORDER BY deposited LIMIT ${number}`,
      time,
      after,
      limit,
    ) as unknown as Deposit[],
  lookAgain(looks) {
    if (looks.length === 0) return
    transaction(() => {
      for (const { statement, due, warned } of looks)
        run(
          'UPDATE deposits SET due = ?1, news = news + (warned <> ?2), warned = ?2 WHERE statement = ?3',
          due,
          warned,
          statement,
        )
    })
  },
})

const sharesIn = (sql: Sql): Pick<Store, 'held' | 'released' | 'destroy'> => ({
  held(statement) {
    const row = sql.one('SELECT held FROM shares WHERE statement = ?', statement)
    return row && (JSON.parse(String(row['held'])) as HeldShare)
  },
  released(statement) {
    sql.transaction(() => {
      sql.run(
        `UPDATE deposits SET state = 'released', news = news + 1 WHERE statement = ? AND state = 'releasing'`,
        statement,
      )
      deleteAll(sql, statement)
    })
  },
  destroy(statement) {
    sql.transaction(() => {
      sql.run(
        `UPDATE deposits SET state = 'destroyed', news = news + 1 WHERE statement = ? AND state IN ('holds', 'releasing')`,
        statement,
      )
      deleteAll(sql, statement)
    })
    sql.truncateLog()
  },
})

const releasesIn = ({ all, run, transaction }: Sql): Pick<Store, 'intend' | 'intended' | 'recall'> => ({
  intend({ statement, act, also = [] }) {
    transaction(() => {
      run(
        'INSERT INTO releases VALUES (?, ?, ?) ON CONFLICT (statement) DO NOTHING',
        statement,
        JSON.stringify(act),
        JSON.stringify(also),
      )
      run(`UPDATE deposits SET state = 'releasing' WHERE statement = ? AND state = 'holds'`, statement)
    })
  },
  intended: ({ after = -1, limit = -1 } = {}) =>
    all(
      `SELECT releases.statement, act, also, deposited FROM releases CROSS JOIN deposits USING (statement)
       WHERE state = 'releasing' AND deposited > ${number} ORDER BY deposited LIMIT ${number}`,
      after,
      limit,
    ).map((row) => ({
      statement: row['statement'] as Hash,
      act: JSON.parse(String(row['act'])) as Act,
      ...(row['also'] === '[]' ? {} : { also: JSON.parse(String(row['also'])) as Act[] }),
      deposited: Number(row['deposited']),
    })),
  recall(statement) {
    transaction(() => {
      run('DELETE FROM releases WHERE statement = ?', statement)
      run(`UPDATE deposits SET state = 'holds' WHERE statement = ? AND state = 'releasing'`, statement)
    })
  },
})

const answersIn = ({ all, run }: Sql): Pick<Store, 'unanswered' | 'answered'> => ({
  unanswered: (limit) =>
    all(
      `SELECT statement, trustee, state, code, news FROM deposits WHERE told <> news AND state <> 'releasing'
       ORDER BY deposited LIMIT ${number}`,
      limit,
    ) as unknown as Answer[],
  answered({ statement, news }) {
    run('UPDATE deposits SET told = ? WHERE statement = ?', news, statement)
  },
})

const evidenceIn = ({ all, run }: Sql): Pick<Store, 'evidence' | 'keepEvidence'> => ({
  keepEvidence(kind, checkpoint, time) {
    run(
      'INSERT INTO evidence VALUES (?, ?, ?) ON CONFLICT (kind, checkpoint) DO NOTHING',
      kind,
      checkpoint,
      time,
    )
  },
  evidence: () => all('SELECT kind, checkpoint, time FROM evidence ORDER BY rowid') as unknown as Evidence[],
})

function countsOf({ all }: Sql): Record<State, number> {
  const none = { holds: 0, refused: 0, releasing: 0, released: 0, destroyed: 0 }
  const rows = all('SELECT state, count(*) AS count FROM deposits GROUP BY state')
  return { ...none, ...Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])) }
}

/** @param folder that exists, for the file `store.sqlite`, or `:memory:`. @throws TrusteeError `store_unusable` */
export function openStore(folder: string): Store {
  const sql = openSql(folder)
  return {
    position: () => positionOf(sql),
    ...rostersIn(sql),
    deposit: (statement) =>
      sql.one(`SELECT ${depositColumns} FROM deposits WHERE statement = ?`, statement) as Deposit | undefined,
    isSpent: (token) => sql.one('SELECT 1 FROM deposits WHERE credential = ?', token) !== undefined,
    actsOf: (statement) =>
      sql.all(
        'SELECT statement, kind, actor, place AS "index", time FROM acts WHERE statement = ?',
        statement,
      ) as unknown as AuthorAct[],
    applyPage: (change) => applyPage(sql, change),
    ...inboxIn(sql),
    pausesOf: (statement) => pausesIn(sql, statement),
    heard: () => heardIn(sql),
    ...dueIn(sql),
    ...sharesIn(sql),
    ...releasesIn(sql),
    ...answersIn(sql),
    ...evidenceIn(sql),
    counts: () => countsOf(sql),
    together: sql.transaction,
    institutions: institutionsIn(sql),
    reshares: resharesIn(sql, (statement) => deleteShare(sql, statement)),
    ...togetherIn(sql, depositColumns),
    close: () => sql.close(),
  }
}

/** Gives entries their places in the log: one statement to the database for a batch; its commit is the durable order. */
import { type Act, entryOf } from '@avow/core'
import { sql } from 'kysely'
import { asDatabaseError, type Database } from '../db/database.ts'
import { type Existing, type Outcome, type Placed, decide } from './decide.ts'
import { type NewEntry, keyOf, refusedBy, textOf } from './entry.ts'

const parseAct = (text: string): Act => JSON.parse(text) as Act

async function readExisting(db: Database, batch: readonly NewEntry[]): Promise<Existing> {
  const keys = batch.map(({ act }) => keyOf(act))
  const obstacles = batch.flatMap(({ act }) =>
    (refusedBy[act.kind] ?? []).map((kind) => `${kind}:${act.statement}`),
  )
  const rows = await db
    .selectFrom('entries')
    .select(['key', 'index', 'act'])
    .where('key', '=', sql<string>`any(${[...keys, ...obstacles]}::text[])`)
    .execute()
  return {
    acts: new Map(rows.map(({ key, index, act }) => [key, { index, act: parseAct(act) }])),
    // The key of an obstacle is `kind:statement`, as `keyOf` makes it for `withdraw` and `open`.
    obstacles: new Set(rows.map(({ key }) => key)),
  }
}

/**
 * Appends if, and only if, nobody else has appended since `expected` was read. What was read in between is then
 * still true, because everything that is inserted moves `next_index`.
 */
async function append(db: Database, expected: number, placed: readonly Placed[]): Promise<boolean> {
  const of = <T>(pick: (entry: Placed) => T): T[] => placed.map(pick)
  const deposits = placed.filter(({ deposit }) => deposit)
  const result = await sql<{ moved: number }>`
    with moved as (
      update log set next_index = ${expected + placed.length}
      where id = 1 and next_index = ${expected} returning 1
    ), appended as (
      insert into entries (index, entry, key, kind, statement, act)
      select * from unnest(
        ${of(({ index }) => index)}::bigint[], ${of(({ act }) => Buffer.from(entryOf(act)))}::bytea[],
        ${of(({ key }) => key)}::text[], ${of(({ act }) => act.kind)}::text[],
        ${of(({ act }) => act.statement)}::text[], ${of(({ act }) => textOf(act))}::text[])
      where exists (select from moved)
    ), indexed as (
      insert into deposits (statement, index, locator, roster, envelope)
      select * from unnest(
        ${deposits.map(({ act }) => act.statement)}::text[], ${deposits.map(({ index }) => index)}::bigint[],
        ${deposits.map(({ deposit }) => deposit!.locator)}::text[],
        ${deposits.map(({ deposit }) => deposit!.roster)}::text[],
        ${deposits.map(({ deposit }) => deposit!.envelope)}::text[])
      where exists (select from moved)
    )
    select count(*)::int as moved from moved
  `.execute(db)
  return result.rows[0]?.moved === 1
}

async function readNext(db: Database): Promise<number> {
  const { next_index: next } = await db.selectFrom('log').select('next_index').executeTakeFirstOrThrow()
  return next
}

/** Gives places to batches, one at a time; any number of processes may do so on one database. */
export function createAssigner(db: Database): (batch: readonly NewEntry[]) => Promise<readonly Outcome[]> {
  let known: number | undefined

  /** Undefined when another process was faster. */
  async function attempt(batch: readonly NewEntry[]): Promise<readonly Outcome[] | undefined> {
    const expected = (known ??= await readNext(db))
    const { outcomes, placed } = decide(batch, await readExisting(db, batch), expected)
    if (placed.length === 0) return outcomes
    known = undefined
    if (!(await append(db, expected, placed))) return undefined
    known = expected + placed.length
    return outcomes
  }

  return async (batch) => {
    try {
      for (;;) {
        const outcomes = await attempt(batch)
        if (outcomes) return outcomes
      }
    } catch (cause) {
      known = undefined
      throw asDatabaseError(cause)
    }
  }
}

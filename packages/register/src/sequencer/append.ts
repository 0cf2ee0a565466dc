/** The one statement by which anything gets a place in the log: compare-and-swap on the row that says where it stands. */
import { entryOf } from '@avow/core'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { type Cover, coverEntryOf, coverKind, createCovers } from './cover.ts'
import type { Placed } from './decide.ts'
import { textOf } from './entry.ts'
import type { Taken } from './places.ts'

export interface Standing {
  /** Moves with everything that is given a place. */
  readonly turn: number
  /** All places below have been given out. */
  readonly next: number
  /** Places at or beyond `next` that acts have already. */
  readonly taken: readonly Taken[]
}

/** What is to be given places. */
export interface Addition {
  readonly placed: readonly Placed[]
  /** All places below are given out: those that no act has get covers. */
  readonly to: number
  /** Only while this is the leader (see leader.ts). */
  readonly leader?: string
}

interface EntryRow extends Taken {
  readonly entry: Buffer
  readonly key: string
  readonly act: string
}

/** What is read after the turn is still true at the compare-and-swap, because everything that changes it moves the turn. */
export async function readStanding(db: Database): Promise<Standing> {
  const { turn, next_index: next } = await db
    .selectFrom('log')
    .select(['turn', 'next_index'])
    .executeTakeFirstOrThrow()
  const taken = await db
    .selectFrom('entries')
    .select(['index', 'kind', 'statement'])
    .where('index', '>=', next)
    .execute()
  return { turn, next, taken }
}

export const actRow = ({ index, act, key }: Placed): EntryRow => ({
  index,
  entry: Buffer.from(entryOf(act)),
  key,
  kind: act.kind,
  statement: act.statement,
  act: textOf(act),
})

export const coverRow = ({ index, salt }: Cover): EntryRow => ({
  index,
  entry: Buffer.from(coverEntryOf(salt)),
  key: `${coverKind}:${salt}`,
  kind: coverKind,
  statement: null,
  act: textOf({ salt }),
})

/** Places below `to` that neither are taken nor will be by this addition. */
function gaps({ next, taken }: Standing, { placed, to }: Addition): number[] {
  const used = new Set([...taken, ...placed].map(({ index }) => index))
  const places = Array.from({ length: Math.max(0, to - next) }, (_, at) => next + at)
  return places.filter((index) => !used.has(index))
}

/** Rows of `entries` as columns: one statement inserts them, however many there are. */
export function entryColumns(rows: readonly EntryRow[]) {
  const of = <T>(pick: (row: EntryRow) => T): T[] => rows.map(pick)
  return sql`unnest(
    ${of(({ index }) => index)}::bigint[], ${of(({ entry }) => entry)}::bytea[],
    ${of(({ key }) => key)}::text[], ${of(({ kind }) => kind)}::text[],
    ${of(({ statement }) => statement)}::text[], ${of(({ act }) => act)}::text[])`
}

/** Rows of `deposits` as columns. */
export function depositColumns(placed: readonly Placed[]) {
  const deposits = placed.filter(({ deposit }) => deposit)
  return sql`unnest(
    ${deposits.map(({ act }) => act.statement)}::text[], ${deposits.map(({ index }) => index)}::bigint[],
    ${deposits.map(({ deposit }) => deposit!.locator)}::text[],
    ${deposits.map(({ deposit }) => deposit!.roster)}::text[],
    ${deposits.map(({ deposit }) => deposit!.envelope)}::text[])`
}

async function insert(
  db: Database,
  turn: number,
  { placed, to, leader }: Addition,
  rows: readonly EntryRow[],
): Promise<boolean> {
  const mayMove = leader === undefined ? sql`true` : sql`leader = ${leader}`
  const result = await sql<{ moved: number }>`
    with moved as (
      update log set turn = turn + 1, next_index = greatest(next_index, ${to})
      where id = 1 and turn = ${turn} and ${mayMove} returning 1
    ), appended as (
      insert into entries (index, entry, key, kind, statement, act)
      select * from ${entryColumns(rows)} where exists (select from moved)
    ), indexed as (
      insert into deposits (statement, index, locator, roster, envelope)
      select * from ${depositColumns(placed)} where exists (select from moved)
    )
    select count(*)::int as moved from moved
  `.execute(db)
  return result.rows[0]?.moved === 1
}

/**
 * Gives places if, and only if, nothing has been given one since `standing` was read.
 * @returns where the log stands then; undefined when another was faster
 */
export async function append(
  db: Database,
  standing: Standing,
  addition: Addition,
): Promise<Standing | undefined> {
  const { placed, to } = addition
  const rows = [...placed.map(actRow), ...createCovers(gaps(standing, addition)).map(coverRow)]
  if (!(await insert(db, standing.turn, addition, rows))) return undefined
  const next = Math.max(standing.next, to)
  const added = placed.map(({ index, act }) => ({ index, kind: act.kind, statement: act.statement }))
  const taken = [...standing.taken, ...added].filter(({ index }) => index >= next)
  return { turn: standing.turn + 1, next, taken }
}

/** Rebuilds from the blobs what the database lacks: after it was lost, or put back from an older backup. */
import {
  type Act,
  type Hash,
  type Roster,
  type Salt,
  checkAct,
  decodeEnvelope,
  decodeUtf8,
  entryOf,
} from '@avow/core'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { logInconsistent } from '../error.ts'
import { envelopePath } from '../reads/paths.ts'
import type { Storage } from '../storage/storage.ts'
import { actRow, depositColumns, entryColumns } from './append.ts'
import { type Range, findRanges } from './acts-files.ts'
import { timeOfCheckpoint } from './cosign.ts'
import { coverEntryOf } from './cover.ts'
import type { Placed } from './decide.ts'
import { depositRowOf, keyOf } from './entry.ts'
import { type IntegrateOptions, integrate } from './integrate.ts'
import { dropPartials } from './partial-tiles.ts'

export interface TakeOverOptions extends IntegrateOptions {
  readonly rosters: ReadonlyMap<string, Roster>
}

/** A place in the log, with the act that has it or the salt of its cover. */
type Item =
  | { readonly index: number; readonly act: Act }
  | { readonly index: number; readonly cover: { readonly salt: Salt } }

type ActItem = Extract<Item, { act: Act }>
const isAct = (item: Item): item is ActItem => 'act' in item

const damaged = (path: string, cause?: unknown) => logInconsistent('a file of acts is damaged', path, cause)

async function readItems(storage: Storage, { path, start, end }: Range): Promise<Item[]> {
  try {
    const items = JSON.parse(decodeUtf8((await storage.read(path))!)) as Item[]
    const isWhole = items.length === end - start && items.every(({ index }, at) => index === start + at)
    if (!isWhole) throw damaged(path)
    return items.map((item) => (isAct(item) ? { index: item.index, act: checkAct(item.act) } : item))
  } catch (cause) {
    throw damaged(path, cause)
  }
}

async function readEnvelope(storage: Storage, statement: Hash) {
  const path = envelopePath(statement)
  const file = await storage.read(path)
  if (!file) throw logInconsistent('an envelope that was acknowledged is missing', path)
  try {
    return decodeEnvelope(file)
  } catch (cause) {
    throw logInconsistent('an envelope that was acknowledged is damaged', path, cause)
  }
}

async function placedOf(storage: Storage, { index, act }: ActItem): Promise<Placed> {
  const placed = { index, act, key: keyOf(act) }
  if (act.kind !== 'deposit') return placed
  return { ...placed, deposit: depositRowOf(await readEnvelope(storage, act.statement)) }
}

/** One envelope after the other: each may have many megabytes. */
async function readPlaced({ storage }: TakeOverOptions, items: readonly Item[]): Promise<Placed[]> {
  const placed: Placed[] = []
  for (const item of items.filter(isAct)) placed.push(await placedOf(storage, item))
  return placed
}

const entryOfItem = (item: Item): Uint8Array =>
  isAct(item) ? entryOf(item.act) : coverEntryOf(item.cover.salt)

/**
 * Puts acts into the database at the places that they have in the log; of covers it needs nothing.
 * @param head the log with them. @returns false when another process was faster
 */
async function insert(
  { db, logHead }: TakeOverOptions,
  from: number,
  head: { readonly size: number; readonly checkpoint: string },
  placed: readonly Placed[],
): Promise<boolean> {
  const { size, checkpoint } = head
  const hasMoved = await db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('log')
      .set(({ eb }) => ({ next_index: size, integrated: size, checkpoint, turn: eb('turn', '+', 1) }))
      .where('next_index', '=', from)
      .where('integrated', '=', from)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    // What waited for its period when the backup was made is now in the log, at the place that it had.
    for (const table of ['entries', 'deposits'] as const)
      await transaction.deleteFrom(table).where('index', '>=', from).where('index', '<', size).execute()
    await sql`insert into entries (index, entry, key, kind, statement, act)
      select * from ${entryColumns(placed.map(actRow))}`.execute(transaction)
    await sql`insert into deposits (statement, index, locator, roster, envelope)
      select * from ${depositColumns(placed)}`.execute(transaction)
    return true
  })
  if (hasMoved) logHead.setHead(head)
  return hasMoved
}

/**
 * Integrates as is done in the ordinary way: the tiles that were signed are there, and must be the ones that come of
 * these acts, or nothing is signed.
 */
async function take(options: TakeOverOptions, from: number, items: readonly Item[]): Promise<boolean> {
  const { storage, tree, signer } = options
  const placed = await readPlaced(options, items)
  const { size, root, blobs } = await tree.grow(from, items.map(entryOfItem))
  await storage.createMany(blobs)
  const isDone = await insert(options, from, { size, checkpoint: signer.sign(size, root) }, placed)
  if (isDone) await dropPartials(storage, blobs)
  return isDone
}

/** At most so many entries at once. */
const chunkLength = 4096

async function readNext(db: Database): Promise<number> {
  const { next_index: next } = await db.selectFrom('log').select('next_index').executeTakeFirstOrThrow()
  return next
}

/** @returns where the log stands then */
async function takeRange(options: TakeOverOptions, range: Range, from: number): Promise<number> {
  const items = await readItems(options.storage, range)
  let next = from
  while (next < range.end) {
    const chunk = items.slice(next - range.start, next - range.start + chunkLength)
    const isDone = await take(options, next, chunk)
    if (!isDone) await integrate(options)
    next = isDone ? next + chunk.length : await readNext(options.db)
  }
  return next
}

async function takeActs(options: TakeOverOptions): Promise<void> {
  // What the database has given out is final, and comes first.
  await integrate(options)
  const ranges = await findRanges(options.storage, await readNext(options.db))
  // Read after the files were listed: what another process has written meanwhile, it has put into the database before.
  let next = await readNext(options.db)
  for (const range of ranges) {
    if (range.end <= next) continue
    if (range.start > next) throw damaged(range.path)
    next = await takeRange(options, range, next)
  }
}

/** Cosigned checkpoints under the policy of any roster there was. */
async function takeCosigned({ db, storage, rosters }: TakeOverOptions): Promise<void> {
  const { known } = await db
    .selectFrom('cosigned')
    .select(({ fn }) => fn.count<number>('size').as('known'))
    .where('kept', '=', true)
    .executeTakeFirstOrThrow()
  const names = await storage.list('cosigned')
  if (known >= names.length) return
  for (const name of names) {
    const checkpoint = decodeUtf8((await storage.read(`cosigned/${name}`))!)
    const time = timeOfCheckpoint(checkpoint, [...rosters.values()])
    if (time === undefined) continue
    await db
      .insertInto('cosigned')
      .values({ size: Number(name), checkpoint, time, kept: true })
      .onConflict((conflict) => conflict.column('size').doUpdateSet({ kept: true }))
      .execute()
  }
}

/** The newest may cover nothing but covers; trustees have seen it all the same. */
async function takeNewest({ db, storage, rosters }: TakeOverOptions): Promise<void> {
  const published = await storage.read('log/checkpoint')
  if (!published) return
  const checkpoint = decodeUtf8(published)
  const time = timeOfCheckpoint(checkpoint, [...rosters.values()])
  const { size } = parseCheckpoint(parseNote(checkpoint).text)
  const newer = db.selectFrom('cosigned').select('size').where('size', '>=', size)
  if (time === undefined || (await newer.executeTakeFirst())) return
  await db.insertInto('cosigned').values({ size, checkpoint, time, kept: false }).execute()
}

/** Does nothing when nothing is lacking. Publications are not taken over: the openings find and write them again. */
export async function takeOver(options: TakeOverOptions): Promise<void> {
  await takeActs(options)
  await takeCosigned(options)
  await takeNewest(options)
}

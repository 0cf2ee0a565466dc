/** Rebuilds from the blobs what the database lacks: after it was lost, or put back from an older backup. */
import { type Act, type Hash, type Roster, type Salt, checkAct, decodeEnvelope, decodeUtf8 } from '@avow/core'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import type { Database } from '../db/database.ts'
import { RegisterError } from '../error.ts'
import { envelopePath } from '../reads/paths.ts'
import type { Storage } from '../storage/storage.ts'
import { actRow, coverRow } from './append.ts'
import { type Range, findRanges } from './acts-files.ts'
import { timeOfCheckpoint } from './cosign.ts'
import { depositRowOf, keyOf } from './entry.ts'

export interface TakeOverOptions {
  readonly db: Database
  readonly storage: Storage
  readonly rosters: ReadonlyMap<string, Roster>
}

/** A place in the log, with the act that has it or the salt of its cover. */
type Item =
  | { readonly index: number; readonly act: Act }
  | { readonly index: number; readonly cover: { readonly salt: Salt } }

type ActItem = Extract<Item, { act: Act }>
const isAct = (item: Item): item is ActItem => 'act' in item

const damaged = (path: string, cause?: unknown): RegisterError =>
  new RegisterError('log_inconsistent', 'a file of acts is damaged', { path }, cause)

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

async function depositOf(storage: Storage, { index, act }: ActItem) {
  const statement = act.statement as Hash
  const file = await storage.read(envelopePath(statement))
  if (!file)
    throw new RegisterError('log_inconsistent', 'an envelope that was acknowledged is missing', { index })
  return { statement, index, ...depositRowOf(decodeEnvelope(file)) }
}

/** Puts acts into the database at the places that they have in the log. */
async function insert({ db, storage }: TakeOverOptions, items: readonly Item[]): Promise<void> {
  const entries = items.map((item) =>
    isAct(item)
      ? actRow({ ...item, key: keyOf(item.act) })
      : coverRow({ index: item.index, salt: item.cover.salt }),
  )
  const deposits = await Promise.all(
    items
      .filter(isAct)
      .filter(({ act }) => act.kind === 'deposit')
      .map((item) => depositOf(storage, item)),
  )
  const [from, next] = [items[0]!.index, items.at(-1)!.index + 1]
  await db.transaction().execute(async (transaction) => {
    // What waited for its period when the backup was made is now in the log, at the place that it had.
    for (const table of ['entries', 'deposits'] as const)
      await transaction.deleteFrom(table).where('index', '>=', from).where('index', '<', next).execute()
    await transaction.insertInto('entries').values(entries).execute()
    if (deposits.length > 0) await transaction.insertInto('deposits').values(deposits).execute()
    await transaction
      .updateTable('log')
      .set(({ eb }) => ({ next_index: next, turn: eb('turn', '+', 1) }))
      .where('next_index', '=', from)
      .execute()
  })
}

/** At most so many acts in one statement to the database. */
const chunkLength = 500

async function readNext(db: Database): Promise<number> {
  const { next_index: next } = await db.selectFrom('log').select('next_index').executeTakeFirstOrThrow()
  return next
}

async function takeActs(options: TakeOverOptions): Promise<void> {
  const ranges = await findRanges(options.storage, await readNext(options.db))
  // Read after the files were listed: what another process has written meanwhile, it has put into the database before.
  let next = await readNext(options.db)
  for (const range of ranges) {
    if (range.end <= next) continue
    if (range.start > next) throw damaged(range.path)
    const items = (await readItems(options.storage, range)).slice(next - range.start)
    for (let at = 0; at < items.length; at += chunkLength)
      await insert(options, items.slice(at, at + chunkLength))
    next = range.end
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

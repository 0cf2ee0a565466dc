/** Rebuilds from the blobs what the database lacks: after it was lost, or put back from an older backup. */
import { type Act, type Hash, type Roster, checkAct, decodeEnvelope, decodeUtf8, entryOf } from '@avow/core'
import type { Database } from '../db/database.ts'
import { RegisterError } from '../error.ts'
import { actsFolder, envelopePath } from '../reads/paths.ts'
import type { Storage } from '../storage/storage.ts'
import { timeOfCheckpoint } from './cosign.ts'
import { depositRowOf, keyOf, textOf } from './entry.ts'

export interface TakeOverOptions {
  readonly db: Database
  readonly storage: Storage
  readonly rosters: ReadonlyMap<string, Roster>
}

interface Range {
  readonly path: string
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

interface Item {
  readonly index: number
  readonly act: Act
}

const million = 1_000_000

/** Files of acts that hold something at or after `from`. One that begins in the million before may reach over. */
async function findRanges(storage: Storage, from: number): Promise<Range[]> {
  const first = Math.max(0, Math.floor(from / million) - 1)
  const folders = (await storage.list('acts')).map(Number).filter((folder) => folder >= first)
  const names = folders.map(async (folder) => {
    const of = actsFolder(folder * million)
    return (await storage.list(of)).map((name) => ({
      path: `${of}/${name}`,
      bounds: name.split(/[-.]/).map(Number),
    }))
  })
  return (await Promise.all(names))
    .flat()
    .map(({ path, bounds }) => ({ path, start: bounds[0]!, end: bounds[1]! }))
    .filter(({ end }) => end > from)
    .sort((a, b) => a.start - b.start || b.end - a.end)
}

const damaged = (path: string, cause?: unknown): RegisterError =>
  new RegisterError('log_inconsistent', 'a file of acts is damaged', { path }, cause)

async function readItems(storage: Storage, { path, start, end }: Range): Promise<Item[]> {
  try {
    const items = JSON.parse(decodeUtf8((await storage.read(path))!)) as Item[]
    const isWhole = items.length === end - start && items.every(({ index }, at) => index === start + at)
    if (!isWhole) throw damaged(path)
    return items.map(({ index, act }) => ({ index, act: checkAct(act) }))
  } catch (cause) {
    throw damaged(path, cause)
  }
}

async function depositOf(storage: Storage, { index, act }: Item) {
  const statement = act.statement as Hash
  const file = await storage.read(envelopePath(statement))
  if (!file)
    throw new RegisterError('log_inconsistent', 'an envelope that was acknowledged is missing', { index })
  return { statement, index, ...depositRowOf(decodeEnvelope(file)) }
}

/** Puts acts into the database at the places that they have in the log. */
async function insert({ db, storage }: TakeOverOptions, items: readonly Item[]): Promise<void> {
  const entries = items.map(({ index, act }) => ({
    index,
    entry: Buffer.from(entryOf(act)),
    key: keyOf(act),
    kind: act.kind,
    statement: act.statement,
    act: textOf(act),
  }))
  const deposits = await Promise.all(
    items.filter(({ act }) => act.kind === 'deposit').map((item) => depositOf(storage, item)),
  )
  const [from, next] = [items[0]!.index, items.at(-1)!.index + 1]
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto('entries').values(entries).execute()
    if (deposits.length > 0) await transaction.insertInto('deposits').values(deposits).execute()
    await transaction.updateTable('log').set({ next_index: next }).where('next_index', '=', from).execute()
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
    .executeTakeFirstOrThrow()
  const names = await storage.list('cosigned')
  if (known >= names.length) return
  for (const name of names) {
    const checkpoint = decodeUtf8((await storage.read(`cosigned/${name}`))!)
    const time = timeOfCheckpoint(checkpoint, [...rosters.values()])
    if (time === undefined) continue
    await db
      .insertInto('cosigned')
      .values({ size: Number(name), checkpoint, time })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Does nothing when nothing is lacking. Publications are not taken over: the openings find and write them again. */
export async function takeOver(options: TakeOverOptions): Promise<void> {
  await takeActs(options)
  await takeCosigned(options)
}

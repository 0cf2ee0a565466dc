/**
 * A log over the register's own tree, storage, signature and database, and nothing of a register around it: what
 * Tessera's POSIX conformance server is to Tessera. `POST /add` takes the body as an entry, and answers with its index
 * when bundle, tiles and the row that holds the signed checkpoint are on the disk. Like that server it answers an
 * entry that is among the last 262,144 with the index that it has. It publishes a checkpoint as often as a register asks
 * its witnesses: five times a second.
 *
 *     LOG_PRIVATE_KEY=… node bare-log.ts FOLDER PORT
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import {
  type Database,
  type ExtendOptions,
  type Head,
  createBatcher,
  createLogHead,
  createLogSigner,
  createLogger,
  createTree,
  extend,
  openDatabase,
  openLocalStorage,
  startEmbedded,
  untilFullTile,
} from '@avow/register/bare'
import { emptyRoot, parseSkey } from '@avow/tlog'
import { type Answer, listen } from './front.ts'

interface BareLog extends ExtendOptions {
  readonly db: Database
}

/** The row that a register's processes compare and swap, at the size that is known of it. */
async function move({ db }: BareLog, from: number, { size, checkpoint }: Head): Promise<boolean> {
  const { numUpdatedRows: moved } = await db
    .updateTable('log')
    .set({ next_index: size, integrated: size, checkpoint })
    .where('id', '=', 1)
    .where('integrated', '=', from)
    .executeTakeFirstOrThrow()
  return moved === 1n
}

/** @returns indexes of the entries */
async function append(log: BareLog, entries: readonly Uint8Array[]): Promise<number[]> {
  const head = log.logHead.head()
  await extend(log, head, { entries, blobs: [], move: (next) => move(log, head.size, next) })
  if (log.logHead.head().size !== head.size + entries.length)
    throw new Error('another process has moved the log')
  return entries.map((_, at) => head.size + at)
}

/** An entry that is known gets the index that it has. */
function createAdd(log: BareLog, most = 262_144): (entry: Uint8Array) => Promise<number> {
  const known = new Map<string, Promise<number>>()
  const batcher = createBatcher({
    run: (entries: readonly Uint8Array[]) => append(log, entries),
    weigh: () => 1,
    heaviest: 4096,
    most: 4096,
    cut: (count) => untilFullTile(log.logHead.head().size, count),
  })
  return (entry) => {
    const key = hash('sha256', entry, 'binary')
    const first = known.get(key)
    if (first) return first
    const index = batcher.add(entry)
    known.set(key, index)
    if (known.size > most) known.delete(known.keys().next().value!)
    index.catch(() => known.delete(key))
    return index
  }
}

async function open(folder: string): Promise<BareLog> {
  const server = await startEmbedded(join(folder, 'database'), createLogger('bare-log'))
  const { db } = await openDatabase(server.where, () => process.exit(1))
  const storage = await openLocalStorage(folder, { reserve: 0 })
  const signer = createLogSigner(parseSkey(process.env['LOG_PRIVATE_KEY']!))
  return { db, storage, tree: createTree(storage), signer, logHead: createLogHead() }
}

async function publishAlways({ storage, logHead, signer }: BareLog): Promise<never> {
  for (let published = -1; ; await rest(200)) {
    const { size, checkpoint } = logHead.head()
    if (size === published) continue
    const data = new TextEncoder().encode(checkpoint === '' ? signer.sign(0, emptyRoot()) : checkpoint)
    await storage.createMany([{ path: 'log/checkpoint', data, write: 'newest' }])
    published = size
  }
}

async function read({ storage }: BareLog, path: string): Promise<Answer> {
  const body = path === '/' ? undefined : await storage.read(join('log', path))
  return body ? { status: 200, body } : { status: 404, body: '' }
}

const [folder, port] = process.argv.slice(2)
const log = await open(folder!)
const add = createAdd(log)
void publishAlways(log)
listen(Number(port), async (method, path, body) => {
  if (method === 'GET') return read(log, path)
  return { status: 200, body: String(await add(body)) }
})

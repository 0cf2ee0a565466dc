/** Brings entries that have a place into the tree: tiles on disk first, then the signed checkpoint, by compare-and-swap. */
import { asDatabaseError, type Database } from '../db/database.ts'
import { coverKind } from './cover.ts'
import { RegisterError } from '../error.ts'
import { actsPath } from '../reads/paths.ts'
import type { Blob, Storage } from '../storage/storage.ts'
import { checkHead } from './guard.ts'
import type { Head, LogHead } from './head.ts'
import type { LogSigner } from './signer.ts'
import { dropPartials } from './partial-tiles.ts'
import type { Tree } from './tree.ts'

export interface IntegrateOptions {
  readonly db: Database
  readonly storage: Storage
  readonly tree: Tree
  readonly signer: LogSigner
  readonly logHead: LogHead
}

/** Most entries that are integrated in one step. */
const stepLength = 4096

interface Row {
  readonly index: number
  readonly entry: Uint8Array
  readonly kind: string
  readonly act: string
}

const readLog = (db: Database) =>
  db.selectFrom('log').select(['next_index', 'integrated', 'checkpoint']).executeTakeFirstOrThrow()

/** Undefined when another process has integrated them meanwhile, and forgotten the covers among them. */
async function readRows(db: Database, from: number, to: number): Promise<Row[] | undefined> {
  const rows = await db
    .selectFrom('entries')
    .select(['index', 'entry', 'kind', 'act'])
    .where('index', '>=', from)
    .where('index', '<', Math.min(to, from + stepLength))
    .orderBy('index')
    .execute()
  const isWhole =
    rows.length === Math.min(to - from, stepLength) && rows.every(({ index }, at) => index === from + at)
  if (isWhole) return rows
  if ((await readLog(db)).integrated > from) return undefined
  throw new RegisterError('log_inconsistent', 'an entry that was given a place is missing', { from })
}

const itemOf = ({ index, kind, act }: Row): string =>
  kind === coverKind ? `{"index":${index},"cover":${act}}` : `{"index":${index},"act":${act}}`

/** The acts of the range, whole, and its covers: with envelopes and these the indexes can be rebuilt. */
function actsBlob(rows: readonly Row[]): Blob {
  const items = rows.map(itemOf)
  const data = new TextEncoder().encode(`[\n${items.join(',\n')}\n]\n`)
  return { path: actsPath(rows[0]!.index, rows.at(-1)!.index + 1), data }
}

/** True unless another process has moved the checkpoint since. */
async function advance(db: Database, from: number, to: number, checkpoint: string): Promise<boolean> {
  const { numUpdatedRows: moved } = await db
    .updateTable('log')
    .set({ integrated: to, checkpoint })
    .where('id', '=', 1)
    .where('integrated', '=', from)
    .executeTakeFirstOrThrow()
  return moved === 1n
}

/**
 * One step. What is written depends only on entries whose places are final: whoever does it again, after a crash or
 * beside another process, writes the same bytes and signs the same root.
 */
async function step(options: IntegrateOptions, head: Head, to: number): Promise<void> {
  const { db, storage, tree, signer, logHead } = options
  const { size: from } = head
  const rows = await readRows(db, from, to)
  if (!rows) return
  await checkHead(options, head)
  const grown = await tree.grow(
    from,
    rows.map(({ entry }) => entry),
  )
  await storage.createMany([...grown.blobs, actsBlob(rows)])
  const checkpoint = signer.sign(grown.size, grown.root)
  if (!(await advance(db, from, grown.size, checkpoint))) return
  logHead.setHead({ size: grown.size, checkpoint })
  await dropPartials(storage, grown.blobs)
}

/** Integrates everything that has been given out. */
export async function integrate(options: IntegrateOptions): Promise<void> {
  try {
    for (;;) {
      const { next_index: next, integrated, checkpoint } = await readLog(options.db)
      const head = { size: integrated, checkpoint }
      options.logHead.setHead(head)
      if (integrated === next) return
      await step(options, head, next)
    }
  } catch (cause) {
    throw asDatabaseError(cause)
  }
}

/** Brings entries that have a place into the tree. */
import { asDatabaseError, type Database } from '../db/database.ts'
import { coverKind } from './cover.ts'
import { RegisterError } from '../error.ts'
import { actsPath } from '../reads/paths.ts'
import type { Blob } from '../storage/storage.ts'
import { type ExtendOptions, extend } from './extend.ts'
import type { Head } from './head.ts'

export interface IntegrateOptions extends ExtendOptions {
  readonly db: Database
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

/** False when another process has moved the checkpoint since. */
async function advance(db: Database, from: number, { size, checkpoint }: Head): Promise<boolean> {
  const { numUpdatedRows: moved } = await db
    .updateTable('log')
    .set({ integrated: size, checkpoint })
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
  const { db } = options
  const rows = await readRows(db, head.size, to)
  if (!rows) return
  await extend(options, head, {
    entries: rows.map(({ entry }) => entry),
    blobs: [actsBlob(rows)],
    move: (next) => advance(db, head.size, next),
  })
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

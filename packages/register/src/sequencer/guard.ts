/** Keeps a register from signing anything that does not go on from what it has signed. */
import { type LogSource, createLogReader, findEdgeFault } from '@avow/client/log'
import {
  type TreeHead,
  type VerifierKey,
  parseCheckpoint,
  parseNote,
  parseVkey,
  verifyNote,
} from '@avow/tlog'
import { decodeUtf8, isEqualBytes } from '@avow/core'
import { RegisterError, logInconsistent } from '../error.ts'
import { logPath } from '../reads/paths.ts'
import type { Storage } from '../storage/storage.ts'
import type { Head, LogHead } from './head.ts'
import type { Tree } from './tree.ts'

interface Kept {
  readonly storage: Storage
  readonly tree: Tree
}

const sourceOf = (storage: Storage): LogSource => ({ place: '', read: (path) => storage.read(logPath(path)) })

/** Which of the tiles at the edge is damaged. */
async function explain({ storage }: Kept, head: TreeHead): Promise<RegisterError> {
  const fault = await findEdgeFault(createLogReader(sourceOf(storage), head.size), head)
  const path = String(fault?.details['path'] ?? 'checkpoint')
  return logInconsistent('a tile that was signed is damaged', logPath(path), fault)
}

/**
 * The tiles at the edge must have the root that was signed of them: what grows from others would be another log.
 * @throws RegisterError `log_inconsistent` with the tile in `details.path`
 */
export async function checkHead(kept: Kept, { size, checkpoint }: Head): Promise<void> {
  if (size === 0) return
  const signed = parseCheckpoint(parseNote(checkpoint).text)
  if (!isEqualBytes(await kept.tree.root(size), signed.root)) throw await explain(kept, signed)
}

async function readPublished(storage: Storage, key: VerifierKey) {
  const published = await storage.read('log/checkpoint')
  return published && parseCheckpoint(verifyNote(parseNote(decodeUtf8(published)), key))
}

export interface GuardOptions extends Kept {
  readonly logHead: LogHead
  /** Brings the head up to what the database holds. */
  readonly refresh: () => Promise<void>
  readonly vkey: string
}

/**
 * What was published must be part of the log as it is now. Otherwise this is another log under the same key: it must
 * not sign anything.
 * @throws RegisterError `log_inconsistent`
 */
export async function checkAgainstBlobs(options: GuardOptions): Promise<void> {
  const { storage, tree, logHead, refresh, vkey } = options
  // Before the database: registers beside this one go on, and what they publish the database held before.
  const published = await readPublished(storage, parseVkey(vkey))
  await refresh()
  await checkHead({ storage, tree }, logHead.head())
  if (!published) return
  const { size } = logHead.head()
  const root = published.size <= size ? await tree.root(published.size) : undefined
  if (root && isEqualBytes(root, published.root)) return
  throw new RegisterError('log_inconsistent', 'the database does not hold the log that was published', {
    published: published.size,
    held: size,
  })
}

/** Keeps a register from forking its own log after something happened to its files. */
import { type VerifierKey, parseCheckpoint, parseNote, parseVkey, verifyNote } from '@avow/tlog'
import { decodeUtf8, encodeHex } from '@avow/core'
import { RegisterError } from '../error.ts'
import type { Storage } from '../storage/storage.ts'
import type { LogHead } from './head.ts'
import type { Tree } from './tree.ts'

export interface GuardOptions {
  readonly storage: Storage
  readonly tree: Tree
  readonly logHead: LogHead
  readonly vkey: string
}

async function readPublished(storage: Storage, key: VerifierKey) {
  const published = await storage.read('log/checkpoint')
  return published && parseCheckpoint(verifyNote(parseNote(decodeUtf8(published)), key))
}

/**
 * What was published must be part of the log as it is now. Otherwise this is another log under the same key: it must
 * not sign anything.
 * @throws RegisterError `log_inconsistent`
 */
export async function checkAgainstBlobs({ storage, tree, logHead, vkey }: GuardOptions): Promise<void> {
  const published = await readPublished(storage, parseVkey(vkey))
  if (!published) return
  const { size } = logHead.head()
  const root = published.size <= size ? await tree.root(published.size) : undefined
  if (root && encodeHex(root) === encodeHex(published.root)) return
  throw new RegisterError('log_inconsistent', 'the database does not hold the log that was published', {
    published: published.size,
    held: size,
  })
}

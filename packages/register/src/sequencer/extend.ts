/** Appends entries to the tree and signs it: tiles on disk first, then the signed checkpoint, by compare-and-swap. */
import type { Blob, Storage } from '../storage/storage.ts'
import { checkHead } from './guard.ts'
import type { Head, LogHead } from './head.ts'
import { dropPartials } from './partial-tiles.ts'
import type { LogSigner } from './signer.ts'
import type { Tree } from './tree.ts'

export interface ExtendOptions {
  readonly storage: Storage
  readonly tree: Tree
  readonly signer: LogSigner
  readonly logHead: LogHead
}

export interface Extension {
  readonly entries: readonly Uint8Array[]
  /** Written with the tiles. */
  readonly blobs: readonly Blob[]
  /** Moves what says where the log stands; false when another process has moved it since. */
  readonly move: (next: Head) => Promise<boolean>
}

/** @param head where the log stands. @throws RegisterError `log_inconsistent`, `storage_full`, `storage_unavailable` */
export async function extend(
  options: ExtendOptions,
  head: Head,
  { entries, blobs, move }: Extension,
): Promise<void> {
  const { storage, tree, signer, logHead } = options
  await checkHead(options, head)
  const { size, root, blobs: tiles } = await tree.grow(head.size, entries)
  await storage.createMany([...tiles, ...blobs])
  const next = { size, checkpoint: signer.sign(size, root) }
  if (!(await move(next))) return
  logHead.setHead(next)
  await dropPartials(storage, tiles)
}

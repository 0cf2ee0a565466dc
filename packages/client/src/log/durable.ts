/** Files that are on the disk when a call has resolved. */
import { rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ClientError } from '../error.ts'
import { makeFolder, syncFolder } from '../folder.ts'
import { createLimit } from './limit.ts'

export interface DurableFile {
  /** Below the folder, with `/`. */
  readonly path: string
  readonly data: Uint8Array | string
  /** Permissions of a new file; 0644 unless told. */
  readonly mode?: number
}

/** Makes a folder and those above it; a new one is itself an entry in the one above. */
function ensureFolder(path: string, changed: Set<string>): void {
  for (const made of makeFolder(path)) changed.add(dirname(made))
}

/** Unlike `Promise.all` it leaves nothing under way when one fails. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

const isFull = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')

/**
 * Writes under other names, syncs, then gives all of them their names: a file is whole or not there.
 * @throws ClientError `disk_full`, and whatever else the disk says
 */
export const writeDurably = (root: string, files: readonly DurableFile[]): Promise<void> =>
  write(root, files).catch((cause: unknown) => {
    throw isFull(cause) ? new ClientError('disk_full', 'the disk is full', { folder: root }, cause) : cause
  })

async function write(root: string, files: readonly DurableFile[]): Promise<void> {
  const folder = resolve(root)
  const limit = createLimit(16)
  const changed = new Set<string>()
  const writeOne = async ({ path, data, mode = 0o644 }: DurableFile): Promise<void> => {
    const file = join(folder, path)
    ensureFolder(dirname(file), changed)
    await writeFile(`${file}.new`, data, { flush: true, mode })
    await rename(`${file}.new`, file)
    changed.add(dirname(file))
  }
  await allDone(files.map((file) => limit(() => writeOne(file))))
  await Promise.all([...changed].map(syncFolder))
}

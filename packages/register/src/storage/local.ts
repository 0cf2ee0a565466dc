/** Blobs as files in a folder. */
import {
  closeSync,
  fsync,
  linkSync,
  open,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFile,
  writeSync,
} from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { makeFolderDurably } from '@avow/client/folder'
import { isEqualBytes } from '@avow/core'
import { RegisterError, logInconsistent } from '../error.ts'
import type { Blob, Storage } from './storage.ts'

export interface LocalOptions {
  /** Bytes that must stay free on the disk for what is already accepted. */
  readonly reserve: number
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function asStorageError(cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!full.has(code)) return cause
  return new RegisterError(
    'storage_full',
    'the disk is full; nothing that was acknowledged is lost',
    {},
    cause,
  )
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')

const missingIsUndefined = (cause: unknown): undefined => {
  if (isMissing(cause)) return undefined
  throw cause
}

const openFile = promisify(open)
const syncFile = promisify(fsync)
const writeInThread = promisify(writeFile)

/** Waits until what an open file holds is on the disk, and closes it. */
async function settle(file: number): Promise<void> {
  try {
    await syncFile(file)
  } finally {
    closeSync(file)
  }
}

const syncFolder = async (path: string): Promise<void> => settle(openSync(path, 'r'))

/** Above this size a write is left to a thread, so that others need not wait for it. */
const largeWrite = 1024 * 1024

/**
 * Writes the whole of a blob under a name that nobody reads, and waits until it is on the disk. Making a file and
 * syncing it wait for the disk's journal, so they are left to threads; writing to the page cache takes microseconds.
 */
async function writeSynced(path: string, data: Uint8Array): Promise<void> {
  const file = await openFile(path, 'w', 0o600)
  try {
    if (data.length > largeWrite) await writeInThread(file, data)
    else for (let at = 0; at < data.length;) at += writeSync(file, data, at)
  } catch (cause) {
    closeSync(file)
    throw cause
  }
  return settle(file)
}

/** Leaves what is there. */
function putFirst(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  rmSync(draft)
}

/**
 * Whether a blob that never changes is there already.
 * @throws RegisterError `log_inconsistent` when what is there has other bytes: it is evidence, and is not written over
 */
function isThere(root: string, { path, data, write = 'same' }: Blob): boolean {
  const place = join(root, path)
  if (write !== 'same' || !statSync(place, { throwIfNoEntry: false })) return false
  if (isEqualBytes(readFileSync(place), data)) return true
  throw logInconsistent('something that must never change has other bytes', path)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A folder for this opening's unfinished writes. Those of processes that are gone are cleared away. */
async function openDrafts(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder))
    if (!isAlive(Number.parseInt(name, 10))) await rm(join(folder, name), { recursive: true, force: true })
  return mkdtemp(join(folder, `${process.pid}-`))
}

/** Opens a folder as storage, and makes it if need be. Leftovers of a crash are cleared away. */
export async function openLocalStorage(root: string, { reserve }: LocalOptions): Promise<Storage> {
  await makeFolderDurably(root, 0o700)
  const drafts = await openDrafts(join(root, 'drafts'))
  const known = new Set<string>([root])
  let count = 0
  let room: Promise<void> | undefined

  /** Makes a folder; a new one is itself an entry that must be synced in the folder above. */
  async function ensureFolder(path: string, changed: Set<string>): Promise<void> {
    if (known.has(path)) return
    const above = dirname(path)
    await ensureFolder(above, changed)
    await mkdir(path, { recursive: true, mode: 0o700 })
    changed.add(above)
    known.add(path)
  }

  async function createAll(blobs: readonly Blob[]): Promise<void> {
    const changed = new Set<string>()
    for (const { path } of blobs) await ensureFolder(dirname(join(root, path)), changed)
    // Of what is there already nobody may have synced the folder.
    for (const { path } of blobs) changed.add(dirname(join(root, path)))
    const missing = blobs.filter((blob) => !isThere(root, blob))
    const written = missing.map(({ path, data, write }) => {
      const draft = join(drafts, String((count += 1)))
      return { path: join(root, path), draft, write, done: writeSynced(draft, data) }
    })
    await Promise.all(written.map(({ done }) => done))
    for (const { draft, path, write } of written) {
      if (write === 'first') putFirst(draft, path)
      else renameSync(draft, path)
    }
    await Promise.all([...changed].map(syncFolder))
  }

  async function checkRoom(): Promise<void> {
    const { bavail, bsize } = await statfs(root)
    if (bavail * bsize < reserve)
      throw new RegisterError('storage_full', 'the disk is full; nothing that was acknowledged is lost')
  }

  return {
    createMany: (blobs) =>
      createAll(blobs).catch((cause: unknown) => {
        // A folder may not have come into being: look again next time.
        known.clear()
        known.add(root)
        throw asStorageError(cause)
      }),
    read: (path) => readFile(join(root, path)).catch(missingIsUndefined),
    sizeOf: (path) => stat(join(root, path)).then(({ size }) => size, missingIsUndefined),
    list: (folder) => readdir(join(root, folder)).catch((cause) => missingIsUndefined(cause) ?? []),
    async removeMany(paths) {
      await Promise.all(paths.map((path) => rm(join(root, path), { force: true, recursive: true })))
    },
    checkRoom() {
      // One look serves all that ask within the same moment.
      room ??= checkRoom().finally(() => {
        room = undefined
      })
      return room
    },
  }
}

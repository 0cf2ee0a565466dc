/** Files that only their own user may read. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Makes the folder, for its own user only. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
}

function writeWhole(path: string, flags: string, data: Uint8Array): void {
  const file = openSync(path, flags, 0o600)
  try {
    for (let at = 0; at < data.length;) at += writeSync(file, data, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A name is on the disk when its folder is. */
function syncFolderOf(path: string): void {
  // Windows opens no folders; its file system keeps names by itself.
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** Writes beside and renames: a crash leaves no half file under the real name. It is on the disk when this returns. */
export function writePrivate(path: string, data: Uint8Array | string): void {
  const beside = `${path}.new`
  writeWhole(beside, 'w', Buffer.from(data))
  renameSync(beside, path)
  syncFolderOf(path)
}

/** As `writePrivate`, but never over what is there. @throws Error `EEXIST` */
export function writeNewPrivate(path: string, data: Uint8Array): void {
  writeWhole(path, 'wx', data)
  syncFolderOf(path)
}

/** Overwrites, then deletes. What a file system or a disk keeps of old blocks is out of reach. */
export function erase(path: string): void {
  writeWhole(path, 'r+', new Uint8Array(statSync(path).size))
  rmSync(path)
  syncFolderOf(path)
}

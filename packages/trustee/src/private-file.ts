/** Files that only their own user may read. */
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { makePrivateFolder } from '@avow/client/folder'
import { TrusteeError } from './error.ts'

/** Makes the folder, for its own user only. @throws TrusteeError `config_invalid` */
export function makeFolder(folder: string): void {
  try {
    makePrivateFolder(folder)
  } catch (cause) {
    const setting = 'AVOW_TRUSTEE_FOLDER'
    const message = `${setting} names a folder that cannot be made, or is not yours`
    throw new TrusteeError('config_invalid', message, { setting }, cause)
  }
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

/** The administrator writes for the daemon, which runs as another user and must be able to read it: the one whose the folder is. */
function giveToOwner(path: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(dirname(path))
  chownSync(path, uid, gid)
}

const draftOf = (path: string): string => `${path}.new`

/** Writes beside and renames: a crash leaves no half file under the real name. It is on the disk when this returns. */
export function writePrivate(path: string, data: Uint8Array | string): void {
  const beside = draftOf(path)
  writeWhole(beside, 'w', Buffer.from(data))
  giveToOwner(beside)
  renameSync(beside, path)
  syncFolderOf(path)
}

/** As `writePrivate`, but never over what is there. @throws Error `EEXIST` */
export function writeNewPrivate(path: string, data: Uint8Array): void {
  writeWhole(path, 'wx', data)
  syncFolderOf(path)
}

/** Erases what a `writePrivate` that was killed has left beside the file. */
export function eraseDraft(path: string): void {
  if (existsSync(draftOf(path))) erase(draftOf(path))
}

/** Overwrites, then deletes. What a file system or a disk keeps of old blocks is out of reach. */
export function erase(path: string): void {
  writeWhole(path, 'r+', new Uint8Array(statSync(path).size))
  rmSync(path)
  syncFolderOf(path)
}

/** Folders that are made before anything is written into them. */
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/**
 * Makes a folder and those above it, one at a time. Node's own way to make all of them tries for ever where the system says of a
 * folder that is there that it is not, as Linux does for whoever makes one in /proc.
 * @returns those that were not there, the outermost first
 * @throws the system's error
 */
export function makeFolder(path: string, mode = 0o777): string[] {
  const folder = resolve(path)
  if (isFolder(folder)) return []
  const above = makeFolder(dirname(folder), mode)
  try {
    mkdirSync(folder, { mode })
    return [...above, folder]
  } catch (cause) {
    // Another process may have made it meanwhile.
    if (isFolder(folder)) return above
    throw cause
  }
}

/** Waits until the entries of a folder are on the disk. @throws the system's error */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * Makes a folder, and those above it, that is there when the machine has crashed, too: a new one is itself an entry in
 * the one above. @throws the system's error
 */
export async function makeFolderDurably(path: string, mode?: number): Promise<void> {
  const changed = makeFolder(path, mode).map((made) => dirname(made))
  await Promise.all(changed.map(syncFolder))
}

/** Makes the folder, for its own user only; one that is there is closed to others. @throws the system's error */
export function makePrivateFolder(path: string): void {
  makeFolder(path, 0o700)
  chmodSync(path, 0o700)
}

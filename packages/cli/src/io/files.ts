/** Files that a command reads and writes. What is there already is never written over. */
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { makeFolder as makeMissing } from '@avow/client/folder'
import { AvowError, maximumEnvelopeBytes } from '@avow/core'
import { fail } from '../error.ts'

const standardInput = 0

/** Larger than any file of this project. */
const most = 2 * maximumEnvelopeBytes

const unreadable = (file: string, cause?: unknown) => fail('file_unreadable', { file }, cause)

/** @param shown what an error calls the file, where its name must not be repeated */
export function readFile(path: string, shown = path): Uint8Array {
  try {
    const file = path === '-' ? standardInput : openSync(path, 'r')
    try {
      if (fstatSync(file).size > most) throw new RangeError('too large')
      return Uint8Array.from(readFileSync(file))
    } finally {
      if (file !== standardInput) closeSync(file)
    }
  } catch (cause) {
    throw unreadable(shown, cause)
  }
}

/** Reads and decodes a file. @throws CliError `file_unreadable`, `input_invalid` with what the decoder found wrong */
export function readWith<T>(path: string, decode: (bytes: Uint8Array) => T): T {
  const bytes = readFile(path)
  try {
    return decode(bytes)
  } catch (cause) {
    if (cause instanceof AvowError) throw fail('input_invalid', {}, cause)
    throw cause
  }
}

const unwritable = (file: string, cause: unknown) =>
  fail(
    (cause as NodeJS.ErrnoException).code === 'EEXIST' ? 'file_exists' : 'file_unwritable',
    { file },
    cause,
  )

/** Written and on the disk when this returns. @throws CliError `file_exists`, `file_unwritable` */
function writeNew(path: string, data: Uint8Array | string, mode: number): void {
  try {
    const file = openSync(path, 'wx', mode)
    try {
      writeFileSync(file, data)
      fsyncSync(file)
    } catch (cause) {
      rmSync(path, { force: true })
      throw cause
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw unwritable(path, cause)
  }
}

export const writeFile = (path: string, data: Uint8Array | string): void => writeNew(path, data, 0o644)

/** Only its own user can read it. */
export const writePrivateFile = (path: string, data: Uint8Array | string): void => writeNew(path, data, 0o600)

/** Asked before long work, so that it is not done in vain. @throws CliError `file_exists`, `file_unwritable` */
export function checkIsNew(path: string): void {
  writeNew(path, '', 0o600)
  rmSync(path)
}

/** Makes a folder and those above it, with such permissions. @throws CliError `file_unwritable` */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    makeMissing(path, mode)
  } catch (cause) {
    throw fail('file_unwritable', { file: path }, cause)
  }
}

/** Identities of the desk: age identity files, as `age-keygen` writes them. */
import { decodeUtf8, generateHybridIdentity } from '@avow/core'
import { fail } from './error.ts'
import { readFile, writePrivateFile } from './io/files.ts'

/** Makes an identity and writes it. @throws CliError `file_exists`, `file_unwritable` */
export async function makeDeskIdentity(path: string): Promise<string> {
  const identity = await generateHybridIdentity()
  writePrivateFile(path, `${identity}\n`)
  return identity
}

/**
 * The first identity of the file; lines that begin with `#` say something for people.
 * @throws CliError `input_invalid`, `file_unreadable`
 */
export function readDeskIdentity(path: string): string {
  const lines = decodeUtf8(readFile(path)).split('\n')
  const identity = lines.map((line) => line.trim()).find((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (identity === undefined) throw fail('input_invalid')
  return identity
}

/** The key by which a mirror says that it has what a checkpoint covers. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8 } from '@avow/core'
import { type Cosigner, createCosigner, formatSkey, keyType, parseSkey } from '@avow/tlog'
import { fail } from '../error.ts'
import { makeFolder, readFile, writePrivateFile } from '../io/files.ts'

/** Reads the key in the folder, or makes one. @throws CliError `usage` when there is none and no name for it */
export function findMirrorKey(folder: string, name: string | undefined): Cosigner {
  const file = join(folder, 'mirror.key')
  if (existsSync(file)) return createCosigner(parseSkey(decodeUtf8(readFile(file)).trim()))
  if (name === undefined) throw fail('usage', { key: 'usage.mirror_name' })
  const key = { name, type: keyType.cosignature, seed: new Uint8Array(randomBytes(32)) }
  const cosigner = createCosigner(key)
  makeFolder(folder)
  writePrivateFile(file, `${formatSkey(key)}\n`)
  return cosigner
}

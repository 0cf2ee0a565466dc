/** The keys by which a mirror says that it has what a checkpoint covers. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8 } from '@avow/core'
import { type Cosigner, type KeyType, createCosigner, formatSkey, keyType, parseSkey } from '@avow/tlog'
import { fail } from '../error.ts'
import { makeFolder, readFile, writePrivateFile } from '../io/files.ts'

const read = (file: string): Cosigner => createCosigner(parseSkey(decodeUtf8(readFile(file)).trim()))

function make(file: string, name: string, type: KeyType): Cosigner {
  const key = { name, type, seed: new Uint8Array(randomBytes(32)) }
  const cosigner = createCosigner(key)
  writePrivateFile(file, `${formatSkey(key)}\n`)
  return cosigner
}

export interface MirrorKeys {
  /** Of the keys, for the first time. */
  readonly name: string | undefined
  /** Whether there is to be one that signs subtrees too. */
  readonly mlDsa: boolean
}

/**
 * Reads the keys in the folder, or makes them: one with Ed25519, and if asked for one with ML-DSA-44 of the same name.
 * @throws CliError `usage` when there is none and no name for it
 */
export function findMirrorKeys(folder: string, { name, mlDsa }: MirrorKeys): readonly Cosigner[] {
  const [first, second] = [join(folder, 'mirror.key'), join(folder, 'mirror-ml-dsa-44.key')]
  if (!existsSync(first) && name === undefined) throw fail('usage', { key: 'usage.mirror_name' })
  makeFolder(folder)
  const cosigner = existsSync(first) ? read(first) : make(first, name!, keyType.cosignature)
  if (existsSync(second)) return [cosigner, read(second)]
  return mlDsa ? [cosigner, make(second, cosigner.key.name, keyType.mlDsa44)] : [cosigner]
}

/** The witness's own keys: files 0600 in a folder 0700, made once. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder } from '@avow/client/folder'
import { type Cosigner, type KeyType, createCosigner, formatSkey, keyType, parseSkey } from '@avow/tlog'
import type { IdentityConfig } from './config.ts'
import { WitnessError } from './error.ts'

const seedLength = 32
const defaultName = 'witness.localhost'
const files = { [keyType.cosignature]: 'witness.key', [keyType.mlDsa44]: 'witness-ml-dsa-44.key' } as const
type CosignerType = keyof typeof files & KeyType

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** Writes beside and links: a crash leaves no half key under the real name, and a key that is there is never replaced. */
function writeOnce(folder: string, file: string, text: string): void {
  const beside = join(folder, `${file}.${randomBytes(6).toString('hex')}`)
  const descriptor = openSync(beside, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
    linkSync(beside, join(folder, file))
  } catch (cause) {
    if (!existsSync(join(folder, file))) throw cause
  } finally {
    closeSync(descriptor)
    unlinkSync(beside)
  }
  syncFolder(folder)
}

function makeFolder(folder: string): void {
  try {
    makePrivateFolder(folder)
  } catch (cause) {
    const setting = 'AVOW_WITNESS_FOLDER'
    const message = `${setting} names a folder that cannot be made, or is not yours`
    throw new WitnessError('config_invalid', message, { setting }, cause)
  }
}

function readCosigner(folder: string, file: string, type: CosignerType): Cosigner {
  try {
    const key = parseSkey(readFileSync(join(folder, file), 'utf8').trimEnd())
    if (key.type === type) return createCosigner(key)
  } catch (cause) {
    throw new WitnessError('key_invalid', 'a key file holds no key', { file }, cause)
  }
  throw new WitnessError('key_invalid', 'a key file holds a key of another type', { file })
}

function findCosigner(folder: string, type: CosignerType, name: string | undefined): Cosigner {
  const file = files[type]
  if (!existsSync(join(folder, file)))
    writeOnce(
      folder,
      file,
      `${formatSkey({ name: name ?? defaultName, type, seed: randomBytes(seedLength) })}\n`,
    )
  const cosigner = readCosigner(folder, file, type)
  if (name !== undefined && cosigner.key.name !== name)
    throw new WitnessError('key_invalid', 'the key in the folder has another name', { file })
  return cosigner
}

/**
 * The witness's keys, made if they are not there yet; a key that exists is never touched.
 * @returns one that makes Ed25519 cosignatures and, if asked for, one with ML-DSA-44 of the same name
 * @throws WitnessError `key_invalid`, naming the file, never its content; `config_invalid` for the folder
 */
export function findCosigners({ folder, name, mlDsa }: IdentityConfig): readonly Cosigner[] {
  makeFolder(folder)
  const cosigner = findCosigner(folder, keyType.cosignature, name)
  return mlDsa ? [cosigner, findCosigner(folder, keyType.mlDsa44, cosigner.key.name)] : [cosigner]
}

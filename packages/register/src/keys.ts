/** The register's keys, made at the first start, in files that only its user can read. */
import { link, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolderDurably, syncFolder } from '@avow/client/folder'
import { type PublicKey, decodeHex, encodeHex, publicKeyOf, randomBytes } from '@avow/core'
import { type SignerKey, formatSkey, keyType, parseSkey } from '@avow/tlog'
import type { Config } from './config.ts'
import { RegisterError } from './error.ts'
import { type LogSigner, createLogSigner } from './sequencer/signer.ts'

export interface Keys {
  /** Signs the register's acts and its roster. */
  readonly register: { readonly seed: Uint8Array; readonly publicKey: PublicKey }
  /** Signs checkpoints. */
  readonly log: LogSigner
}

/** Puts a whole file in place; of two processes that do so at once, one wins and both read the same. */
async function createFile(folder: string, name: string, text: string): Promise<void> {
  const draft = join(folder, `${name}.${process.pid}.draft`)
  const file = await open(draft, 'w', 0o600)
  await file.writeFile(text)
  await file.sync()
  await file.close()
  await link(draft, join(folder, name)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause
  })
  await rm(draft)
  await syncFolder(folder)
}

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })

async function readOrCreate(folder: string, name: string, make: () => string): Promise<string> {
  const path = join(folder, name)
  const present = await readIfThere(path)
  if (present !== undefined) return present
  await createFile(folder, name, make())
  return readFile(path, 'utf8')
}

const damaged = (file: string, cause?: unknown): RegisterError =>
  new RegisterError('keys_mismatch', `the key file ${file} is damaged`, { file }, cause)

async function readSeed(folder: string): Promise<Uint8Array> {
  const file = 'register.key'
  const line = (await readOrCreate(folder, file, () => `${encodeHex(randomBytes(32))}\n`)).trim()
  if (!/^[0-9a-f]{64}$/.test(line)) throw damaged(file)
  return decodeHex(line)
}

/** The log's key is kept in the form that other C2SP tools read, and carries the origin. */
async function readLogKey(folder: string, origin: string): Promise<SignerKey> {
  const file = 'log.key'
  const make = () => `${formatSkey({ name: origin, type: keyType.ed25519, seed: randomBytes(32) })}\n`
  const text = await readOrCreate(folder, file, make)
  try {
    return parseSkey(text.trim())
  } catch (cause) {
    throw damaged(file, cause)
  }
}

async function makeKeysFolder(folder: string): Promise<void> {
  try {
    await makeFolderDurably(folder, 0o700)
  } catch (cause) {
    const setting = 'AVOW_STATE'
    throw new RegisterError(
      'config_invalid',
      `${setting} names a folder that cannot be made`,
      { setting },
      cause,
    )
  }
}

/**
 * Reads the keys, and makes them if there are none. Idempotent.
 * @throws RegisterError `keys_mismatch` when a file is damaged, or the log was begun under another origin; `config_invalid`
 */
export async function readKeys({ state, origin }: Pick<Config, 'state' | 'origin'>): Promise<Keys> {
  const folder = join(state, 'keys')
  await makeKeysFolder(folder)
  const log = await readLogKey(folder, origin)
  if (log.name !== origin)
    throw new RegisterError('keys_mismatch', 'the log in this folder was begun under another origin', {
      begun: log.name,
    })
  const register = await readSeed(folder)
  return { register: { seed: register, publicKey: publicKeyOf(register) }, log: createLogSigner(log) }
}

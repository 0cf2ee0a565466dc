/** A trustee's own keys: files 0600 in a folder 0700, made once. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import {
  type PublicKey,
  decodeHex,
  encodeHex,
  generateHybridIdentity,
  identityToRecipient,
  publicKeyOf,
  randomBytes,
} from '@avow/core'
import { TrusteeError } from './error.ts'

export interface Keys {
  /** Opens notes: `AGE-SECRET-KEY-PQ-1…`. */
  readonly identity: string
  /** Signs releases, holdings and feed requests; 32 bytes. */
  readonly seed: Uint8Array
}

/** What others may know: goes into the register's list of trustees. */
export interface PublicKeys {
  readonly key: PublicKey
  readonly recipient: string
}

/** The form that `age -i` reads, so that a trustee can open notes by hand. */
const identityFile = 'identity.txt'
const seedFile = 'signing.key'

/** Writes beside and renames: a crash leaves no half key under the real name. */
function writePrivate(path: string, text: string): void {
  const beside = `${path}.new`
  const file = openSync(beside, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(beside, path)
}

/** Makes the folder, for its own user only. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
}

/** Makes whatever is not there yet; keys that exist are never touched. */
export async function makeKeys(folder: string): Promise<Keys> {
  makeFolder(folder)
  const identity = join(folder, identityFile)
  const seed = join(folder, seedFile)
  if (!existsSync(identity)) writePrivate(identity, `${await generateHybridIdentity()}\n`)
  if (!existsSync(seed)) writePrivate(seed, `${encodeHex(randomBytes(32))}\n`)
  return readKeys(folder)
}

function readPrivate(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw new TrusteeError('keys_invalid', 'a key file cannot be read', { path }, cause)
  }
}

/** @throws TrusteeError `keys_invalid`, naming the file, never its content */
export function readKeys(folder: string): Keys {
  const identity = readPrivate(join(folder, identityFile))
  const seed = readPrivate(join(folder, seedFile))
  if (!/^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]+$/.test(identity))
    throw new TrusteeError('keys_invalid', 'not an age identity', { path: identityFile })
  if (!/^[0-9a-f]{64}$/.test(seed))
    throw new TrusteeError('keys_invalid', 'not a signing key', { path: seedFile })
  return { identity, seed: decodeHex(seed) }
}

export async function publicKeysOf({ identity, seed }: Keys): Promise<PublicKeys> {
  return { key: publicKeyOf(seed), recipient: await identityToRecipient(identity) }
}

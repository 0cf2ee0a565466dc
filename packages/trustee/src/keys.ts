/**
 * A trustee's own keys, made once: encrypted by a passphrase in one file, or plain in two (docs/adr/0013-keys-at-rest.md).
 * All are files 0600 in a folder 0700, in forms that stock `age` reads, so that a trustee can open notes by hand.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type PublicKey,
  decodeHex,
  decodeUtf8,
  encodeHex,
  generateHybridIdentity,
  identityToRecipient,
  publicKeyOf,
  randomBytes,
  utf8,
} from '@avow/core'
import { TrusteeError } from './error.ts'
import { openWith, sealWith } from './passphrase.ts'
import { erase, eraseDraft, makeFolder, writePrivate } from './private-file.ts'

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

const identityFile = 'identity.txt'
const seedFile = 'signing.key'
const sealedFile = 'keys.age'

/** Every name under which keys may lie in a trustee's folder. */
export const keyFiles: readonly string[] = [identityFile, seedFile, sealedFile]

/** 64 MiB to open it once at each start: with age's usual 18 a start would take more memory than the daemon may have. */
const workFactor = 16

const invalid = (path: string, reason: string, cause?: unknown): TrusteeError =>
  new TrusteeError('keys_invalid', reason, { path }, cause)

function checkKeys(
  identity: string,
  seed: string,
  [identityPath, seedPath]: readonly [string, string],
): Keys {
  if (!/^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]+$/.test(identity))
    throw invalid(identityPath, 'not an age identity')
  if (!/^[0-9a-f]{64}$/.test(seed)) throw invalid(seedPath, 'not a signing key')
  return { identity, seed: decodeHex(seed) }
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw invalid(path, 'a key file cannot be read', cause)
  }
}

function readPlain(folder: string): Keys {
  const textOf = (file: string) =>
    Buffer.from(readFile(join(folder, file)))
      .toString()
      .trim()
  return checkKeys(textOf(identityFile), textOf(seedFile), [identityFile, seedFile])
}

/** An identity file of age; the signing key stands in a comment. */
const formatKeys = ({ identity, seed }: Keys): string =>
  `# Keys of an Avow trustee\n# signing key: ${encodeHex(seed)}\n${identity}\n`

function parseKeys(text: string): Keys {
  const [, seed = '', identity = ''] = /^# signing key: (\S*)\n(\S*)\n$/m.exec(text) ?? []
  return checkKeys(identity, seed, [sealedFile, sealedFile])
}

async function unseal(file: Uint8Array, passphrase: string): Promise<string> {
  try {
    return decodeUtf8(await openWith(passphrase, file))
  } catch {
    // What the library says of it is not passed on; whether file or passphrase is wrong, age does not tell.
    throw new TrusteeError('passphrase_wrong', 'the keys do not open with this passphrase', {
      path: sealedFile,
    })
  }
}

async function readSealed(folder: string, passphrase: string | undefined): Promise<Keys> {
  if (passphrase === undefined)
    throw new TrusteeError('passphrase_missing', 'the keys are encrypted; their passphrase is needed', {
      setting: 'AVOW_TRUSTEE_PASSPHRASE_FILE',
    })
  return parseKeys(await unseal(readFile(join(folder, sealedFile)), passphrase))
}

/** Whether a folder holds a trustee's keys, encrypted or plain. */
export const hasKeys = (folder: string): boolean => keyFiles.some((file) => existsSync(join(folder, file)))

export const isSealed = (folder: string): boolean => existsSync(join(folder, sealedFile))

/**
 * @param passphrase of encrypted keys; plain ones need none
 * @throws TrusteeError `keys_invalid`, naming the file, never its content; `passphrase_missing`, `passphrase_wrong`
 */
export async function readKeys(folder: string, passphrase?: string): Promise<Keys> {
  return isSealed(folder) ? readSealed(folder, passphrase) : readPlain(folder)
}

async function makePlain(folder: string): Promise<void> {
  const [identity, seed] = [join(folder, identityFile), join(folder, seedFile)]
  if (!existsSync(identity)) writePrivate(identity, `${await generateHybridIdentity()}\n`)
  if (!existsSync(seed)) writePrivate(seed, `${encodeHex(randomBytes(32))}\n`)
}

const plainFilesIn = (folder: string): string[] =>
  [identityFile, seedFile].map((file) => join(folder, file)).filter((path) => existsSync(path))

async function seal(folder: string, passphrase: string): Promise<void> {
  const keys =
    plainFilesIn(folder).length > 0
      ? readPlain(folder)
      : { identity: await generateHybridIdentity(), seed: randomBytes(32) }
  const sealed = await sealWith(passphrase, utf8(formatKeys(keys)), workFactor)
  writePrivate(join(folder, sealedFile), sealed)
}

/** Plain keys that have been sealed go, once it is sure that the sealed ones are the same. */
function removePlain(folder: string, { identity, seed }: Keys): void {
  const left = plainFilesIn(folder)
  for (const path of left) {
    const text = readFileSync(path, 'utf8').trim()
    if (text !== identity && text !== encodeHex(seed))
      throw invalid(path, 'beside the encrypted keys there is another key')
  }
  for (const path of left) erase(path)
}

/**
 * Makes whatever is not there yet; keys that exist stay the same. With a passphrase they are kept encrypted, and plain ones become so.
 * @throws TrusteeError as `readKeys`, and `config_invalid` for the folder
 */
export async function makeKeys(folder: string, passphrase?: string): Promise<Keys> {
  makeFolder(folder)
  if (!isSealed(folder)) await (passphrase === undefined ? makePlain(folder) : seal(folder, passphrase))
  const keys = await readKeys(folder, passphrase)
  if (isSealed(folder)) removePlain(folder, keys)
  for (const name of keyFiles) eraseDraft(join(folder, name))
  return keys
}

export async function publicKeysOf({ identity, seed }: Keys): Promise<PublicKeys> {
  return { key: publicKeyOf(seed), recipient: await identityToRecipient(identity) }
}

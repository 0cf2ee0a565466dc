/** age files (C2SP age). */
import {
  Decrypter,
  Encrypter,
  type Identity,
  type Recipient,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption'
import { formatIdentity, parseIdentity } from './words.ts'

export async function encryptTo(
  recipients: readonly (string | Recipient)[],
  data: Uint8Array,
): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return encrypter.encrypt(data)
}

export async function decryptWith(identity: string | Identity, file: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return decrypter.decrypt(file)
}

/**
 * Encrypts by a passphrase, as `age --passphrase` does.
 * @param workFactor base-2 logarithm: opening it takes 2^workFactor KiB of memory
 */
export async function encryptWithPassphrase(
  passphrase: string,
  data: Uint8Array,
  workFactor: number,
): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  encrypter.setScryptWorkFactor(workFactor)
  encrypter.setPassphrase(passphrase)
  return encrypter.encrypt(data)
}

export async function decryptWithPassphrase(passphrase: string, file: Uint8Array): Promise<Uint8Array> {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  return decrypter.decrypt(file)
}

/** A one-time age identity: its 32-byte scalar, and its recipient, which is to be forgotten after sealing. */
export async function generateOpeningKey(): Promise<{ scalar: Uint8Array; recipient: string }> {
  const identity = await generateX25519Identity()
  return { scalar: parseIdentity(identity), recipient: await identityToRecipient(identity) }
}

/** The post-quantum hybrid identity of a trustee, and its recipient. */
export { generateHybridIdentity, identityToRecipient } from 'age-encryption'

declare const brand: unique symbol
/** A one-time age identity, `AGE-SECRET-KEY-1…`: whoever has it reads the payload. */
export type OpeningKey = string & { readonly [brand]: 'OpeningKey' }

/** `AGE-SECRET-KEY-1…` of a scalar. */
export const openingKeyOf = (scalar: Uint8Array): OpeningKey => formatIdentity(scalar) as OpeningKey

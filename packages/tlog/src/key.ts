/** Keys of signed notes as text (C2SP signed-note): vkeys for those who verify, skeys for those who sign. */
import { publicKeyFrom } from '#ed25519'
import { sha256 } from '#sha256'
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { concatBytes, decodeBase64, encodeBase64, encodeHex, utf8 } from './bytes.ts'
import { TlogError, type TlogErrorCode } from './error.ts'

/** Signature types of C2SP signed-note that are known here. */
export const keyType = { ed25519: 0x01, cosignature: 0x04, mlDsa44: 0x06 } as const
export type KeyType = (typeof keyType)[keyof typeof keyType]

/** A vkey: `<key name>+hex(key ID)+base64(signature type || public key)`. */
export interface VerifierKey {
  readonly name: string
  /** 4 bytes. */
  readonly keyId: Uint8Array
  readonly type: KeyType
  readonly publicKey: Uint8Array
}

/** An skey: `PRIVATE+KEY+<key name>+hex(key ID)+base64(signature type || seed)`. Secret. */
export interface SignerKey {
  readonly name: string
  readonly type: KeyType
  /** 32 bytes, from which the key pair derives (RFC 8032 section 5.1.5, FIPS 204 algorithm 6). */
  readonly seed: Uint8Array
}

const seedLength = 32
const publicKeyLengths: Readonly<Record<KeyType, number>> = {
  [keyType.ed25519]: 32,
  [keyType.cosignature]: 32,
  [keyType.mlDsa44]: 1312,
}

/** Not empty, UTF-8, without Unicode spaces and plus. */
export const isKeyName = (name: string): boolean =>
  /^[^+\p{White_Space}]+$/u.test(name) && name.isWellFormed()

/** `SHA-256(key name || 0x0A || signature type || public key)[:4]` */
export const keyIdOf = (name: string, type: KeyType, publicKey: Uint8Array): Uint8Array =>
  sha256(concatBytes([utf8(`${name}\n`), Uint8Array.of(type), publicKey])).slice(0, 4)

interface KeyParts {
  readonly name: string
  readonly keyIdHex: string
  readonly type: KeyType
  /** What follows the type. */
  readonly material: Uint8Array
}

/** The three parts that vkeys and skeys have in common. */
function parseParts(text: string, code: 'vkey_malformed' | 'skey_malformed'): KeyParts {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(text)
  const bytes = match && decodeBase64(match[3]!)
  if (!match || !isKeyName(match[1]!) || !bytes) throw new TlogError(code, 'not a key of a signed note')
  const type = bytes[0]!
  if (!Object.hasOwn(publicKeyLengths, type))
    throw new TlogError('vkey_unsupported', 'a signature type that is not known here', { type })
  return { name: match[1]!, keyIdHex: match[2]!, type: type as KeyType, material: bytes.subarray(1) }
}

function checkAgrees(isSound: boolean, code: TlogErrorCode): void {
  if (!isSound) throw new TlogError(code, 'the key contradicts itself')
}

/** @throws TlogError `vkey_malformed`, `vkey_unsupported` (another signature type) */
export function parseVkey(vkey: string): VerifierKey {
  const { name, keyIdHex, type, material: publicKey } = parseParts(vkey, 'vkey_malformed')
  const keyId = keyIdOf(name, type, publicKey)
  checkAgrees(publicKey.length === publicKeyLengths[type] && encodeHex(keyId) === keyIdHex, 'vkey_malformed')
  return { name, keyId, type, publicKey }
}

export const formatVkey = ({ name, keyId, type, publicKey }: VerifierKey): string =>
  `${name}+${encodeHex(keyId)}+${encodeBase64(concatBytes([Uint8Array.of(type), publicKey]))}`

function publicKeyOf({ type, seed }: SignerKey): Uint8Array {
  return type === keyType.mlDsa44 ? ml_dsa44.keygen(seed).publicKey : publicKeyFrom(seed)
}

/** The public half. @throws TlogError `skey_malformed` when the name is none or the seed is not 32 bytes */
export function verifierKeyOf(key: SignerKey): VerifierKey {
  if (!isKeyName(key.name) || key.seed.length !== seedLength)
    throw new TlogError('skey_malformed', 'not a key of a signed note')
  const { name, type } = key
  const publicKey = publicKeyOf(key)
  return { name, keyId: keyIdOf(name, type, publicKey), type, publicKey }
}

const skeyPrefix = 'PRIVATE+KEY+'

/** @throws TlogError `skey_malformed`, `vkey_unsupported`; never with the key in it */
export function parseSkey(skey: string): SignerKey {
  if (!skey.startsWith(skeyPrefix)) throw new TlogError('skey_malformed', 'not a key that signs notes')
  const { name, keyIdHex, type, material } = parseParts(skey.slice(skeyPrefix.length), 'skey_malformed')
  const key = { name, type, seed: material }
  checkAgrees(encodeHex(verifierKeyOf(key).keyId) === keyIdHex, 'skey_malformed')
  return key
}

/** The form of Go's `golang.org/x/mod/sumdb/note`. Secret. */
export function formatSkey(key: SignerKey): string {
  const { keyId } = verifierKeyOf(key)
  const material = encodeBase64(concatBytes([Uint8Array.of(key.type), key.seed]))
  return `${skeyPrefix}${key.name}+${encodeHex(keyId)}+${material}`
}

/** Signed notes and verifier keys (C2SP signed-note). */
import { isSignatureOf } from '#ed25519'
import { sha256 } from '#sha256'
import { concatBytes, decodeBase64, encodeBase64, isEqualBytes, utf8 } from './bytes.ts'
import { TlogError } from './error.ts'

/** One signature line, `— <key name> base64(key ID || signature)`. */
export interface NoteSignature {
  readonly name: string
  /** 4 bytes. */
  readonly keyId: Uint8Array
  /** What follows the key ID. */
  readonly signature: Uint8Array
}

export interface SignedNote {
  /** Ends with U+000A. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

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

const maximumSignatures = 64
const keyLengths: Readonly<Record<KeyType, number>> = {
  [keyType.ed25519]: 32,
  [keyType.cosignature]: 32,
  [keyType.mlDsa44]: 1312,
}

/** Not empty, without Unicode spaces and plus. */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Z}]+$/u.test(name)

/** ASCII control characters other than newline, and lone surrogates, which are no UTF-8. */
const isClean = (text: string): boolean => !/[\u0000-\u0009\u000B-\u001F]/.test(text) && text.isWellFormed()

function parseSignature(line: string): NoteSignature {
  const match = /^— ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line)
  const bytes = match && decodeBase64(match[2]!)
  if (!match || !isKeyName(match[1]!) || !bytes || bytes.length < 5)
    throw new TlogError('note_malformed', 'a signature line is not as the format says')
  return { name: match[1]!, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }
}

/** @throws TlogError `note_malformed` */
export function parseNote(note: string): SignedNote {
  const end = note.lastIndexOf('\n\n')
  if (end <= 0 || !note.endsWith('\n') || end + 2 === note.length || !isClean(note))
    throw new TlogError('note_malformed', 'not a signed note')
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > maximumSignatures)
    throw new TlogError('note_malformed', 'a note has at most 64 signatures', { signatures: lines.length })
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) }
}

export function formatNote({ text, signatures }: SignedNote): string {
  const lines = signatures.map(
    ({ name, keyId, signature }) => `— ${name} ${encodeBase64(concatBytes(keyId, signature))}\n`,
  )
  return `${text}\n${lines.join('')}`
}

/** `SHA-256(key name || 0x0A || signature type || public key)[:4]` */
export const keyIdOf = (name: string, type: KeyType, publicKey: Uint8Array): Uint8Array =>
  sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4)

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @throws TlogError `vkey_malformed`, `vkey_unsupported` (another signature type) */
export function parseVkey(vkey: string): VerifierKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(vkey)
  const material = match && decodeBase64(match[3]!)
  if (!match || !isKeyName(match[1]!) || !material)
    throw new TlogError('vkey_malformed', 'not a verifier key')
  const type = material[0]! as KeyType
  const publicKey = material.subarray(1)
  if (!(type in keyLengths))
    throw new TlogError('vkey_unsupported', 'a signature type that is not known here', { type })
  const keyId = keyIdOf(match[1]!, type, publicKey)
  if (publicKey.length !== keyLengths[type] || hexOf(keyId) !== match[2])
    throw new TlogError('vkey_malformed', 'the verifier key contradicts itself')
  return { name: match[1]!, keyId, type, publicKey }
}

export const formatVkey = ({ name, keyId, type, publicKey }: VerifierKey): string =>
  `${name}+${hexOf(keyId)}+${encodeBase64(concatBytes(Uint8Array.of(type), publicKey))}`

/** Name and key ID together identify a key. */
export const isSignatureBy = (signature: NoteSignature, key: VerifierKey): boolean =>
  signature.name === key.name && isEqualBytes(signature.keyId, key.keyId)

/**
 * Checks the note's signature by an Ed25519 key (type 0x01).
 * @throws TlogError `note_unsigned` when the key has not signed, `signature_invalid` when a signature of it does not verify
 */
export function verifyNote(note: SignedNote, key: VerifierKey): string {
  const own = note.signatures.filter((signature) => isSignatureBy(signature, key))
  if (own.length === 0 || key.type !== keyType.ed25519)
    throw new TlogError('note_unsigned', 'the key has not signed the note', { name: key.name })
  for (const { signature } of own)
    if (!isSignatureOf(signature, utf8(note.text), key.publicKey))
      throw new TlogError('signature_invalid', 'a signature of the note does not verify', { name: key.name })
  return note.text
}

/** Signed notes (C2SP signed-note): a text, a blank line, and a line for each signature. */
import { isSignatureOf, signBytes } from '#ed25519'
import { concatBytes, decodeBase64, encodeBase64, isEqualBytes, utf8 } from './bytes.ts'
import { TlogError } from './error.ts'
import { type SignerKey, type VerifierKey, isKeyName, keyType, verifierKeyOf } from './key.ts'
import { decodeUtf8 } from './utf8.ts'

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

const maximumSignatures = 64
const keyIdLength = 4

/** No ASCII control characters but the newline, no lone surrogates, which are no UTF-8. */
const isClean = (text: string): boolean => !/[\u0000-\u0009\u000B-\u001F]/.test(text) && text.isWellFormed()

function parseSignature(line: string): NoteSignature {
  const match = /^— ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line)
  const bytes = match && decodeBase64(match[2]!)
  if (!match || !isKeyName(match[1]!) || !bytes || bytes.length <= keyIdLength)
    throw new TlogError('note_malformed', 'a signature line is not as the format says')
  return {
    name: match[1]!,
    keyId: bytes.subarray(0, keyIdLength),
    signature: bytes.subarray(keyIdLength),
  }
}

/** One or more lines, each ended by a newline. @throws TlogError `note_malformed` */
export function parseSignatures(text: string): NoteSignature[] {
  if (!text.endsWith('\n')) throw new TlogError('note_malformed', 'a signature line ends with a newline')
  const lines = text.slice(0, -1).split('\n')
  if (lines.length > maximumSignatures)
    throw new TlogError('note_malformed', 'a note has at most 64 signatures', { signatures: lines.length })
  return lines.map(parseSignature)
}

/** @throws TlogError `note_malformed` */
export function parseNote(note: string | Uint8Array): SignedNote {
  const whole = typeof note === 'string' ? note : decodeUtf8(note, 'note_malformed')
  const end = whole.lastIndexOf('\n\n')
  if (end < 0 || !isClean(whole)) throw new TlogError('note_malformed', 'not a signed note')
  return { text: whole.slice(0, end + 1), signatures: parseSignatures(whole.slice(end + 2)) }
}

const formatSignature = ({ name, keyId, signature }: NoteSignature): string =>
  `— ${name} ${encodeBase64(concatBytes([keyId, signature]))}\n`

export const formatSignatures = (signatures: readonly NoteSignature[]): string =>
  signatures.map(formatSignature).join('')

export const formatNote = ({ text, signatures }: SignedNote): string =>
  `${text}\n${formatSignatures(signatures)}`

/** Name and key ID together identify a key. */
export const isSignatureBy = (signature: NoteSignature, key: VerifierKey): boolean =>
  signature.name === key.name && isEqualBytes(signature.keyId, key.keyId)

/** Signs notes with one Ed25519 key (type 0x01). */
export interface NoteSigner {
  readonly key: VerifierKey
  /** @param text ends with U+000A. @throws TlogError `note_malformed` for a text that no note can have */
  sign(text: string): NoteSignature
}

/** @throws TlogError `skey_malformed`, `vkey_unsupported` for a key of another type, which does not sign notes as they are */
export function createNoteSigner(signerKey: SignerKey): NoteSigner {
  const { type, seed } = signerKey
  if (type !== keyType.ed25519)
    throw new TlogError('vkey_unsupported', 'a key of this type does not sign notes', { type })
  const key = verifierKeyOf(signerKey)
  return {
    key,
    sign(text) {
      if (!text.endsWith('\n') || !isClean(text))
        throw new TlogError('note_malformed', 'no note can have this text')
      return { name: key.name, keyId: key.keyId, signature: signBytes(utf8(text), seed) }
    },
  }
}

/** A note with one signature of each signer, in their order. @throws TlogError `note_malformed` */
export const signNote = (text: string, signers: readonly NoteSigner[]): string =>
  formatNote({ text, signatures: signers.map((signer) => signer.sign(text)) })

/**
 * Checks the note's signature by an Ed25519 key (type 0x01).
 * @returns the text of the note
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

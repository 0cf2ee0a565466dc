/** Cosignatures (C2SP tlog-cosignature): a witness's signature and time on a checkpoint. */
import { isSignatureOf } from '#ed25519'
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { concatBytes, utf8 } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { TlogError } from './error.ts'
import { type NoteSignature, type VerifierKey, keyType } from './note.ts'

const timeLength = 8
const signatureLengths: Readonly<Record<number, number>> = {
  [keyType.cosignature]: 64,
  [keyType.mlDsa44]: 2420,
}

export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** A string with one byte of length before it. */
const lengthPrefixed = (text: string): Uint8Array => concatBytes(Uint8Array.of(utf8(text).length), utf8(text))

/**
 * What a cosigner signs.
 * @param text of the checkpoint's note
 * @param time seconds since the epoch
 */
export function cosignedMessage(
  key: Pick<VerifierKey, 'name' | 'type'>,
  text: string,
  time: number,
): Uint8Array {
  if (key.type !== keyType.mlDsa44) return utf8(`cosignature/v1\ntime ${time}\n${text}`)
  const { origin, size, root } = parseCheckpoint(text)
  return concatBytes(
    utf8('subtree/v1\n\0'),
    lengthPrefixed(key.name),
    uint64(time),
    lengthPrefixed(origin),
    uint64(0),
    uint64(size),
    root,
  )
}

function isCosignature(key: VerifierKey, signature: Uint8Array, message: Uint8Array): boolean {
  if (key.type === keyType.cosignature) return isSignatureOf(signature, message, key.publicKey)
  return ml_dsa44.verify(signature, message, key.publicKey)
}

/**
 * Checks one cosignature.
 * @param line of a note, by this key
 * @param text of the note
 * @returns the time of the cosignature, seconds since the epoch
 * @throws TlogError `cosignature_malformed`, `signature_invalid`
 */
export function verifyCosignature(line: NoteSignature, key: VerifierKey, text: string): number {
  const time = Number(new DataView(line.signature.slice(0, timeLength).buffer).getBigUint64(0))
  const signature = line.signature.subarray(timeLength)
  if (signature.length !== signatureLengths[key.type] || !Number.isSafeInteger(time))
    throw new TlogError('cosignature_malformed', 'not a cosignature', { name: key.name })
  if (!isCosignature(key, signature, cosignedMessage(key, text, time)))
    throw new TlogError('signature_invalid', 'a cosignature does not verify', { name: key.name })
  return time
}

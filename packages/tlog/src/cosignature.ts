/** Cosignatures (C2SP tlog-cosignature): a witness's signature and time on a checkpoint. */
import { isSignatureOf, signBytes } from '#ed25519'
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { concatBytes, utf8 } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { TlogError } from './error.ts'
import { type SignerKey, type VerifierKey, keyType, verifierKeyOf } from './key.ts'
import type { NoteSignature } from './note.ts'

const timeLength = 8
const signatureLengths: Readonly<Record<number, number>> = {
  [keyType.cosignature]: 64,
  [keyType.mlDsa44]: 2420,
}

const malformed = (reason: string, name: string): TlogError =>
  new TlogError('cosignature_malformed', `not a cosignature: ${reason}`, { name })

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** A string of 1 to 255 bytes with one byte of length before it. */
function lengthPrefixed(text: string, name: string): Uint8Array {
  const bytes = utf8(text)
  if (bytes.length < 1 || bytes.length > 255) throw malformed('a name of more than 255 bytes', name)
  return concatBytes([Uint8Array.of(bytes.length), bytes])
}

/** The structure `cosigned_message` of the whole tree. Extension lines of the checkpoint are not in it. */
function mlDsaMessage(name: string, text: string, time: number): Uint8Array {
  const { origin, size, root } = parseCheckpoint(text)
  return concatBytes([
    utf8('subtree/v1\n\0'),
    lengthPrefixed(name, name),
    uint64(time),
    lengthPrefixed(origin, name),
    uint64(0),
    uint64(size),
    root,
  ])
}

/**
 * What a cosigner signs.
 * @param text of the checkpoint's note
 * @param time seconds since the epoch
 * @throws TlogError `checkpoint_malformed`, `cosignature_malformed` (a name or an origin that ML-DSA-44 cosignatures cannot hold)
 */
export function cosignedMessage(
  key: Pick<VerifierKey, 'name' | 'type'>,
  text: string,
  time: number,
): Uint8Array {
  if (key.type === keyType.mlDsa44) return mlDsaMessage(key.name, text, time)
  return utf8(`cosignature/v1\ntime ${time}\n${text}`)
}

/** Signs checkpoints, each with the time. */
export interface Cosigner {
  readonly key: VerifierKey
  /**
   * @param text of the checkpoint's note
   * @param time whole seconds since the epoch, not 0
   * @throws TlogError `checkpoint_malformed`, `cosignature_malformed`
   */
  cosign(text: string, time: number): NoteSignature
}

function createSign({ type, seed }: SignerKey): (message: Uint8Array) => Uint8Array {
  if (type !== keyType.mlDsa44) return (message) => signBytes(message, seed)
  const { secretKey } = ml_dsa44.keygen(seed)
  return (message) => ml_dsa44.sign(message, secretKey)
}

/** @throws TlogError `skey_malformed`, `vkey_unsupported` for a key of a type that makes no cosignatures */
export function createCosigner(signerKey: SignerKey): Cosigner {
  const { type } = signerKey
  if (!(type in signatureLengths))
    throw new TlogError('vkey_unsupported', 'a key of this type makes no cosignatures', { type })
  const key = verifierKeyOf(signerKey)
  const sign = createSign(signerKey)
  return {
    key,
    cosign(text, time) {
      parseCheckpoint(text)
      if (!Number.isSafeInteger(time) || time <= 0) throw malformed('the time', key.name)
      const signature = concatBytes([uint64(time), sign(cosignedMessage(key, text, time))])
      return { name: key.name, keyId: key.keyId, signature }
    },
  }
}

function isCosignature(key: VerifierKey, signature: Uint8Array, message: Uint8Array): boolean {
  if (key.type === keyType.cosignature) return isSignatureOf(signature, message, key.publicKey)
  return ml_dsa44.verify(signature, message, key.publicKey)
}

/** @returns undefined for a time that is none: beyond 2^53 seconds, or the 0 by which a cosigner says that it gives none */
function timeOf({ buffer, byteOffset, length }: Uint8Array): number | undefined {
  if (length <= timeLength) return undefined
  const time = Number(new DataView(buffer, byteOffset, timeLength).getBigUint64(0))
  return Number.isSafeInteger(time) && time > 0 ? time : undefined
}

/**
 * Checks one cosignature.
 * @param line of a note, by this key
 * @param text of the note
 * @returns the time of the cosignature, seconds since the epoch, not 0
 * @throws TlogError `cosignature_malformed`, `signature_invalid`
 */
export function verifyCosignature(line: NoteSignature, key: VerifierKey, text: string): number {
  const time = timeOf(line.signature)
  const signature = line.signature.subarray(timeLength)
  if (time === undefined || signature.length !== signatureLengths[key.type])
    throw malformed('its length or its time', key.name)
  if (!isCosignature(key, signature, cosignedMessage(key, text, time)))
    throw new TlogError('signature_invalid', 'a cosignature does not verify', { name: key.name })
  return time
}

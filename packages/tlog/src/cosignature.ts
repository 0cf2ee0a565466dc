/** Cosignatures (C2SP tlog-cosignature): a witness's signature and time on a checkpoint. */
import { isSignatureOf, signBytes } from '#ed25519'
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { concatBytes, utf8 } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { TlogError } from './error.ts'
import { type SignerKey, type VerifierKey, keyType, verifierKeyOf } from './key.ts'
import type { NoteSignature } from './note.ts'
import { type SubtreeHead, isSubtree } from './subtree.ts'

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

interface Cosigned extends SubtreeHead {
  /** Of the log. */
  readonly origin: string
  /** 0 for none. */
  readonly time: number
}

/** The structure `cosigned_message`. */
function mlDsaMessage(name: string, { origin, start, end, hash, time }: Cosigned): Uint8Array {
  return concatBytes([
    utf8('subtree/v1\n\0'),
    lengthPrefixed(name, name),
    uint64(time),
    lengthPrefixed(origin, name),
    uint64(start),
    uint64(end),
    hash,
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
  if (key.type === keyType.mlDsa44) {
    // The whole tree; extension lines of the checkpoint are not in it.
    const { origin, size, root } = parseCheckpoint(text)
    return mlDsaMessage(key.name, { origin, start: 0, end: size, hash: root, time })
  }
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
  /**
   * Signs a subtree, which says nothing of a time.
   * @param origin of the log
   * @throws TlogError `vkey_unsupported` for an Ed25519 key, which cannot, `cosignature_malformed`
   */
  cosignSubtree(origin: string, subtree: SubtreeHead): NoteSignature
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
  const lineOf = (time: number, message: Uint8Array): NoteSignature => ({
    name: key.name,
    keyId: key.keyId,
    signature: concatBytes([uint64(time), sign(message)]),
  })
  return {
    key,
    cosign(text, time) {
      parseCheckpoint(text)
      if (!Number.isSafeInteger(time) || time <= 0) throw malformed('the time', key.name)
      return lineOf(time, cosignedMessage(key, text, time))
    },
    cosignSubtree: (origin, subtree) => lineOf(0, subtreeMessage(key, origin, subtree)),
  }
}

/** What is signed of a subtree, by keys of the one type that can. */
function subtreeMessage(key: VerifierKey, origin: string, subtree: SubtreeHead): Uint8Array {
  if (key.type !== keyType.mlDsa44)
    throw new TlogError('vkey_unsupported', 'a key of this type signs no subtrees', { type: key.type })
  if (!isSubtree(subtree)) throw malformed('no subtree', key.name)
  return mlDsaMessage(key.name, { ...subtree, origin, time: 0 })
}

function isCosignature(key: VerifierKey, signature: Uint8Array, message: Uint8Array): boolean {
  if (key.type === keyType.cosignature) return isSignatureOf(signature, message, key.publicKey)
  return ml_dsa44.verify(signature, message, key.publicKey)
}

/** @returns undefined for a time that is none: beyond 2^53 seconds */
function timeOf({ buffer, byteOffset, length }: Uint8Array): number | undefined {
  if (length <= timeLength) return undefined
  const time = Number(new DataView(buffer, byteOffset, timeLength).getBigUint64(0))
  return Number.isSafeInteger(time) ? time : undefined
}

/** A line whose message depends on the time that stands in it. @returns that time, which may be 0 */
function verifyLine(
  { signature: bytes }: NoteSignature,
  key: VerifierKey,
  messageAt: (time: number) => Uint8Array,
): number {
  const time = timeOf(bytes)
  const signature = bytes.subarray(timeLength)
  if (time === undefined || signature.length !== signatureLengths[key.type])
    throw malformed('its length or its time', key.name)
  if (!isCosignature(key, signature, messageAt(time)))
    throw new TlogError('signature_invalid', 'a cosignature does not verify', { name: key.name })
  return time
}

/**
 * As `verifyCosignature`, and takes one by ML-DSA-44 that gives no time: it says that the tree agrees with all that the
 * cosigner has seen, and not that it was the largest. A log may sign so.
 * @returns 0 for no time
 * @throws TlogError `cosignature_malformed`, `signature_invalid`
 */
export function verifyCosignatureOrUntimed(line: NoteSignature, key: VerifierKey, text: string): number {
  if (key.type !== keyType.mlDsa44 && timeOf(line.signature) === 0) throw malformed('no time', key.name)
  return verifyLine(line, key, (time) => cosignedMessage(key, text, time))
}

/**
 * Checks one cosignature.
 * @param line of a note, by this key
 * @param text of the note
 * @returns the time of the cosignature, seconds since the epoch, not 0
 * @throws TlogError `cosignature_malformed`, `signature_invalid`
 */
export function verifyCosignature(line: NoteSignature, key: VerifierKey, text: string): number {
  if (timeOf(line.signature) === 0) throw malformed('no time', key.name)
  return verifyCosignatureOrUntimed(line, key, text)
}

/**
 * Checks a cosignature of a subtree, which has no time.
 * @param origin of the log
 * @throws TlogError `vkey_unsupported`, `cosignature_malformed`, `signature_invalid`
 */
export function verifySubtreeCosignature(
  line: NoteSignature,
  key: VerifierKey,
  origin: string,
  subtree: SubtreeHead,
): SubtreeHead {
  const message = subtreeMessage(key, origin, subtree)
  if (timeOf(line.signature) !== 0) throw malformed('a time on a subtree', key.name)
  verifyLine(line, key, () => message)
  return subtree
}

/** The sealed statement as a file, `.avow` (spec/envelope.md). */
import * as z from 'zod/mini'
import { plaintextSizeOf } from './age-file.ts'
import type { Hash } from './bytes.ts'
import {
  decodeCanonical,
  encodeCanonical,
  hashSchema,
  originSchema,
  publicKeySchema,
  signatureSchema,
} from './canonical.ts'
import { hashWithDomain, verifySignature } from './domain.ts'
import { AvowError, CoreError } from './error.ts'
import { checkThreshold } from './shares.ts'
import { type TarMember, decodeTar, encodeTar } from './ustar.ts'

export const maximumEnvelopeBytes = 24 * 1024 * 1024
/** More than 32 trustees and the longest origin need. Who sends more wants to keep a reader busy. */
const maximumEnvelopeJsonBytes = 16 * 1024
const smallestBucket = 16 * 1024
const largestBucket = 16 * 1024 * 1024
/** A note is padded to a multiple of this. */
export const noteBlock = 1024
const maximumNoteBytes = 64 * 1024

const isBucket = (size: number): boolean =>
  size >= smallestBucket && size <= largestBucket && (size & (size - 1)) === 0

const sealedPart = z.strictObject({ hash: hashSchema, size: z.int().check(z.refine(isBucket)) })
const perTrustee = z.array(hashSchema).check(z.minLength(2), z.maxLength(32))

export const envelopeSchema = z.strictObject({
  version: z.literal('avow/envelope/v1'),
  origin: originSchema,
  roster: hashSchema,
  author: publicKeySchema,
  locator: hashSchema,
  threshold: z.int(),
  payload: sealedPart,
  desk: z.optional(sealedPart),
  shares: perTrustee,
  condition: hashSchema,
  notes: perTrustee,
  signature: signatureSchema,
})

/** `envelope.json`. */
export type Envelope = z.infer<typeof envelopeSchema>
/** `envelope.json` without `notes` and `signature`. */
export type EnvelopeHeader = Omit<Envelope, 'notes' | 'signature'>

export interface EnvelopeFile {
  readonly envelope: Envelope
  /** The identifier of the statement. */
  readonly statement: Hash
  /** `payload.age`. */
  readonly payload: Uint8Array
  /** `desk.age`. */
  readonly desk?: Uint8Array
  /** `trustee-1.age` and so on. */
  readonly notes: readonly Uint8Array[]
}

/** The smallest bucket that holds `size` bytes. @throws CoreError `too_large`. */
export function bucketFor(size: number): number {
  if (size > largestBucket)
    throw new CoreError('too_large', 'statement and attachments have at most 16 MiB together', { size })
  let bucket = smallestBucket
  while (bucket < size) bucket *= 2
  return bucket
}

export const statementIdOf = (envelope: Envelope): Hash => statementIdIn(encodeCanonical(envelope))

/** @param json `envelope.json` as it stands in the file */
const statementIdIn = (json: Uint8Array): Hash => hashWithDomain('avow/envelope/v1', json)

/** What stands in every note, and ties it to this envelope. */
export function bindingOf({
  notes: _notes,
  signature: _signature,
  ...header
}: Envelope | (EnvelopeHeader & { notes?: undefined; signature?: undefined })): Hash {
  return hashWithDomain('avow/binding/v1', encodeCanonical(header))
}

/** Checks what an `envelope.json` says of itself: counts, threshold, the author's signature. @throws CoreError `envelope_malformed`, `threshold_invalid`, `signature_invalid`. */
export function checkEnvelope(envelope: Envelope): Envelope {
  if (envelope.shares.length !== envelope.notes.length)
    throw new CoreError('envelope_malformed', 'there must be as many notes as shares', {
      shares: envelope.shares.length,
      notes: envelope.notes.length,
    })
  checkThreshold(envelope.threshold, envelope.shares.length)
  const { signature, ...unsigned } = envelope
  verifySignature('avow/envelope-signature/v1', envelope.author, encodeCanonical(unsigned), signature)
  return envelope
}

/** Decodes and checks `envelope.json`. @throws CoreError as `checkEnvelope`, and `malformed` or `not_canonical` as the cause of `envelope_malformed`. */
export function decodeEnvelopeJson(bytes: Uint8Array): Envelope {
  if (bytes.length > maximumEnvelopeJsonBytes)
    throw new CoreError('envelope_malformed', 'envelope.json has at most 16 KiB', { size: bytes.length })
  try {
    return checkEnvelope(decodeCanonical(bytes, envelopeSchema))
  } catch (cause) {
    if (!(cause instanceof AvowError) || !['malformed', 'not_canonical'].includes(cause.code)) throw cause
    throw new CoreError('envelope_malformed', 'envelope.json is not as the format says', cause.details, cause)
  }
}

export const hashOfPayload = (payload: Uint8Array): Hash => hashWithDomain('avow/payload/v1', payload)
export const hashOfNote = (note: Uint8Array): Hash => hashWithDomain('avow/note/v1', note)
export const hashOfDesk = (desk: Uint8Array): Hash => hashWithDomain('avow/desk/v1', desk)

/** The `.avow` file of an envelope and its members. */
export function encodeEnvelope(file: Omit<EnvelopeFile, 'statement'>): Uint8Array {
  const members: TarMember[] = [
    { name: 'envelope.json', data: encodeCanonical(file.envelope) },
    { name: 'payload.age', data: file.payload },
    ...(file.desk ? [{ name: 'desk.age', data: file.desk }] : []),
    ...file.notes.map((data, index) => ({ name: `trustee-${index + 1}.age`, data })),
  ]
  return encodeTar(members)
}

const namesOf = (envelope: Envelope): string[] => [
  'envelope.json',
  'payload.age',
  ...(envelope.desk ? ['desk.age'] : []),
  ...envelope.notes.map((_, index) => `trustee-${index + 1}.age`),
]

function checkMember(name: string, actual: Hash, expected: Hash | undefined): void {
  if (actual !== expected)
    throw new CoreError('envelope_member_mismatch', `${name} does not have the hash that the author signed`, {
      member: name,
    })
}

/**
 * Checks that `payload.age` is the one that the author signed, encrypted to one recipient, and padded as `envelope.json` says.
 * @throws CoreError `envelope_member_mismatch`, `envelope_malformed`.
 */
export function checkPayload(payload: Uint8Array, { hash, size }: Envelope['payload']): Uint8Array {
  checkMember('payload.age', hashOfPayload(payload), hash)
  if (plaintextSizeOf('payload.age', payload, 'X25519') !== size) throw wrongSize('payload.age')
  return payload
}

/** The desk's own encryption inside adds to the bucket. */
function checkDesk(desk: Uint8Array, { hash, size }: Envelope['payload']): void {
  checkMember('desk.age', hashOfDesk(desk), hash)
  if (plaintextSizeOf('desk.age', desk, 'X25519') <= size) throw wrongSize('desk.age')
}

function checkNote(name: string, note: Uint8Array, hash: Hash | undefined): void {
  checkMember(name, hashOfNote(note), hash)
  const size = plaintextSizeOf(name, note, 'mlkem768x25519')
  if (size === 0 || size % noteBlock !== 0 || size > maximumNoteBytes) throw wrongSize(name)
}

const wrongSize = (member: string) =>
  new CoreError('envelope_malformed', `${member} is not padded as the format says`, { member })

/**
 * Decodes a `.avow` file and checks everything that can be checked without a key: the one encoding, every hash, the author's signature.
 * @throws CoreError `too_large`, `envelope_malformed`, `envelope_not_canonical`, `envelope_member_mismatch` (details: member), `threshold_invalid`, `signature_invalid`.
 */
export function decodeEnvelope(bytes: Uint8Array): EnvelopeFile {
  if (bytes.length > maximumEnvelopeBytes)
    throw new CoreError('too_large', 'an envelope has at most 24 MiB', { size: bytes.length })
  const { members, length } = decodeTar(bytes)
  if (length !== bytes.length)
    throw new CoreError('envelope_not_canonical', 'something follows the end of the archive', {
      offset: length,
    })
  const first = members[0]
  if (first?.name !== 'envelope.json')
    throw new CoreError('envelope_malformed', 'the first member must be envelope.json')
  const envelope = decodeEnvelopeJson(first.data)
  const expected = namesOf(envelope)
  if (members.length !== expected.length || members.some(({ name }, index) => name !== expected[index]))
    throw new CoreError('envelope_malformed', 'the members are not those that envelope.json calls for', {
      members: members.length,
    })
  return checkMembers(
    envelope,
    members.map(({ data }) => data),
  )
}

function checkMembers(envelope: Envelope, [json, payload, ...rest]: Uint8Array[]): EnvelopeFile {
  const desk = envelope.desk && rest.shift()
  checkPayload(payload!, envelope.payload)
  if (desk) checkDesk(desk, envelope.desk!)
  for (const [index, note] of rest.entries())
    checkNote(`trustee-${index + 1}.age`, note, envelope.notes[index])
  return {
    envelope,
    statement: statementIdIn(json!),
    payload: payload!,
    ...(desk ? { desk } : {}),
    notes: rest,
  }
}

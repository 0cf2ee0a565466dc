/** A trustee's note (spec/envelope.md, "trustee-N.age"). */
import * as z from 'zod/mini'
import { decryptWith } from './age.ts'
import { type Hash, type Salt, concatBytes } from './bytes.ts'
import { decodeCanonical, encodeCanonical, hashSchema, saltSchema } from './canonical.ts'
import { type Condition, checkCondition, conditionCommitment } from './condition.ts'
import { type Envelope, bindingOf, hashOfNote, noteBlock } from './envelope.ts'
import { CoreError } from './error.ts'
import { mailboxSchema } from './report.ts'
import { type Share, shareCommitment, shareSchema } from './shares.ts'
import { type SpentVoucher, spentVoucherSchema } from './voucher.ts'

const space = 0x20

/** Any object: a condition that this version does not know must get its own error, not "malformed". */
export const anyConditionSchema = z.looseObject({ type: z.string() })

const members = {
  binding: hashSchema,
  trustee: z.int().check(z.minimum(1), z.maximum(32)),
  share: shareSchema,
  shareSalt: saltSchema,
  condition: anyConditionSchema,
  conditionSalt: saltSchema,
  mailbox: z.optional(mailboxSchema),
}

const noteSchema = z.discriminatedUnion('version', [
  z.strictObject({ version: z.literal('avow/note/v1'), ...members }),
  z.strictObject({
    version: z.literal('avow/note/v2'),
    ...members,
    voucher: z.optional(spentVoucherSchema),
  }),
])

export interface Note {
  /** What was sealed before there were vouchers has the first. */
  readonly version: 'avow/note/v1' | 'avow/note/v2'
  readonly binding: Hash
  /** From 1. */
  readonly trustee: number
  readonly share: Share
  readonly shareSalt: Salt
  readonly condition: Condition
  readonly conditionSalt: Salt
  /** The author's, to which this trustee's reports go; notes of before there were reports have none. */
  readonly mailbox?: string | undefined
  readonly voucher?: SpentVoucher | undefined
}

/** All notes of the second version have one size: it tells neither the condition nor whether there is a voucher. */
const noteBytes = 2 * noteBlock

const wholeBlocks = (length: number): number => length + noteBlock - (length % noteBlock)

const noteSize = ({ version }: Pick<Note, 'version'>, length: number): number =>
  version === 'avow/note/v1' ? wholeBlocks(length) : noteBytes

/** Canonical JSON, then spaces: to a multiple of 1,024 bytes, or to 2,048. */
export const encodeNote = (note: Note): Uint8Array =>
  encodePaddedJson(note, (length) => noteSize(note, length))

/**
 * Of a note, and of one that hands a part on.
 * @param size of it all, by the length of the JSON
 */
export function encodePaddedJson(value: unknown, size = wholeBlocks): Uint8Array {
  const json = encodeCanonical(value)
  const padding = new Uint8Array(size(json.length) - json.length).fill(space)
  return concatBytes(json, padding)
}

/** @throws CoreError `note_malformed`, `condition_unsupported`, `condition_invalid`. */
export function decodeNote(bytes: Uint8Array): Note {
  const note = readNote(bytes)
  return { ...note, condition: checkCondition(note.condition) }
}

const readNote = (bytes: Uint8Array) => decodePaddedJson(bytes, noteSchema, noteSize)

/**
 * @param size of it all, by the value and the length of its JSON
 * @throws CoreError `note_malformed`
 */
export function decodePaddedJson<T extends z.ZodMiniType>(
  bytes: Uint8Array,
  schema: T,
  size: (value: z.infer<T>, length: number) => number = (_, length) => wholeBlocks(length),
): z.infer<T> {
  try {
    const end = bytes.findLastIndex((byte) => byte !== space) + 1
    const value = decodeCanonical(bytes.subarray(0, end), schema)
    if (bytes.length !== size(value, end) || end === bytes.length)
      throw new CoreError('malformed', 'the padding is not as the format says')
    return value
  } catch (cause) {
    throw new CoreError('note_malformed', 'the note is not as the format says', {}, cause)
  }
}

/**
 * Everything that a trustee checks of a note on arrival.
 * @param trustee the trustee's number in the roster, from 1
 * @param identity the trustee's age identity
 * @throws CoreError `note_hash_mismatch`, `note_undecryptable`, `note_malformed`, `note_binding_mismatch` (a note made for another envelope),
 * `note_index_mismatch`, `share_commitment_mismatch`, `condition_commitment_mismatch`, `condition_unsupported`, `condition_invalid`.
 */
export async function openNote(
  sealed: Uint8Array,
  envelope: Envelope,
  trustee: number,
  identity: string,
): Promise<Note> {
  if (hashOfNote(sealed) !== envelope.notes[trustee - 1])
    throw new CoreError('note_hash_mismatch', 'the note is not the one that the envelope names', { trustee })
  const note = readNote(await decryptNote(sealed, identity))
  if (note.binding !== bindingOf(envelope))
    throw new CoreError('note_binding_mismatch', 'the note was made for another envelope', { trustee })
  if (note.trustee !== trustee)
    throw new CoreError('note_index_mismatch', 'the note was made for another trustee', { trustee })
  if (shareCommitment(trustee, note.share, note.shareSalt) !== envelope.shares[trustee - 1])
    throw new CoreError(
      'share_commitment_mismatch',
      'the share is not the one that the envelope commits to',
      { trustee },
    )
  return { ...note, condition: checkCommitted(note, envelope, trustee) }
}

/**
 * The condition of a note, if it is the author's.
 * @throws CoreError `condition_commitment_mismatch`, `condition_unsupported`, `condition_invalid`
 */
export function checkCommitted(
  { condition: given, conditionSalt }: { readonly condition: unknown; readonly conditionSalt: Salt },
  envelope: Envelope,
  trustee: number,
): Condition {
  const condition = checkCondition(given)
  if (conditionCommitment(condition, conditionSalt) === envelope.condition) return condition
  throw new CoreError(
    'condition_commitment_mismatch',
    'the condition is not the one that the envelope commits to',
    { trustee },
  )
}

/** @throws CoreError `note_undecryptable` */
export async function decryptNote(sealed: Uint8Array, identity: string): Promise<Uint8Array> {
  try {
    return await decryptWith(identity, sealed)
  } catch {
    throw new CoreError('note_undecryptable', 'the note does not open with this key')
  }
}

/** Handing a statement on to other trustees without its author (spec/opening.md, "Resharing"). */
import * as z from 'zod/mini'
import { type ActOf, type SharePart, createAct, mostRosters, shareParts } from './act.ts'
import { encryptTo } from './age.ts'
import { plaintextSizeOf } from './age-file.ts'
import { type Hash, type PublicKey, type Salt, randomSalt } from './bytes.ts'
import {
  checkShape,
  decodeCanonical,
  encodeCanonical,
  hashSchema,
  publicKeySchema,
  saltSchema,
} from './canonical.ts'
import type { Condition } from './condition.ts'
import { hashWithDomain } from './domain.ts'
import { type Envelope, noteBlock, statementIdOf } from './envelope.ts'
import { CoreError } from './error.ts'
import {
  anyConditionSchema,
  checkCommitted,
  decodePaddedJson,
  decryptNote,
  encodePaddedJson,
} from './note.ts'
import { mailboxSchema } from './report.ts'
import { type Roster, rosterHashOf } from './roster.ts'
import { type Part, type Share, partCommitment, partSchema, shareSchema, splitHeld } from './shares.ts'

/** Bytes: what one trustee discloses of all parts must fit into an act. */
const mostDisclosed = 48 * 1024

/** What a trustee holds: the share of its note, or the parts that were handed to it. */
export type Held =
  | { readonly share: Share; readonly shareSalt: Salt }
  | { readonly parts: readonly SharePart[] }

const heldSchema = z.union([
  z.strictObject({ share: shareSchema, shareSalt: saltSchema }),
  z.strictObject({ parts: shareParts }),
])

/** What was split, of its bytes. @throws CoreError `malformed`, `not_canonical` */
export const decodeHeld = (bytes: Uint8Array): Held => decodeCanonical(bytes, heldSchema)

type Reshare = ActOf<'reshare'>

/** What ties the notes to the act: who hands on what to whom. */
const bindingOfReshare = (statement: Hash, { path, trustee, threshold, shares }: Unnoted): Hash =>
  hashWithDomain('avow/part-binding/v1', encodeCanonical({ statement, path, trustee, threshold, shares }))

type Unnoted = Omit<Reshare['body'], 'notes'>

export const hashOfPartNote = (note: Uint8Array): Hash => hashWithDomain('avow/part-note/v1', note)

const partNoteSchema = z.strictObject({
  version: z.literal('avow/part-note/v1'),
  binding: hashSchema,
  trustee: z.int().check(z.minimum(1), z.maximum(32)),
  share: partSchema,
  shareSalt: saltSchema,
  condition: anyConditionSchema,
  conditionSalt: saltSchema,
  mailbox: z.optional(mailboxSchema),
  credential: z.optional(publicKeySchema),
})

/** What a trustee of the next roster is given, beside the part the same as in a note. */
export interface PartNote {
  readonly part: SharePart
  readonly condition: Condition
  readonly conditionSalt: Salt
  readonly mailbox?: string | undefined
  /** The token of a voucher that was spent on the statement. */
  readonly credential?: PublicKey | undefined
}

export interface ReshareInput {
  readonly statement: Hash
  /** Up to the roster to which it is handed on. */
  readonly path: readonly Hash[]
  /** The number in the last roster but one. */
  readonly trustee: number
  readonly held: Held
  readonly condition: Condition
  readonly conditionSalt: Salt
  readonly mailbox?: string | undefined
  readonly credential?: PublicKey | undefined
  /** The last of the path. */
  readonly roster: Roster
  /** How many trustees there are in the last roster but one. */
  readonly holders: number
}

const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4

/** @throws CoreError `too_large` */
function encodeHeld(held: Held, holders: number): Uint8Array {
  const bytes = encodeCanonical(checkShape(held, heldSchema))
  if (holders * (base64Length(bytes.length + 1) + 128) <= mostDisclosed) return bytes
  throw tooOften({ holders })
}

const tooOften = ({ holders }: Pick<ReshareInput, 'holders'>): CoreError =>
  new CoreError('too_large', 'the statement was handed on too often for so many trustees', { holders })

type PartNoteFields = Omit<z.infer<typeof partNoteSchema>, 'version' | 'condition'> & {
  readonly condition: Condition
}

const sealPart = (recipient: string, note: PartNoteFields): Promise<Uint8Array> =>
  encryptTo([recipient], encodePaddedJson({ version: 'avow/part-note/v1', ...note }))

/**
 * Splits what a trustee holds among the trustees of another roster.
 * @param seed the trustee's key
 * @returns the act, and a note for each trustee of the roster
 * @throws CoreError `roster_invalid` when it is not the last of the path, `too_large`, `threshold_invalid`
 */
export async function reshare(
  input: ReshareInput,
  seed: Uint8Array,
): Promise<{ act: Reshare; notes: Uint8Array[] }> {
  const { statement, trustee, roster, condition, conditionSalt, mailbox, credential } = input
  if (rosterHashOf(roster) !== input.path.at(-1))
    throw new CoreError('roster_invalid', 'the path does not end at the roster')
  if (input.path.length > mostRosters) throw tooOften(input)
  const { threshold, trustees } = roster
  const parts = await splitHeld(encodeHeld(input.held, input.holders), trustees.length, threshold)
  const salts = parts.map(randomSalt)
  const shares = parts.map((part, at) => partCommitment(trustee, at + 1, part, salts[at]!))
  const unnoted = { path: [...input.path], trustee, threshold, shares }
  const binding = bindingOfReshare(statement, unnoted)
  const fixed = {
    binding,
    condition,
    conditionSalt,
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(credential === undefined ? {} : { credential }),
  }
  const sealed = trustees.map(({ recipient }, at) =>
    sealPart(recipient, { ...fixed, trustee: at + 1, share: parts[at]!, shareSalt: salts[at]! }),
  )
  const notes = await Promise.all(sealed)
  const body = { ...unnoted, notes: notes.map(hashOfPartNote) }
  return { act: createAct({ kind: 'reshare', statement, body }, seed), notes }
}

/**
 * Everything that a trustee checks of a part that is handed to it, whose act has been checked.
 * @param trustee the number in the last roster of the act's path, from 1
 * @param identity the trustee's age identity
 * @throws CoreError `note_hash_mismatch`, `note_undecryptable`, `note_malformed`, `note_binding_mismatch`, `note_index_mismatch`,
 * `share_commitment_mismatch`, `condition_commitment_mismatch`, `condition_unsupported`, `condition_invalid`
 */
export async function openPartNote(
  sealed: Uint8Array,
  { statement, body }: Reshare,
  envelope: Envelope,
  trustee: number,
  identity: string,
): Promise<PartNote> {
  const refuse = (code: ConstructorParameters<typeof CoreError>[0], message: string): CoreError =>
    new CoreError(code, message, { trustee: body.trustee })
  if (hashOfPartNote(sealed) !== body.notes[trustee - 1])
    throw refuse('note_hash_mismatch', 'the note is not the one that the act names')
  const note = decodePaddedJson(await decryptNote(sealed, identity), partNoteSchema)
  if (note.binding !== bindingOfReshare(statement, body) || statementIdOf(envelope) !== statement)
    throw refuse('note_binding_mismatch', 'the note was made for another act')
  if (note.trustee !== trustee) throw refuse('note_index_mismatch', 'the note was made for another trustee')
  const { share, shareSalt, conditionSalt, mailbox, credential } = note
  if (!isPartOf(body, trustee, { of: body.trustee, share, shareSalt }))
    throw refuse('share_commitment_mismatch', 'the part is not the one that the act commits to')
  const condition = checkCommitted(note, envelope, trustee)
  return { part: { of: body.trustee, share, shareSalt }, condition, conditionSalt, mailbox, credential }
}

/**
 * Checks what can be checked without a key of the notes that go with an act `reshare`: their hashes, one recipient each, the padding.
 * @throws CoreError `note_hash_mismatch`, `note_malformed` (details: trustee)
 */
export function checkPartNotes({ body }: Reshare, notes: readonly Uint8Array[]): void {
  for (const trustee of body.notes.keys()) {
    const note = notes[trustee]
    if (!note || notes.length !== body.notes.length || hashOfPartNote(note) !== body.notes[trustee])
      throw new CoreError('note_hash_mismatch', 'the notes are not those that the act names', {
        trustee: trustee + 1,
      })
    if (!isPadded(note))
      throw new CoreError('note_malformed', 'a note is not padded as the format says', {
        trustee: trustee + 1,
      })
  }
}

function isPadded(note: Uint8Array): boolean {
  const size = plaintextSizeOf('note', note, 'mlkem768x25519')
  return size > 0 && size % noteBlock === 0
}

/** Whether a part is the one that the act of who handed it on commits to. */
export const isPartOf = (body: Unnoted, trustee: number, { of, share, shareSalt }: SharePart): boolean =>
  of === body.trustee && partCommitment(of, trustee, share as Part, shareSalt) === body.shares[trustee - 1]

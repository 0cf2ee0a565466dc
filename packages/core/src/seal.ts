/** Turns a statement into an envelope, on the author's device (spec/envelope.md). */
import { encryptTo, generateOpeningKey, identityToRecipient } from './age.ts'
import { type Hash, type Salt, randomSalt } from './bytes.ts'
import { encodeCanonical } from './canonical.ts'
import { type Condition, checkCondition, conditionCommitment } from './condition.ts'
import { type DateLock, dateLockFor, lockArchive } from './date-lock.ts'
import { archiveForDesk, sealDesk } from './desk.ts'
import { sign } from './domain.ts'
import {
  type Envelope,
  type EnvelopeHeader,
  bindingOf,
  decodeEnvelope,
  encodeEnvelope,
  hashOfDesk,
  hashOfNote,
  hashOfPayload,
} from './envelope.ts'
import { CoreError } from './error.ts'
import { type Note, encodeNote } from './note.ts'
import { padToBucket } from './padded.ts'
import { encodeArchive, sealPayload } from './payload.ts'
import { type Roster, checkRoster, rosterHashOf } from './roster.ts'
import { type Share, shareCommitment, splitOpeningKey } from './shares.ts'
import type { Statement } from './statement.ts'
import { type Voucher, checkVoucher, spendVoucher } from './voucher.ts'
import { type Entropy, deriveKeys } from './words.ts'

export interface SealInput {
  readonly statement: Statement
  /** The bytes of the statement's attachments, in order. */
  readonly attachments?: readonly Uint8Array[]
  readonly condition: Condition
  readonly roster: Roster
  /** How many trustees open; the roster's proposal by default. */
  readonly threshold?: number
  /** The entropy of the 12 words, made anew for each statement. */
  readonly entropy: Entropy
  /** Only the desk reads it, also when it has been opened. Needs desk recipients in the roster. */
  readonly isForDesk?: boolean
  /** Evidence for the desk, never published. Needs desk recipients in the roster. */
  readonly deskEvidence?: Uint8Array
  /** Locks the payload a second time, until the date before which the condition cannot hold anyway. */
  readonly dateLock?: boolean
  /** By which this statement counts as vouched for. It can be spent on one statement only. */
  readonly voucher?: Voucher
  /** Called as parts get done: `done` of `all`. */
  readonly onProgress?: (done: number, all: number) => void
}

export interface Sealed {
  /** The `.avow` file. */
  readonly file: Uint8Array
  readonly envelope: Envelope
  /** The identifier of the statement. */
  readonly statement: Hash
  readonly dateLock?: DateLock
}

interface Parts {
  readonly shares: readonly Share[]
  readonly salts: readonly Salt[]
  readonly conditionSalt: Salt
  readonly payload: Uint8Array
  readonly payloadSize: number
  readonly desk?: { readonly data: Uint8Array; readonly size: number }
}

/** What is encrypted to the opening key. */
async function payloadFor(input: SealInput, dateLock?: DateLock): Promise<Uint8Array> {
  const plain = encodeArchive(input.statement, input.attachments ?? [])
  const archive = input.isForDesk ? await archiveForDesk(plain, input.roster.desk) : plain
  return dateLock ? lockArchive(archive, dateLock) : padToBucket(archive)
}

/** The recipient of the opening key lives in this function only: it must not outlast the sealing (docs/adr/0003). */
async function makeParts(input: SealInput, threshold: number, dateLock?: DateLock): Promise<Parts> {
  const count = input.roster.trustees.length
  const { scalar, recipient } = await generateOpeningKey()
  const shares = await splitOpeningKey(scalar, count, threshold)
  scalar.fill(0)
  const plain = await payloadFor(input, dateLock)
  const payload = await sealPayload(recipient, plain)
  const desk = input.deskEvidence && (await sealDesk(input.deskEvidence, input.roster.desk, recipient))
  return {
    shares,
    salts: shares.map(randomSalt),
    conditionSalt: randomSalt(),
    payload,
    payloadSize: plain.length,
    ...(desk ? { desk } : {}),
  }
}

function headerOf(
  input: SealInput,
  threshold: number,
  author: ReturnType<typeof deriveKeys>,
  parts: Parts,
): EnvelopeHeader {
  return {
    version: 'avow/envelope/v1',
    origin: input.roster.origin,
    roster: rosterHashOf(input.roster),
    author: author.publicKey,
    locator: author.locatorHash,
    threshold,
    payload: { hash: hashOfPayload(parts.payload), size: parts.payloadSize },
    ...(parts.desk ? { desk: { hash: hashOfDesk(parts.desk.data), size: parts.desk.size } } : {}),
    shares: parts.shares.map((share, index) => shareCommitment(index + 1, share, parts.salts[index]!)),
    condition: conditionCommitment(input.condition, parts.conditionSalt),
  }
}

async function sealNote(recipient: string, note: Note): Promise<Uint8Array> {
  try {
    return await encryptTo([recipient], encodeNote(note))
  } catch {
    throw new CoreError('roster_invalid', 'a recipient in the roster is none', {
      path: `trustees.${note.trustee - 1}.recipient`,
    })
  }
}

async function sealNotes(
  input: SealInput,
  header: EnvelopeHeader,
  parts: Parts,
  mailbox: string,
): Promise<Uint8Array[]> {
  const binding = bindingOf(header)
  const voucher = input.voucher && spendVoucher(input.voucher, binding)
  const all = parts.shares.length + 1
  const notes: Uint8Array[] = []
  for (const [index, { recipient }] of input.roster.trustees.entries()) {
    input.onProgress?.(index + 1, all)
    const note = {
      version: 'avow/note/v2',
      binding,
      trustee: index + 1,
      share: parts.shares[index]!,
      shareSalt: parts.salts[index]!,
      condition: input.condition,
      conditionSalt: parts.conditionSalt,
      mailbox,
      ...(voucher ? { voucher } : {}),
    } as const
    notes.push(await sealNote(recipient, note))
  }
  input.onProgress?.(all, all)
  return notes
}

/**
 * Seals a statement for the trustees of a roster.
 * @throws CoreError `statement_invalid`, `attachment_mismatch`, `too_large`, `threshold_invalid`, `condition_unsupported`, `condition_invalid`, `date_lock_invalid`, `roster_invalid`,
 * `voucher_invalid`, `voucher_missing`.
 */
export async function seal(input: SealInput): Promise<Sealed> {
  checkCondition(input.condition)
  checkRoster(input.roster)
  await checkVoucher(input.voucher, input.condition, input.roster)
  const threshold = input.threshold ?? input.roster.threshold
  const author = deriveKeys(input.entropy)
  const dateLock = input.dateLock ? dateLockFor(input.condition) : undefined
  const parts = await makeParts(input, threshold, dateLock)
  const header = headerOf(input, threshold, author, parts)
  const notes = await sealNotes(input, header, parts, await identityToRecipient(author.mailbox))
  const unsigned = { ...header, notes: notes.map(hashOfNote) }
  const envelope: Envelope = {
    ...unsigned,
    signature: sign('avow/envelope-signature/v1', author.seed, encodeCanonical(unsigned)),
  }
  const { payload, desk } = parts
  const file = encodeEnvelope({ envelope, payload, ...(desk ? { desk: desk.data } : {}), notes })
  // Read back as the register will: a file that cannot be deposited must not leave this function.
  return { file, envelope, statement: decodeEnvelope(file).statement, ...(dateLock ? { dateLock } : {}) }
}

/** `payload.age`: a statement and its attachments (spec/envelope.md). */
import { decryptWith, encryptTo } from './age.ts'
import type { Hash } from './bytes.ts'
import { type DateLock, lockIn, unlock } from './date-lock.ts'
import { hashWithDomain } from './domain.ts'
import type { RoundSignature } from './drand.ts'
import { CoreError } from './error.ts'
import { decodePadded, padToBucket } from './padded.ts'
import { type Attachment, type Statement, decodeStatement, encodeStatement } from './statement.ts'
import { type TarMember, encodeTar } from './ustar.ts'

export interface OpenedPayload {
  readonly statement: Statement
  readonly statementBytes: Uint8Array
  readonly attachments: readonly Uint8Array[]
  /** The date lock that was opened with a round's signature, where there was one. */
  readonly dateLock?: DateLock
}

export const hashOfAttachment = (data: Uint8Array): Hash => hashWithDomain('avow/attachment/v1', data)

/** What a statement says of an attached file. */
export function describeAttachment(
  name: string,
  mediaType: string,
  data: Uint8Array,
  state: Attachment['state'],
): Attachment {
  return { name, mediaType, size: data.length, hash: hashOfAttachment(data), state }
}

function checkAttachments(statement: Statement, attachments: readonly Uint8Array[]): void {
  const fits = statement.attachments.length === attachments.length
  const wrong = attachments.findIndex(
    (data, index) =>
      hashOfAttachment(data) !== statement.attachments[index]?.hash ||
      data.length !== statement.attachments[index]?.size,
  )
  if (!fits || wrong >= 0)
    throw new CoreError('attachment_mismatch', 'an attachment is not the one that the statement names', {
      attachment: wrong + 1,
    })
}

/** A statement and its attachments, not padded yet. @throws CoreError `statement_invalid`, `attachment_mismatch` */
export function encodeArchive(statement: Statement, attachments: readonly Uint8Array[]): Uint8Array {
  checkAttachments(statement, attachments)
  const files = attachments.map((data, index) => ({ name: `attachments/${index + 1}`, data }))
  return encodeTar([{ name: 'statement.json', data: encodeStatement(statement) }, ...files])
}

/** @throws CoreError `statement_invalid`, `attachment_mismatch`, `too_large`. */
export const encodePayload = (statement: Statement, attachments: readonly Uint8Array[]): Uint8Array =>
  padToBucket(encodeArchive(statement, attachments))

/** The one member of an archive that is for the desk only: an age file to its recipients. */
export const deskMember = 'statement.age'

/** What only the desk can open. */
export interface ForDesk {
  /** `statement.age`: `age` opens it with an identity of the desk, and then `tar`. */
  readonly forDesk: Uint8Array
  readonly dateLock?: DateLock
}

export const isForDesk = (opened: OpenedPayload | ForDesk): opened is ForDesk => 'forDesk' in opened

/** As `encodeArchive` makes it. @throws CoreError `payload_malformed`, `statement_invalid`, `attachment_mismatch` */
export const decodeArchive = (bytes: Uint8Array): OpenedPayload =>
  statementIn(decodePadded(bytes, (length) => length))

/** What the members of an archive are. @throws CoreError `payload_malformed`, `statement_invalid`, `attachment_mismatch` */
function payloadOf(members: readonly TarMember[]): OpenedPayload | ForDesk {
  const [first, ...others] = members
  if (first?.name !== deskMember) return statementIn(members)
  if (others.length > 0) throw new CoreError('payload_malformed', 'the payload is not as the format says')
  return { forDesk: first.data }
}

function statementIn(members: readonly TarMember[]): OpenedPayload {
  const isExpected = members.every(
    ({ name }, index) => name === (index === 0 ? 'statement.json' : `attachments/${index}`),
  )
  if (members.length === 0 || !isExpected)
    throw new CoreError('payload_malformed', 'the payload is not as the format says')
  const [first, ...files] = members.map(({ data }) => data)
  const statement = decodeStatement(first!)
  checkAttachments(statement, files)
  return { statement, statementBytes: first!, attachments: files }
}

/** @throws CoreError `payload_malformed`, `too_large`, `statement_invalid`, `attachment_mismatch`. */
export const decodePayload = (bytes: Uint8Array): OpenedPayload | ForDesk => payloadOf(decodePadded(bytes))

export const sealPayload = (recipient: string, payload: Uint8Array): Promise<Uint8Array> =>
  encryptTo([recipient], payload)

/**
 * What `payload.age` holds, by the opening key, and the date lock in it by the signature of its round.
 * @param openingKey `AGE-SECRET-KEY-1…`, from anywhere
 * @param signature of the round for which a date lock waits; without one it is not looked at
 * @throws CoreError `opening_key_wrong`, `date_lock_closed`, `round_signature_invalid`, and as `decodePayload`.
 */
export async function readPayload(
  payload: Uint8Array,
  openingKey: string,
  signature?: RoundSignature,
): Promise<OpenedPayload | ForDesk> {
  const plain = await decrypt(payload, openingKey)
  const members = decodePadded(plain)
  const locked = lockIn(members, plain.length)
  if (!locked) return payloadOf(members)
  return { ...payloadOf(await unlock(locked, signature)), dateLock: locked.dateLock }
}

async function decrypt(payload: Uint8Array, openingKey: string): Promise<Uint8Array> {
  try {
    return await decryptWith(openingKey, payload)
  } catch {
    throw new CoreError('opening_key_wrong', 'the payload does not open with this key')
  }
}

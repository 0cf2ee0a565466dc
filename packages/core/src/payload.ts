/** `payload.age`: a statement and its attachments (spec/envelope.md). */
import { decryptWith, encryptTo } from './age.ts'
import { type Hash, isZero } from './bytes.ts'
import { hashWithDomain } from './domain.ts'
import { bucketFor } from './envelope.ts'
import { CoreError } from './error.ts'
import { type Attachment, type Statement, decodeStatement, encodeStatement } from './statement.ts'
import { type TarMember, decodeTar, encodeTar } from './ustar.ts'

export interface OpenedPayload {
  readonly statement: Statement
  readonly statementBytes: Uint8Array
  readonly attachments: readonly Uint8Array[]
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

export function padToBucket(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(bucketFor(data.length))
  padded.set(data)
  return padded
}

/** @throws CoreError `statement_invalid`, `attachment_mismatch`, `too_large`. */
export function encodePayload(statement: Statement, attachments: readonly Uint8Array[]): Uint8Array {
  checkAttachments(statement, attachments)
  const files = attachments.map((data, index) => ({ name: `attachments/${index + 1}`, data }))
  return padToBucket(encodeTar([{ name: 'statement.json', data: encodeStatement(statement) }, ...files]))
}

/** The members of an archive that is padded to its bucket. @throws CoreError `payload_malformed`, `too_large`. */
export function decodePadded(bytes: Uint8Array): TarMember[] {
  const { members, length } = readTar(bytes)
  if (bytes.length !== bucketFor(length) || !isZero(bytes.subarray(length)))
    throw new CoreError('payload_malformed', 'the padding is not as the format says')
  return members
}

/** @throws CoreError `payload_malformed`, `too_large`, `statement_invalid`, `attachment_mismatch`. */
export function decodePayload(bytes: Uint8Array): OpenedPayload {
  const members = decodePadded(bytes)
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

function readTar(bytes: Uint8Array) {
  try {
    return decodeTar(bytes)
  } catch (cause) {
    throw new CoreError('payload_malformed', 'the payload is not the one encoding of the format', {}, cause)
  }
}

export const sealPayload = (recipient: string, payload: Uint8Array): Promise<Uint8Array> =>
  encryptTo([recipient], payload)

/**
 * Opens `payload.age` with the opening key.
 * @param openingKey `AGE-SECRET-KEY-1…`, from anywhere
 * @throws CoreError `opening_key_wrong`, and as `decodePayload`.
 */
export async function openPayload(payload: Uint8Array, openingKey: string): Promise<OpenedPayload> {
  return decodePayload(await decrypt(payload, openingKey))
}

async function decrypt(payload: Uint8Array, openingKey: string): Promise<Uint8Array> {
  try {
    return await decryptWith(openingKey, payload)
  } catch {
    throw new CoreError('opening_key_wrong', 'the payload does not open with this key')
  }
}

/**
 * A second lock inside the payload: what the trustees' shares open then opens with the signature of a drand round
 * (spec/envelope.md, "Date lock"). It never stands in the place of the first.
 */
import { decryptWith, encryptTo } from './age.ts'
import { readTlockFile } from './age-file.ts'
import { neverBefore } from './condition-forecast.ts'
import { formatInstant } from './condition-instant.ts'
import type { Term } from './condition-terms.ts'
import { type RoundSignature, roundAt, timeOfRound } from './drand.ts'
import { bucketFor } from './envelope.ts'
import { CoreError } from './error.ts'
import { decodePadded, padTo, padToBucket } from './padded.ts'
import { type TarMember, encodeTar } from './ustar.ts'

const name = 'locked.age'

/** For which signature a payload waits. */
export interface DateLock {
  /** Of quicknet, from 1. */
  readonly round: number
  /** When drand publishes it, RFC 3339 in UTC. */
  readonly time: string
}

export interface Locked {
  readonly dateLock: DateLock
  /** `locked.age`. */
  readonly file: Uint8Array
}

const dateLockAt = (round: number): DateLock => ({ round, time: formatInstant(timeOfRound(round)) })

/**
 * The date lock of a condition: the first round that is not before the date before which it cannot hold anyway.
 * @throws CoreError `date_lock_invalid` for a condition without such a date: the lock would break the author's promise to it
 */
export function dateLockFor(condition: Term): DateLock {
  const date = neverBefore(condition)
  if (date !== null) return dateLockAt(roundAt(date))
  throw new CoreError('date_lock_invalid', 'the condition has no date before which it cannot open')
}

/** Bytes that a date lock holds when it fills a bucket: the rest is two headers, an age file's tags, the end of the archive. */
const roomIn = (bucket: number): number => bucket - 2048 - bucket / 4096

/** The bucket of the payload around a locked archive of a size. @throws CoreError `too_large` */
function bucketAround(size: number): number {
  const bucket = bucketFor(size)
  return roomIn(bucket) >= size ? bucket : bucketFor(bucket + 1)
}

const sizeInside = (length: number): number => roomIn(bucketAround(length))

/**
 * Locks an archive. What comes out has the form and the size of any other payload.
 * @throws CoreError `too_large`
 */
export async function lockArchive(archive: Uint8Array, { round }: DateLock): Promise<Uint8Array> {
  const padded = padTo(sizeInside(archive.length), archive)
  const { recipientOf } = await import('./tlock.ts')
  return padToBucket(encodeTar([{ name, data: await encryptTo([recipientOf(round)], padded) }]))
}

const malformed = (cause?: unknown) =>
  new CoreError('payload_malformed', 'the date lock is not as the format says', {}, cause)

/**
 * The date lock that a payload holds; undefined for one that has none.
 * @param bucket size of the payload
 * @throws CoreError `payload_malformed`
 */
export function lockIn([first]: readonly TarMember[], bucket: number): Locked | undefined {
  if (first?.name !== name) return undefined
  const read = readTlockFile(first.data)
  // That size leaves no room for another member.
  if (read?.size !== roomIn(bucket)) throw malformed()
  return { file: first.data, dateLock: dateLockAt(read.round) }
}

/**
 * Opens a date lock.
 * @returns the members of the archive in it
 * @throws CoreError `date_lock_closed` (details: round, time) without a signature, `round_signature_invalid`, `payload_malformed`
 */
export async function unlock({ file, dateLock }: Locked, signature?: RoundSignature): Promise<TarMember[]> {
  const { round, time } = dateLock
  if (signature === undefined)
    throw new CoreError('date_lock_closed', 'the signature of a drand round is needed too', { round, time })
  const { identityOf } = await import('./tlock.ts')
  const identity = identityOf(round, signature)
  const archive = await decryptWith(identity, file).catch((cause: unknown) =>
    Promise.reject(malformed(cause)),
  )
  return decodePadded(archive, sizeInside)
}

/**
 * Checks the signature of a round against the key of quicknet.
 * @returns the signature
 * @throws CoreError `round_signature_invalid` (details: round)
 */
export async function verifyRound(round: number, signature: RoundSignature): Promise<RoundSignature> {
  const { verifySignedRound } = await import('./tlock.ts')
  verifySignedRound(round, signature)
  return signature
}

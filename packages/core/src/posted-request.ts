/** A request for an evaluation as it is posted, with the work that limits requests (spec/conditions.md, "Posting"). */
import { sha256 } from '#sha256'
import * as z from 'zod/mini'
import { concatBytes, decodeHex, encodeHex } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical } from './canonical.ts'
import { instantSchema } from './condition-instant.ts'
import { hashBytesWithDomain } from './domain.ts'
import { CoreError } from './error.ts'
import { evaluationRequestSchema } from './oprf-wire.ts'

export const postedRequestSchema = z.strictObject({
  version: z.literal('avow/posted-request/v1'),
  request: evaluationRequestSchema,
  /** When it was posted, by the register's clock: work is done anew for every hour. */
  time: instantSchema,
  work: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
})

export type PostedRequest = z.infer<typeof postedRequestSchema>
type Unworked = Omit<PostedRequest, 'version' | 'work'>

/** Milliseconds for which a posted request is answered, from its `time` on. */
export const postedFor = 3_600_000
/** Milliseconds by which the `time` of a posted request may be ahead of the clock of whoever checks it. */
export const postedAhead = 600_000

/** What the work is done over. It holds a blinded element, which is random, so that no two requests have work in common. */
const workSeedOf = ({ request, time }: Unworked): Uint8Array =>
  hashBytesWithDomain(
    'avow/posted-request/v1',
    encodeCanonical({ version: 'avow/posted-request/v1', request, time }),
  )

/** @returns how many bits at the beginning are zero */
function leadingZeros(hash: Uint8Array): number {
  let at = 0
  while (hash[at] === 0) at += 1
  return at === hash.length ? at * 8 : at * 8 + Math.clz32(hash[at]!) - 24
}

const triesPerStep = 1024

/**
 * Looks for the work of a request, by the caller's pace: each step tries some values, and gives the request once one is found.
 * @param bits zeros with which the hash must begin; it takes 2^bits tries on average
 */
export function* searchWork(unworked: Unworked, bits: number): Generator<number, PostedRequest> {
  const tried = concatBytes(workSeedOf(unworked), new Uint8Array(8))
  const counter = new DataView(tried.buffer)
  for (let count = 0; ; count += 1) {
    counter.setBigUint64(32, BigInt(count))
    if (leadingZeros(sha256(tried)) >= bits)
      return { version: 'avow/posted-request/v1', ...unworked, work: encodeHex(tried.subarray(32)) }
    if (count % triesPerStep === triesPerStep - 1) yield count + 1
  }
}

/** How much work a request carries, in bits. */
export const workOf = (posted: PostedRequest): number =>
  leadingZeros(sha256(concatBytes(workSeedOf(posted), decodeHex(posted.work))))

/**
 * Checks a posted request. That its key is in use is for the caller to check.
 * @param now the own clock, milliseconds since the epoch
 * @throws CoreError `malformed`, `posted_time` (too old, or ahead), `posted_work` (details: needed, found).
 */
export function checkPostedRequest(value: unknown, bits: number, now: number): PostedRequest {
  const posted = checkShape(value, postedRequestSchema)
  const age = now - Date.parse(posted.time)
  if (age > postedFor || age < -postedAhead)
    throw new CoreError('posted_time', 'the time of the request is not that of whoever answers it')
  const found = workOf(posted)
  if (found < bits)
    throw new CoreError('posted_work', 'the request carries too little work', { needed: bits, found })
  return posted
}

/** @throws CoreError `not_canonical`, and as `checkPostedRequest`. */
export const decodePostedRequest = (bytes: Uint8Array, bits: number, now: number): PostedRequest =>
  checkPostedRequest(decodeCanonical(bytes, postedRequestSchema), bits, now)

/** A trustee's request for its feed (spec/http-api.md, "Feed"). */
import * as z from 'zod/mini'
import type { PublicKey } from './bytes.ts'
import { checkShape, encodeCanonical, signatureSchema } from './canonical.ts'
import { instantSchema } from './condition.ts'
import { sign, verifySignature } from './domain.ts'

const index = z.int().check(z.minimum(0))

export const feedRequestSchema = z.strictObject({
  version: z.literal('avow/feed/v1'),
  trustee: z.int().check(z.minimum(1), z.maximum(32)),
  after: index,
  size: index,
  time: instantSchema,
  wait: z.int().check(z.minimum(0), z.maximum(25)),
  signature: signatureSchema,
})

export type FeedRequest = z.infer<typeof feedRequestSchema>

export function createFeedRequest(
  fields: Omit<FeedRequest, 'version' | 'signature'>,
  seed: Uint8Array,
): FeedRequest {
  const unsigned = { version: 'avow/feed/v1', ...fields } as const
  return { ...unsigned, signature: sign('avow/feed/v1', seed, encodeCanonical(unsigned)) }
}

/** Checks shape and signature. @param key the trustee's key in the roster. @throws CoreError `malformed`, `signature_invalid`. */
export function checkFeedRequest(value: unknown, key: PublicKey): FeedRequest {
  const request = checkShape(value, feedRequestSchema)
  const { signature, ...unsigned } = request
  verifySignature('avow/feed/v1', key, encodeCanonical(unsigned), signature)
  return request
}

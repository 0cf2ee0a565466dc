/** A trustee's request for what the register passes on between trustees and authors (spec/http-api.md, "Exchange"). */
import * as z from 'zod/mini'
import type { PublicKey } from './bytes.ts'
import { checkShape, encodeCanonical, hashSchema, signatureSchema } from './canonical.ts'
import { instantSchema } from './condition-instant.ts'
import { sign, verifySignature } from './domain.ts'
import { trusteeNumber } from './institution-key.ts'

export const exchangeRequestSchema = z.strictObject({
  version: z.literal('avow/exchange/v1'),
  /** The number in the current roster. */
  trustee: trusteeNumber,
  /** Session of the newest key in use that the trustee knows. */
  key: z.nullable(hashSchema),
  /** Session of the ceremony that it follows, and how many closed phases of it it has. */
  ceremony: z.nullable(hashSchema),
  closed: z.int().check(z.minimum(0), z.maximum(5)),
  /** Bits of work with which it answers a request. */
  work: z.int().check(z.minimum(0), z.maximum(64)),
  time: instantSchema,
  wait: z.int().check(z.minimum(0), z.maximum(25)),
  signature: signatureSchema,
})

export type ExchangeRequest = z.infer<typeof exchangeRequestSchema>

export function createExchangeRequest(
  fields: Omit<ExchangeRequest, 'version' | 'signature'>,
  seed: Uint8Array,
): ExchangeRequest {
  const unsigned = { version: 'avow/exchange/v1', ...fields } as const
  return { ...unsigned, signature: sign('avow/exchange/v1', seed, encodeCanonical(unsigned)) }
}

/** Checks shape and signature. @param key the trustee's key in the roster. @throws CoreError `malformed`, `signature_invalid`. */
export function checkExchangeRequest(value: unknown, key: PublicKey): ExchangeRequest {
  const request = checkShape(value, exchangeRequestSchema)
  const { signature, ...unsigned } = request
  verifySignature('avow/exchange/v1', key, encodeCanonical(unsigned), signature)
  return request
}

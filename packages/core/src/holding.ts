/** A trustee's signed answer to a note (spec/acts.md, "Holding"). */
import * as z from 'zod/mini'
import type { PublicKey } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, hashSchema, signatureSchema } from './canonical.ts'
import { sign, verifySignature } from './domain.ts'

export const holdingSchema = z
  .strictObject({
    version: z.literal('avow/holding/v1'),
    statement: hashSchema,
    trustee: z.int().check(z.minimum(1), z.maximum(32)),
    state: z.enum(['holds', 'refused', 'released', 'destroyed']),
    code: z.nullable(z.string().check(z.regex(/^[a-z_]{1,64}$/))),
    signature: signatureSchema,
  })
  .check(z.refine((holding) => (holding.state === 'refused') === (holding.code !== null), { path: ['code'] }))

export type Holding = z.infer<typeof holdingSchema>

export function createHolding(fields: Omit<Holding, 'version' | 'signature'>, seed: Uint8Array): Holding {
  const unsigned = { version: 'avow/holding/v1', ...fields } as const
  return { ...unsigned, signature: sign('avow/holding/v1', seed, encodeCanonical(unsigned)) }
}

/** Checks shape and signature. @param key the trustee's key in the roster. @throws CoreError `malformed`, `signature_invalid`. */
export function checkHolding(value: unknown, key: PublicKey): Holding {
  const holding = checkShape(value, holdingSchema)
  const { signature, ...unsigned } = holding
  verifySignature('avow/holding/v1', key, encodeCanonical(unsigned), signature)
  return holding
}

/** Decodes and checks a holding. @param key the trustee's key in the roster. @throws CoreError `malformed`, `not_canonical`, `signature_invalid`. */
export const decodeHolding = (bytes: Uint8Array, key: PublicKey): Holding =>
  checkHolding(decodeCanonical(bytes, holdingSchema), key)

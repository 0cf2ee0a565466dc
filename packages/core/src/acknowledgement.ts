/** A trustee's signed word that it has an act which its author sent to it directly (spec/acts.md, "Acknowledgement"). */
import * as z from 'zod/mini'
import { type Act, entryOf } from './act.ts'
import { type Hash, type PublicKey, encodeHex } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, hashSchema, signatureSchema } from './canonical.ts'
import { formatInstant, instantSchema } from './condition-instant.ts'
import { sign, verifySignature } from './domain.ts'
import { CoreError } from './error.ts'

export const acknowledgementSchema = z.strictObject({
  version: z.literal('avow/acknowledgement/v1'),
  /** The entry that the log would hold of the act: whoever does not have the act learns nothing from it. */
  entry: hashSchema,
  /** By the trustee's own clock. */
  time: instantSchema,
  signature: signatureSchema,
})

export type Acknowledgement = z.infer<typeof acknowledgementSchema>

const entryHashOf = (act: Act): Hash => encodeHex(entryOf(act)) as Hash

/** @param time milliseconds since the epoch @param seed the trustee's */
export function createAcknowledgement(act: Act, time: number, seed: Uint8Array): Acknowledgement {
  const version = 'avow/acknowledgement/v1'
  const unsigned = { version, entry: entryHashOf(act), time: formatInstant(time) } as const
  return { ...unsigned, signature: sign(version, seed, encodeCanonical(unsigned)) }
}

/**
 * Checks that a trustee has acknowledged this act.
 * @param key the trustee's key in the roster
 * @throws CoreError `malformed`, `signature_invalid` (it is not that trustee's, or of another act).
 */
export function checkAcknowledgement(value: unknown, act: Act, key: PublicKey): Acknowledgement {
  const acknowledgement = checkShape(value, acknowledgementSchema)
  const { signature, ...unsigned } = acknowledgement
  if (unsigned.entry !== entryHashOf(act))
    throw new CoreError('signature_invalid', 'the acknowledgement is of another act')
  verifySignature(unsigned.version, key, encodeCanonical(unsigned), signature)
  return acknowledgement
}

/** Decodes and checks an acknowledgement. @throws CoreError `not_canonical`, and as `checkAcknowledgement`. */
export const decodeAcknowledgement = (bytes: Uint8Array, act: Act, key: PublicKey): Acknowledgement =>
  checkAcknowledgement(decodeCanonical(bytes, acknowledgementSchema), act, key)

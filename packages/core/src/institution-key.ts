/** The public half of the key by which institutions are compared (spec/conditions.md, "Key"). */
import * as z from 'zod/mini'
import type { PublicKey, Signature } from './bytes.ts'
import {
  checkShape,
  decodeCanonical,
  encodeCanonical,
  hashSchema,
  publicKeySchema,
  signatureSchema,
} from './canonical.ts'
import { sign, verifySignature } from './domain.ts'
import { CoreError } from './error.ts'
import { decodeElement, elementSchema, interpolate } from './oprf-group.ts'

export const trusteeNumber = z.int().check(z.minimum(1), z.maximum(32))

const isAscending = (list: readonly { readonly trustee: number }[]): boolean =>
  list.every(({ trustee }, index) => index === 0 || list[index - 1]!.trustee < trustee)

const unsignedShape = {
  version: z.literal('avow/institution-key/v1'),
  session: hashSchema,
  threshold: z.int().check(z.minimum(2), z.maximum(32)),
  key: elementSchema,
  trustees: z
    .array(z.strictObject({ trustee: trusteeNumber, key: publicKeySchema, share: elementSchema }))
    .check(z.minLength(2), z.maxLength(32), z.refine(isAscending)),
}

export const unsignedKeySchema = z
  .strictObject(unsignedShape)
  .check(z.refine(({ threshold, trustees }) => threshold <= trustees.length, { path: ['threshold'] }))

export const institutionKeySchema = z.strictObject({
  ...unsignedShape,
  confirmations: z
    .array(z.strictObject({ trustee: trusteeNumber, signature: signatureSchema }))
    .check(z.minLength(2), z.maxLength(32), z.refine(isAscending)),
})

/** The key, and a public share of each trustee: what the trustees' own shares are to be checked against. */
export type UnsignedInstitutionKey = z.infer<typeof unsignedKeySchema>
export type InstitutionKey = z.infer<typeof institutionKeySchema>

const invalid = (reason: string, cause?: unknown) =>
  new CoreError(
    'institution_key_invalid',
    'not a key that a threshold of its trustees confirms',
    { reason },
    cause,
  )

/** Any `threshold` of the shares must give the same key: the rest, and the key, lie on the polynomial of the first. */
function checkShares({ threshold, key, trustees }: UnsignedInstitutionKey): void {
  const points = trustees.map(({ share }) => decodeElement(share))
  const first = trustees.slice(0, threshold).map(({ trustee }) => trustee)
  const at = (x: number) => interpolate(first, points.slice(0, threshold), x)
  if (!at(0).equals(decodeElement(key))) throw invalid('key')
  const others = trustees.slice(threshold)
  if (others.some(({ trustee }, index) => !at(trustee).equals(points[threshold + index]!)))
    throw invalid('shares')
}

function checkConfirmations({ confirmations, ...unsigned }: InstitutionKey): void {
  if (confirmations.length < unsigned.threshold) throw invalid('confirmations')
  const signed = encodeCanonical(unsigned)
  for (const { trustee, signature } of confirmations) {
    const key = unsigned.trustees.find((one) => one.trustee === trustee)?.key
    if (key === undefined) throw invalid('confirmations')
    verifySignature('avow/institution-key/v1', key as PublicKey, signed, signature)
  }
}

/** Checks shape and shares of a key that nobody has confirmed yet. @throws CoreError `institution_key_invalid`. */
export function checkUnsignedKey(value: unknown): UnsignedInstitutionKey {
  try {
    const key = checkShape(value, unsignedKeySchema)
    checkShares(key)
    return key
  } catch (cause) {
    throw asKeyError(cause)
  }
}

/**
 * Checks a key: its shares fit together, and at least `threshold` of its trustees have signed it. That these are the trustees of a roster is
 * for the caller to check.
 * @throws CoreError `institution_key_invalid` (details: reason).
 */
export function checkInstitutionKey(value: unknown): InstitutionKey {
  try {
    const key = checkShape(value, institutionKeySchema)
    const { confirmations: _, ...unsigned } = key
    checkUnsignedKey(unsigned)
    checkConfirmations(key)
    return key
  } catch (cause) {
    throw asKeyError(cause)
  }
}

/** @throws CoreError `institution_key_invalid`. */
export function decodeInstitutionKey(bytes: Uint8Array): InstitutionKey {
  try {
    return checkInstitutionKey(decodeCanonical(bytes, institutionKeySchema))
  } catch (cause) {
    throw asKeyError(cause)
  }
}

function asKeyError(cause: unknown): unknown {
  if (!(cause instanceof CoreError) || cause.code === 'institution_key_invalid') return cause
  return invalid(cause.code, cause)
}

/** A trustee's word that this is the key of which it holds a share. */
export const confirmKey = (key: UnsignedInstitutionKey, seed: Uint8Array): Signature =>
  sign('avow/institution-key/v1', seed, encodeCanonical(key))

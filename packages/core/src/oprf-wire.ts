/** What an author and a trustee say to each other for a tag (spec/conditions.md, "Request and answer"). */
import * as z from 'zod/mini'
import type { PublicKey } from './bytes.ts'
import { checkShape, decodeCanonical, encodeCanonical, signatureSchema } from './canonical.ts'
import { sign, verifySignature } from './domain.ts'
import { CoreError } from './error.ts'
import { type UnsignedInstitutionKey, trusteeNumber } from './institution-key.ts'
import { type PartialEvaluation, verifyEvaluation } from './oprf.ts'
import { type Element, elementSchema } from './oprf-group.ts'

export const evaluationRequestSchema = z.strictObject({
  version: z.literal('avow/evaluation-request/v1'),
  key: elementSchema,
  blinded: elementSchema,
})

export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>

export const evaluationSchema = z.strictObject({
  version: z.literal('avow/evaluation/v1'),
  trustee: trusteeNumber,
  key: elementSchema,
  blinded: elementSchema,
  evaluated: elementSchema,
  proof: z.string().check(z.regex(/^[0-9a-f]{128}$/)),
  signature: signatureSchema,
})

export type Evaluation = z.infer<typeof evaluationSchema>

/** @param key the institutions' public key, which says whose shares are asked for */
export const createEvaluationRequest = (
  key: UnsignedInstitutionKey,
  blinded: Element,
): EvaluationRequest => ({
  version: 'avow/evaluation-request/v1',
  key: key.key,
  blinded,
})

/** @throws CoreError `malformed`, `not_canonical`. */
export const decodeEvaluationRequest = (bytes: Uint8Array): EvaluationRequest =>
  decodeCanonical(bytes, evaluationRequestSchema)

/** A trustee signs its answer, so that a wrong one is its own and nobody's on the way. @param seed the trustee's key */
export function createEvaluation(
  request: EvaluationRequest,
  { trustee, evaluated, proof }: PartialEvaluation,
  seed: Uint8Array,
): Evaluation {
  const { key, blinded } = request
  const unsigned = { version: 'avow/evaluation/v1', trustee, key, blinded, evaluated, proof } as const
  return { ...unsigned, signature: sign('avow/evaluation/v1', seed, encodeCanonical(unsigned)) }
}

/**
 * Checks an answer against the request.
 * @throws CoreError `malformed`, `signature_invalid` (it is not that trustee's answer to this request), `evaluation_invalid` (details: trustee;
 * it is, and it is wrong).
 */
export function checkEvaluation(
  value: unknown,
  request: EvaluationRequest,
  key: UnsignedInstitutionKey,
): PartialEvaluation {
  const { signature, ...unsigned } = checkShape(value, evaluationSchema)
  const { trustee, blinded, evaluated, proof } = unsigned
  const signer = key.trustees.find((one) => one.trustee === trustee)?.key
  if (signer === undefined || unsigned.key !== request.key || blinded !== request.blinded)
    throw new CoreError('signature_invalid', 'the evaluation answers another request', { trustee })
  verifySignature('avow/evaluation/v1', signer as PublicKey, encodeCanonical(unsigned), signature)
  return verifyEvaluation({ trustee, evaluated, proof }, blinded, key)
}

/** Decodes and checks an answer. @throws CoreError `not_canonical`, and as `checkEvaluation`. */
export const decodeEvaluation = (
  bytes: Uint8Array,
  request: EvaluationRequest,
  key: UnsignedInstitutionKey,
): PartialEvaluation => checkEvaluation(decodeCanonical(bytes, evaluationSchema), request, key)

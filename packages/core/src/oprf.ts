/**
 * The threshold verifiable OPRF by which trustees compare institutions that they cannot read (spec/conditions.md, "Tags of institutions").
 * RFC 9497, mode VOPRF, ristretto255-SHA512; every evaluation with a share is an evaluation of the RFC under that share's public key.
 */
import { ristretto255_oprf } from '@noble/curves/ed25519.js'
import { decodeHex, encodeHex, utf8 } from './bytes.ts'
import { type InstitutionId, type InstitutionTag, tagOf } from './condition-terms.ts'
import { hashWithDomain } from './domain.ts'
import { CoreError } from './error.ts'
import type { UnsignedInstitutionKey } from './institution-key.ts'
import {
  type Element,
  type SecretScalar,
  decodeElement,
  decodeScalar,
  encodeElement,
  encodeScalar,
  interpolate,
  timesBase,
} from './oprf-group.ts'

const { voprf, oprf } = ristretto255_oprf
const one = encodeScalar(1n)

/** A source of random bytes; another than the platform's only for vectors. */
export type Random = (length?: number) => Uint8Array

/** What an author keeps to themselves between request and answer, and what they send. */
export interface Blinding {
  readonly blind: SecretScalar
  readonly blinded: Element
}

/** One trustee's evaluation, with the proof that it used its share: 64 bytes as hex, challenge and response (RFC 9497 section 2.2). */
export interface PartialEvaluation {
  readonly trustee: number
  readonly evaluated: Element
  readonly proof: string
}

/** Hides an input. @param input up to 65,535 bytes */
export function blindInput(input: Uint8Array, random?: Random): Blinding {
  const { blind, blinded } = voprf.blind(input, random)
  return { blind: encodeHex(blind) as SecretScalar, blinded: encodeHex(blinded) as Element }
}

/** The public share of a share. @throws CoreError `malformed`. */
export const publicShareFor = (share: SecretScalar): Element => encodeElement(timesBase(decodeScalar(share)))

/** Evaluates what somebody has blinded, without learning what it is. @throws CoreError `malformed`. */
export function evaluateBlinded(
  trustee: number,
  share: SecretScalar,
  blinded: Element,
  random?: Random,
): PartialEvaluation {
  decodeElement(blinded)
  const [secret, known] = [decodeHex(share), decodeHex(publicShareFor(share))]
  const { evaluated, proof } = voprf.blindEvaluate(secret, known, decodeHex(blinded), random)
  return { trustee, evaluated: encodeHex(evaluated) as Element, proof: encodeHex(proof) }
}

/** The proof is checked as the RFC's client does, with a blind of one: whoever checks needs to know neither input nor blind. */
function isProven(evaluation: PartialEvaluation, blinded: Element, publicShare: string): boolean {
  try {
    const [evaluated, proof] = [decodeHex(evaluation.evaluated), decodeHex(evaluation.proof)]
    const nothing = new Uint8Array(0)
    voprf.finalize(nothing, decodeHex(one), evaluated, decodeHex(blinded), decodeHex(publicShare), proof)
    return true
  } catch {
    return false
  }
}

/**
 * Checks that a trustee evaluated with its share of the key.
 * @throws CoreError `evaluation_invalid` (details: trustee), `malformed` when `blinded` is no element.
 */
export function verifyEvaluation(
  evaluation: PartialEvaluation,
  blinded: Element,
  key: UnsignedInstitutionKey,
): PartialEvaluation {
  decodeElement(blinded)
  const { trustee } = evaluation
  const publicShare = key.trustees.find((one) => one.trustee === trustee)?.share
  if (publicShare !== undefined && isProven(evaluation, blinded, publicShare)) return evaluation
  throw new CoreError('evaluation_invalid', 'a trustee did not evaluate with its share', { trustee })
}

export interface CombinedEvaluation {
  /** What one holder of the whole key would have answered. */
  readonly evaluated: Element
  /** Whose evaluations were combined, in ascending order. */
  readonly trustees: readonly number[]
  /** Whose evaluations were wrong, in ascending order. */
  readonly wrong: readonly number[]
}

const isRight = (evaluation: PartialEvaluation, blinded: Element, key: UnsignedInstitutionKey): boolean => {
  try {
    return verifyEvaluation(evaluation, blinded, key) === evaluation
  } catch {
    return false
  }
}

const ascending = (numbers: Iterable<number>): number[] => [...new Set(numbers)].toSorted((a, b) => a - b)

/**
 * Combines evaluations of different trustees. Wrong ones are named and left out; a trustee with several is wrong when none of them is right.
 * @throws CoreError `evaluations_too_few` (details: needed, right, and wrong: numbers of trustees joined by commas).
 */
export function combineEvaluations(
  evaluations: readonly PartialEvaluation[],
  blinded: Element,
  key: UnsignedInstitutionKey,
): CombinedEvaluation {
  decodeElement(blinded)
  const right = new Map(
    evaluations.filter((one) => isRight(one, blinded, key)).map((one) => [one.trustee, one]),
  )
  const trustees = ascending(right.keys()).slice(0, key.threshold)
  const wrong = ascending(evaluations.map(({ trustee }) => trustee).filter((trustee) => !right.has(trustee)))
  if (trustees.length < key.threshold)
    throw new CoreError('evaluations_too_few', 'too few trustees have evaluated with their shares', {
      needed: key.threshold,
      right: right.size,
      wrong: wrong.join(','),
    })
  const points = trustees.map((trustee) => decodeElement(right.get(trustee)!.evaluated))
  return { evaluated: encodeElement(interpolate(trustees, points, 0)), trustees, wrong }
}

/** The output of the function: 64 bytes. @throws CoreError `malformed`. */
export function finalizeOutput(input: Uint8Array, { blind }: Blinding, evaluated: Element): Uint8Array {
  decodeElement(evaluated)
  decodeScalar(blind)
  return oprf.finalize(input, decodeHex(blind), decodeHex(evaluated))
}

/** What is evaluated for an institution: `avow/institution/v1`, a zero byte, the id. */
export const institutionInput = (id: InstitutionId): Uint8Array => utf8(`avow/institution/v1\0${id}`)

/** The tag of an institution from the evaluations of a threshold of trustees. @throws CoreError as `combineEvaluations`. */
export function institutionTag(
  id: InstitutionId,
  blinding: Blinding,
  evaluations: readonly PartialEvaluation[],
  key: UnsignedInstitutionKey,
): { readonly tag: InstitutionTag; readonly wrong: readonly number[] } {
  const { evaluated, wrong } = combineEvaluations(evaluations, blinding.blinded, key)
  const output = finalizeOutput(institutionInput(id), blinding, evaluated)
  return { tag: tagOf(hashWithDomain('avow/institution-tag/v1', output)), wrong }
}

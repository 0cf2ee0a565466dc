/** The author's rule for opening (spec/conditions.md). */
import * as z from 'zod/mini'
import { type Hash, type Salt, decodeHex } from './bytes.ts'
import { encodeCanonical } from './canonical.ts'
import { type Term, type TermType, checkTerms } from './condition-terms.ts'
import { hashWithDomain } from './domain.ts'
import { AvowError } from './error.ts'

export { formatInstant, instantSchema } from './condition-instant.ts'

/** A condition as it is sealed, held and disclosed; its terms are those of `evaluatedTerms`. */
export type Condition = Term

/** The terms that trustees evaluate today. Nothing else can be sealed or held: nobody must wait for a term that nobody computes. */
export const evaluatedTerms = [
  'now',
  'at',
  'word',
  'silence',
  'any',
  'all',
] as const satisfies readonly TermType[]

/** @throws CoreError `condition_unsupported` for a term that trustees do not evaluate yet, `condition_invalid` for anything else that is not a condition. */
export const checkCondition = (value: unknown): Condition => checkTerms(value, evaluatedTerms)

function isCondition(value: unknown): boolean {
  try {
    checkCondition(value)
    return true
  } catch (cause) {
    if (cause instanceof AvowError) return false
    throw cause
  }
}

export const conditionSchema = z.custom<Condition>(isCondition)

/** `H("avow/condition/v1", salt || canonical condition)`. */
export function conditionCommitment(condition: Condition, salt: Salt): Hash {
  return hashWithDomain('avow/condition/v1', decodeHex(salt), encodeCanonical(condition))
}

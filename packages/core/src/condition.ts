/** The author's rule for opening (spec/conditions.md). */
import * as z from 'zod/mini'
import { type Hash, type Salt, decodeHex } from './bytes.ts'
import { encodeCanonical } from './canonical.ts'
import { type Term, type TermType, checkBlinded, checkTerms, leavesOf } from './condition-terms.ts'
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
  'together',
  'any',
  'all',
] as const satisfies readonly TermType[]

/**
 * A condition as its author has it: institutions may stand in it by their ids.
 * @throws CoreError `condition_unsupported` for what trustees do not evaluate yet, `condition_invalid` for anything else that is not a condition.
 */
export const checkEvaluated = (value: unknown): Condition => checkTerms(value, evaluatedTerms)

/** A condition that may be sealed: institutions stand in it by their tags. @throws CoreError as `checkEvaluated` */
export const checkCondition = (value: unknown): Condition => checkBlinded(checkEvaluated(value))

function isCondition(value: unknown): boolean {
  try {
    checkCondition(value)
    return true
  } catch (cause) {
    if (cause instanceof AvowError) return false
    throw cause
  }
}

/** Whether a condition counts only whom a desk has vouched for, anywhere in it. */
export const asksForVouched = (condition: Condition): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'together' && leaf.vouched)

export const conditionSchema = z.custom<Condition>(isCondition)

/** `H("avow/condition/v1", salt || canonical condition)`. */
export function conditionCommitment(condition: Condition, salt: Salt): Hash {
  return hashWithDomain('avow/condition/v1', decodeHex(salt), encodeCanonical(condition))
}

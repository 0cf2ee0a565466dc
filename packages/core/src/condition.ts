/** The author's rule for opening (spec/conditions.md). */
import * as z from 'zod/mini'
import { type Hash, type Salt, decodeHex } from './bytes.ts'
import { encodeCanonical } from './canonical.ts'
import { type Term, type TermType, checkBlinded, checkTerms, leavesOf } from './condition-terms.ts'
import { hashWithDomain } from './domain.ts'
import { AvowError, CoreError } from './error.ts'

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

/** Nobody can vouch yet: an author who asked for it would wait for ever. */
function checkUnvouched(condition: Condition): void {
  for (const { leaf } of leavesOf(condition))
    if (leaf.type === 'together' && leaf.vouched)
      throw new CoreError('condition_unsupported', 'this version cannot count who is vouched for', {
        type: leaf.type,
        vouched: true,
      })
}

/**
 * A condition as its author has it: institutions may stand in it by their ids.
 * @throws CoreError `condition_unsupported` for what trustees do not evaluate yet, `condition_invalid` for anything else that is not a condition.
 */
export function checkEvaluated(value: unknown): Condition {
  const condition = checkTerms(value, evaluatedTerms)
  checkUnvouched(condition)
  return condition
}

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

export const conditionSchema = z.custom<Condition>(isCondition)

/** `H("avow/condition/v1", salt || canonical condition)`. */
export function conditionCommitment(condition: Condition, salt: Salt): Hash {
  return hashWithDomain('avow/condition/v1', decodeHex(salt), encodeCanonical(condition))
}

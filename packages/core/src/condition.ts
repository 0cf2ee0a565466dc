/** The author's rule for opening (spec/opening.md, "Conditions"). */
import * as z from 'zod/mini'
import type { Hash, Salt } from './bytes.ts'
import { decodeHex } from './bytes.ts'
import { encodeCanonical } from './canonical.ts'
import { instantSchema } from './condition-instant.ts'
import { type Term, checkTerms } from './condition-terms.ts'
import { hashWithDomain } from './domain.ts'

export { formatInstant, instantSchema } from './condition-instant.ts'

export const conditionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('now') }),
  z.strictObject({ type: z.literal('at'), time: instantSchema }),
  z.strictObject({ type: z.literal('word') }),
])

export type Condition = z.infer<typeof conditionSchema>

/** The terms that trustees evaluate today. Nothing else can be sealed or held: nobody must wait for a term that nobody computes. */
export const evaluatedTerms = ['now', 'at', 'word'] as const satisfies readonly Condition['type'][]

/** @throws CoreError `condition_unsupported` for a term that trustees do not evaluate yet, `condition_invalid` for anything else that is not a condition. */
export const checkCondition = (value: unknown): Condition => checkTerms(value, evaluatedTerms) as Condition

/** What is known of a statement from the witnessed log: the index of each act, where it is there. */
export interface Facts {
  readonly deposited?: number
  readonly word?: number
  readonly withdrawn?: number
}

export type Evaluation =
  | { readonly holds: true; /** Milliseconds since the epoch, for `at`. */ readonly since?: number }
  | {
      readonly holds: false
      readonly why: 'not-deposited' | 'withdrawn' | 'waiting-for-word' | 'waiting-for-time'
      /** Milliseconds since the epoch: before then the answer cannot change by time alone. */
      readonly lookAgain?: number
    }

/**
 * Whether a condition holds. Pure.
 * @param now observed time in milliseconds since the epoch (docs/adr/0008-observed-time.md)
 */
export function evaluateCondition(condition: Condition, facts: Facts, now: number): Evaluation {
  if (facts.withdrawn !== undefined) return { holds: false, why: 'withdrawn' }
  if (facts.deposited === undefined) return { holds: false, why: 'not-deposited' }
  switch (condition.type) {
    case 'now':
      return { holds: true }
    case 'word':
      return facts.word === undefined ? { holds: false, why: 'waiting-for-word' } : { holds: true }
    case 'at': {
      const time = Date.parse(condition.time)
      return now >= time
        ? { holds: true, since: time }
        : { holds: false, why: 'waiting-for-time', lookAgain: time }
    }
  }
}

/** `H("avow/condition/v1", salt || canonical condition)`. */
export function conditionCommitment(condition: Term, salt: Salt): Hash {
  return hashWithDomain('avow/condition/v1', decodeHex(salt), encodeCanonical(condition))
}

/** The author's rule for opening (spec/opening.md, "Conditions"). */
import * as z from 'zod/mini'
import type { Hash, Salt } from './bytes.ts'
import { decodeHex } from './bytes.ts'
import { checkShape, encodeCanonical } from './canonical.ts'
import { hashWithDomain } from './domain.ts'
import { CoreError } from './error.ts'

/** RFC 3339 in UTC with whole seconds and `Z`. */
export const instantSchema = z.custom<string>(
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    formatInstant(Date.parse(value)) === value,
)

/** Milliseconds since the epoch as an RFC 3339 instant of whole seconds. */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

export const conditionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('now') }),
  z.strictObject({ type: z.literal('at'), time: instantSchema }),
  z.strictObject({ type: z.literal('word') }),
])

export type Condition = z.infer<typeof conditionSchema>

const reserved = new Set(['silence', 'together', 'any', 'all'])

/** @throws CoreError `condition_unsupported` for a reserved term, `condition_invalid` for anything else that is not a condition. */
export function checkCondition(value: unknown): Condition {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (typeof type === 'string' && reserved.has(type))
    throw new CoreError('condition_unsupported', 'this version cannot evaluate the condition', { type })
  try {
    return checkShape(value, conditionSchema)
  } catch (cause) {
    throw new CoreError('condition_invalid', 'not a condition', {}, cause)
  }
}

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
export function conditionCommitment(condition: Condition, salt: Salt): Hash {
  return hashWithDomain('avow/condition/v1', decodeHex(salt), encodeCanonical(condition))
}

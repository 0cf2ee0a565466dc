/** From what was chosen in the form to a condition, by the rules of core. */
import { type Condition, type Leaf, conditionBounds, formatDuration, neverBefore } from '@avow/core'
import { parseInstant, parseWholeNumber } from '../dates.ts'
import type { TypedCondition, Way } from './draft.ts'
import { parseInstitution } from './institution-id.ts'

/** In the order in which a sentence names them. */
export const ways: readonly Way[] = ['word', 'at', 'silence', 'together']

/** What is chosen; nothing when it opens at once. */
export const chosenWays = (typed: TypedCondition): readonly Way[] =>
  typed.opens === 'now' ? [] : ways.filter((way) => typed[way])

/** Days that can be chosen here; hours are for the command line. */
export const dayBounds = { duration: 3660, grace: 366 } as const

/** The days that were typed; undefined when they are none, or out of bounds. */
export function daysOf(typed: TypedCondition, name: keyof typeof dayBounds): number | undefined {
  const days = parseWholeNumber(typed[name])
  return days !== undefined && days >= 1 && days <= dayBounds[name] ? days : undefined
}

/** How many statements in all, the author's own included; undefined when it is no number, or out of bounds. */
export function sizeOf(typed: TypedCondition): number | undefined {
  const size = parseWholeNumber(typed.size)
  return size !== undefined && size >= 2 && size <= conditionBounds.size ? size : undefined
}

function dateOf(typed: TypedCondition): Leaf | undefined {
  const time = parseInstant(typed.date, typed.time)
  return time === undefined ? undefined : { type: 'at', time }
}

function silenceOf(typed: TypedCondition): Leaf | undefined {
  const [duration, grace] = [daysOf(typed, 'duration'), daysOf(typed, 'grace')]
  if (duration === undefined || grace === undefined) return undefined
  const [long, more] = [
    formatDuration({ days: duration, hours: 0 }),
    formatDuration({ days: grace, hours: 0 }),
  ]
  return { type: 'silence', duration: long, grace: more }
}

/** The institution stands in it by its id, which never leaves this device. */
function togetherOf(typed: TypedCondition): Leaf | undefined {
  const [size, institution] = [sizeOf(typed), parseInstitution(typed.institution)]
  if (size === undefined || institution === undefined) return undefined
  return { type: 'together', size, institution, vouched: typed.vouched }
}

const leafOf: Readonly<Record<Way, (typed: TypedCondition) => Leaf | undefined>> = {
  word: () => ({ type: 'word' }),
  at: dateOf,
  silence: silenceOf,
  together: togetherOf,
}

/** The condition that is chosen; undefined as long as something is missing. */
export function conditionOf(typed: TypedCondition): Condition | undefined {
  if (typed.opens === 'now') return { type: 'now' }
  const leaves = chosenWays(typed).map((way) => leafOf[way](typed))
  const of = leaves.filter((leaf) => leaf !== undefined)
  if (of.length === 0 || of.length < leaves.length) return undefined
  return of.length === 1 ? of[0] : { type: typed.joined, of }
}

/** Whether the chosen condition has a date before which it cannot hold, so that it can be locked until then. */
export function hasDate(typed: TypedCondition): boolean {
  const condition = conditionOf(typed)
  return condition !== undefined && neverBefore(condition) !== null
}

/** What was ticked counts only where there is a date. */
export const isDateLocked = (typed: TypedCondition): boolean => typed.dateLock && hasDate(typed)

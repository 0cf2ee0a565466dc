/** From what was chosen in the form to a condition, by the rules of core. */
import { type Condition, type Leaf, formatDuration } from '@avow/core'
import { parseInstant, parseWholeNumber } from '../dates.ts'
import type { TypedCondition, Way } from './draft.ts'

/** In the order in which a sentence names them. */
export const ways: readonly Way[] = ['word', 'at', 'silence']

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

function leafOf(typed: TypedCondition, way: Way): Leaf | undefined {
  if (way === 'word') return { type: 'word' }
  if (way === 'at') {
    const time = parseInstant(typed.date, typed.time)
    return time === undefined ? undefined : { type: 'at', time }
  }
  const [duration, grace] = [daysOf(typed, 'duration'), daysOf(typed, 'grace')]
  if (duration === undefined || grace === undefined) return undefined
  const [long, more] = [
    formatDuration({ days: duration, hours: 0 }),
    formatDuration({ days: grace, hours: 0 }),
  ]
  return { type: 'silence', duration: long, grace: more }
}

/** The condition that is chosen; undefined as long as something is missing. */
export function conditionOf(typed: TypedCondition): Condition | undefined {
  if (typed.opens === 'now') return { type: 'now' }
  const leaves = chosenWays(typed).map((way) => leafOf(typed, way))
  const of = leaves.filter((leaf) => leaf !== undefined)
  if (of.length === 0 || of.length < leaves.length) return undefined
  return of.length === 1 ? of[0] : { type: typed.joined, of }
}

/** What the reports of several trustees come to, for an author who wants to know how long there is. Pure. */
import { type Condition, type Report, type TermType, leavesOf } from '@avow/core'
import type { Known } from './stages.ts'

/** Every report that a trustee has made. */
export const reportsIn = ({ holders }: Known): readonly Report[] =>
  holders.flatMap(({ report }) => (report ? [report] : []))

/** What most trustees say that the condition is, and how many do. */
function mostSaid(known: Known): { readonly condition: Condition | undefined; readonly times: number } {
  const said = reportsIn(known).map(({ condition }) => JSON.stringify(condition))
  const timesOf = (one: string): number => said.filter((other) => other === one).length
  const most = said.toSorted((a, b) => timesOf(b) - timesOf(a))[0]
  if (most === undefined) return { condition: undefined, times: 0 }
  return { condition: JSON.parse(most) as Condition, times: timesOf(most) }
}

/** The condition as most trustees have it; undefined while none has reported. */
export const conditionIn = (known: Known): Condition | undefined => mostSaid(known).condition

/**
 * Whether there is a term of a type in the condition. While fewer than the threshold say the same there may be: fewer could lie
 * together, and take from the author the way to check in.
 */
export function mayAskFor(known: Known, type: TermType): boolean {
  const { condition, times } = mostSaid(known)
  if (condition === undefined || times < known.threshold) return true
  return leavesOf(condition).some(({ leaf }) => leaf.type === type)
}

const earliest = (times: readonly string[]): string | null => times.toSorted()[0] ?? null

export interface Warning {
  /** When the first of them may release at the earliest, RFC 3339. */
  readonly opens: string
  /** How many trustees warn. */
  readonly count: number
}

/** The warning that stands; the earliest moment counts, so that nobody relies on a trustee that is late. */
export function warningIn(known: Known): Warning | undefined {
  const warnings = reportsIn(known).flatMap(({ warning }) => (warning ? [warning.opens] : []))
  const opens = earliest(warnings)
  return opens === null ? undefined : { opens, count: warnings.length }
}

export interface SilenceState {
  readonly isWarned: boolean
  /** Until then it waits in any case, RFC 3339; null when that is not known. */
  readonly until: string | null
}

/** How far a term `silence` is, by the trustee that is furthest; undefined where no trustee says that it waits. */
export function silenceAt(known: Known, path: string): SilenceState | undefined {
  const waits = reportsIn(known).flatMap(({ silences }) => silences.filter((one) => one.path === path))
  if (waits.length === 0) return undefined
  const warned = waits.filter(({ warned: since }) => since !== null)
  const furthest = warned.length > 0 ? warned : waits
  return {
    isWarned: warned.length > 0,
    until: earliest(furthest.flatMap(({ until }) => until ?? [])),
  }
}

/** Whether a trustee has counted a check-in, or a later one. @param said the check-in's own time, RFC 3339 */
export const hasCounted = ({ checkIn }: Report, said: string): boolean => checkIn !== null && checkIn >= said

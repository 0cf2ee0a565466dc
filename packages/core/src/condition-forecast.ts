/** When a condition holds if nothing more happens (spec/conditions.md, "Evaluation"). */
import { type Fact, gatherFacts } from './condition-facts.ts'
import { type Term, isGroup } from './condition-terms.ts'
import { judgeCondition } from './condition-verdict.ts'

/** The last moment of `Date`: hearing up to it is hearing without end. */
const endOfTime = 8_640_000_000_000_000

/**
 * The earliest moment at which a condition holds when nobody does anything more and trustees can hear the author from now on
 * without a gap. Whatever comes between, an outage or a sign of life, only delays it.
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch; null when time alone never makes it hold
 */
export function earliestOpening(term: Term, facts: readonly Fact[], now: number): number | null {
  const known = gatherFacts([...facts, { kind: 'heard', from: now, until: endOfTime }])
  for (let at: number | null = now; at !== null;) {
    const { holds, since, lookAgain } = judgeCondition(term, known, at)
    if (holds) return since ?? at
    at = lookAgain
  }
  return null
}

/**
 * The date before which a condition cannot hold, whatever anybody does.
 * @returns milliseconds since the epoch; null where there is none: a word or a silence may come at any time
 */
export function neverBefore(term: Term): number | null {
  if (term.type === 'at') return Date.parse(term.time)
  if (!isGroup(term)) return null
  const all = term.of.map(neverBefore)
  const dates = all.filter((date) => date !== null)
  if (dates.length === 0 || (term.type === 'any' && dates.length < all.length)) return null
  return term.type === 'any' ? Math.min(...dates) : Math.max(...dates)
}

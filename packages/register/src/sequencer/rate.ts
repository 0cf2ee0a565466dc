/** By how much the log grows, and how long an act may have to wait for it (spec/log.md, "Covers"). */

export interface Rate {
  /** Milliseconds. */
  readonly period: number
  /** How many entries the log gets in each period. */
  readonly entries: number
  /** For how many periods an act may have to wait; what would wait longer is refused. */
  readonly periods: number
}

/**
 * Milliseconds since the epoch by which an entry is in the log. The period under way may have just begun, and the one
 * that holds the entry takes a moment to write.
 */
export function loggedBy(index: number, size: number, rate: Rate | undefined, now: number): number {
  if (!rate) return now + 1000
  const periods = Math.ceil((index + 1 - size) / rate.entries)
  return now + (Math.max(0, periods) + 1) * rate.period
}

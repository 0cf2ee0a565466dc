/** How often something is done, and how long it takes. */
import { setTimeout as rest } from 'node:timers/promises'

/** Waits for its turn, so that there are so many turns a second. */
export type Pace = (signal: AbortSignal) => Promise<void>

/** @param rate turns a second; what was late is not made up for */
export function createPace(rate: number): Pace {
  let next = 0
  return async (signal) => {
    const now = performance.now()
    next = Math.max(now, next + 1000 / rate)
    if (next > now) await rest(next - now, undefined, { signal }).catch(() => {})
  }
}

/** Milliseconds at the median and at the 99th percentile; 0 for none. */
export interface Waits {
  readonly median: number
  readonly p99: number
}

export interface Stopwatch {
  add(milliseconds: number): void
  waits(): Waits
}

/** @param most of the newest waits are kept */
export function createStopwatch(most = 20_000): Stopwatch {
  const kept: number[] = []
  let count = 0
  return {
    add(milliseconds) {
      kept[count % most] = milliseconds
      count += 1
    },
    waits() {
      const sorted = [...kept].sort((a, b) => a - b)
      const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0
      return { median: at(0.5), p99: at(0.99) }
    },
  }
}

/** How much may be done in a time, whoever asks: no address is looked at. */
export interface Allowance {
  /** Whether one more may be done now; if so it counts. */
  take(): boolean
}

/**
 * As many at once as in a period, and then as they come back evenly.
 * @param period milliseconds
 */
export function createAllowance(most: number, period: number, now: () => number): Allowance {
  let [left, since] = [most, now()]
  return {
    take() {
      const time = now()
      left = Math.min(most, left + (Math.max(0, time - since) * most) / period)
      since = time
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}

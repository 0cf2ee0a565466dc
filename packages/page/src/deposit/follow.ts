/** Follows something that changes by itself, a look every few seconds, until it is settled or the page has gone on. */

const pause = (signal: AbortSignal, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })

/** The first looks come quickly; whoever waits for hours is not asked for every second. */
const waits = [500, 1000, 1000, 2000, 2000, 3000, 5000, 10_000]

/**
 * @param look called until it answers true or `signal` is aborted. A failed look is not the end: `onFault` says so
 * and the next look may do better.
 */
export async function follow(
  look: () => Promise<boolean>,
  onFault: (fault: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    try {
      if (await look()) return
    } catch (fault) {
      if (!signal.aborted) onFault(fault)
    }
    await pause(signal, waits[Math.min(turn, waits.length - 1)]!)
  }
}

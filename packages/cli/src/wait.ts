import { setTimeout as delay } from 'node:timers/promises'
import { fail } from './error.ts'

/** Milliseconds between two looks. */
const pause = 150

/**
 * Looks again and again until there is something.
 * @param seconds for which to look
 * @throws CliError `timeout`
 */
export async function waitFor<T>(look: () => Promise<T | undefined>, seconds: number): Promise<T> {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() >= end) throw fail('timeout', { seconds })
    await delay(pause)
  }
}

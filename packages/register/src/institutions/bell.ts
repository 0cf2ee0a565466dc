/** Wakes whoever waits for board or post box in this process. What other processes take in is found by looking. */
import { EventEmitter, once } from 'node:events'

export interface Bell {
  ring(): void
  /** Resolves at the next ring, after so many milliseconds, or when aborted. */
  wait(most: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  const events = new EventEmitter().setMaxListeners(0)
  return {
    ring: () => void events.emit('ring'),
    async wait(most, signal) {
      const done = new AbortController()
      const any = AbortSignal.any([signal, done.signal, AbortSignal.timeout(most)])
      await once(events, 'ring', { signal: any }).catch(() => {})
      done.abort()
    },
  }
}

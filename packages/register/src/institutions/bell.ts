/** Wakes whoever waits for board or post box in this process. What other processes take in is found by looking. */
import { EventEmitter, once } from 'node:events'

export interface Bell {
  ring(): void
  /** Resolves at the next ring, after so many milliseconds, or when aborted. */
  wait(most: number, signal: AbortSignal): Promise<void>
  /** Begins a wait; the one before it of the same name ends. So one request does not hold many connections. */
  begin(name: string): Wait
}

export interface Wait {
  /** Aborted when another of this name has begun. */
  readonly signal: AbortSignal
  end(): void
}

export function createBell(): Bell {
  const events = new EventEmitter().setMaxListeners(0)
  const waiting = new Map<string, AbortController>()
  return {
    ring: () => void events.emit('ring'),
    async wait(most, signal) {
      const done = new AbortController()
      const any = AbortSignal.any([signal, done.signal, AbortSignal.timeout(most)])
      await once(events, 'ring', { signal: any }).catch(() => {})
      done.abort()
    },
    begin(name) {
      const own = new AbortController()
      waiting.get(name)?.abort()
      waiting.set(name, own)
      return {
        signal: own.signal,
        end: () => void (waiting.get(name) === own && waiting.delete(name)),
      }
    },
  }
}

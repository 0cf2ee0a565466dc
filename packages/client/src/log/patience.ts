/** Asking again what was not answered. */
import { setTimeout as rest } from 'node:timers/promises'
import { ClientError } from '../error.ts'

/** Milliseconds to wait before each further try: six tries in 15 s. */
export const patience: readonly number[] = [500, 1000, 2000, 4000, 8000]

/** Whoever gave up waiting is no reason to ask again. */
const isFinal = (cause: unknown, signal: AbortSignal | undefined): boolean =>
  signal?.aborted === true || (cause instanceof ClientError && cause.details['isFinal'] === true)

export interface AskingAgain {
  readonly pauses: readonly number[]
  readonly signal?: AbortSignal | undefined
}

/** @throws what the last try threw; of a ClientError with the detail `isFinal` there is no further one */
export async function askAgain<T>(ask: () => Promise<T>, { pauses, signal }: AskingAgain): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask()
    } catch (cause) {
      const pause = isFinal(cause, signal) ? undefined : pauses[tries]
      if (pause === undefined) throw cause
      await rest(pause, undefined, signal && { signal })
    }
  }
}

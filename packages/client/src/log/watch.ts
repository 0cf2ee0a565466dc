/** Looks at something again and again. */
import { setTimeout as rest } from 'node:timers/promises'

export interface WatchOptions {
  /** Milliseconds between two looks. */
  readonly every: number
  readonly signal?: AbortSignal | undefined
  /** Waits; `setTimeout` unless told. */
  readonly pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

const sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await rest(milliseconds, undefined, signal && { signal }).catch(() => {})
}

/** Ends when it is told to. */
export async function* watch({ every, signal, pause = sleep }: WatchOptions): AsyncGenerator<void> {
  for (;;) {
    yield
    await pause(every, signal)
    if (signal?.aborted === true) return
  }
}

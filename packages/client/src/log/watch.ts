/** Looks at something again and again. */
import { setTimeout as rest } from 'node:timers/promises'
import { isFault } from './fault.ts'

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

/** Whoever was told to end does not fail by what was under way then. */
export async function* endingQuietly<T>(items: AsyncIterable<T>, signal?: AbortSignal): AsyncGenerator<T> {
  try {
    yield* items
  } catch (cause) {
    if (isFault(cause) || signal?.aborted !== true) throw cause
  }
}

/** Rounds without end: waits longer and longer while the register is away, and never gives up. */
import { refusalOf } from '@avow/client'
import { AvowError } from '@avow/core'
import { backoff } from './decide.ts'
import type { LoopState } from './health.ts'
import { type Logger, fieldsOf } from './logger.ts'
import type { Trustee } from './trustee.ts'

export interface LoopOptions {
  readonly trustee: Trustee
  readonly logger: Logger
  /** Resolves after so many milliseconds, or when the signal says stop. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
  /** Gets the alarm after each round. */
  readonly onRound?: ((alarm: string | null) => void) | undefined
}

export interface Loop {
  state(): LoopState
  /** Resolves when the signal says stop. */
  run(signal: AbortSignal): Promise<void>
}

/** The register's own code when it refused, otherwise ours. */
const alarmOf = (cause: unknown): string =>
  refusalOf(cause) ?? (cause instanceof AvowError ? cause.code : 'unexpected')

export function createLoop({ trustee, logger, sleep, random, onRound }: LoopOptions): Loop {
  let state: LoopState = { alarm: null, failures: 0 }

  async function attempt(signal: AbortSignal): Promise<void> {
    try {
      await trustee.round(signal)
      if (state.alarm !== null) logger.info('going on')
      state = { alarm: null, failures: 0 }
      onRound?.(null)
    } catch (cause) {
      if (signal.aborted) return
      state = { alarm: alarmOf(cause), failures: state.failures + 1 }
      logger.warn('round failed', { failures: state.failures, ...fieldsOf(cause) })
      onRound?.(state.alarm)
      await sleep(backoff(state.failures, random()), signal)
    }
  }

  return {
    state: () => state,
    async run(signal) {
      while (!signal.aborted) await attempt(signal)
    },
  }
}

/** Rounds without end: waits longer and longer while the register is away, and never gives up. */
import { refusalOf } from '@avow/client'
import { AvowError } from '@avow/core'
import { backoff } from './decide.ts'
import { TrusteeError } from './error.ts'
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

/** Nothing but handing on stands still until the operator agrees anew: all else of the round was done. */
const isOfAgreement = (cause: unknown): boolean =>
  cause instanceof TrusteeError && cause.code.startsWith('agreement_')

export function createLoop({ trustee, logger, sleep, random, onRound }: LoopOptions): Loop {
  let state: LoopState = { alarm: null, failures: 0 }
  /** Rounds one after another that the register or what it shows let fail. */
  let waits = 0

  async function failed(cause: unknown, signal: AbortSignal): Promise<void> {
    const { alarm: before, failures } = state
    state = { alarm: alarmOf(cause), failures: failures + 1 }
    waits = isOfAgreement(cause) ? 0 : waits + 1
    // Without a wait a round comes with every piece of news: it is said once.
    if (waits > 0 || state.alarm !== before)
      logger.warn('round failed', { failures: state.failures, ...fieldsOf(cause) })
    onRound?.(state.alarm)
    if (waits > 0) await sleep(backoff(waits, random()), signal)
  }

  async function attempt(signal: AbortSignal): Promise<void> {
    try {
      await trustee.round(signal)
      if (state.alarm !== null) logger.info('going on')
      state = { alarm: null, failures: 0 }
      waits = 0
      onRound?.(null)
    } catch (cause) {
      if (!signal.aborted) await failed(cause, signal)
    }
  }

  return {
    state: () => state,
    async run(signal) {
      while (!signal.aborted) await attempt(signal)
    },
  }
}

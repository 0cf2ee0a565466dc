/** Tells an address when the alarm changes: its code and the time, and nothing of any statement. */
import { formatInstant } from '@avow/core'
import { backoff } from './decide.ts'
import { type Logger, fieldsOf } from './logger.ts'

/** What is posted, as JSON. */
export interface AlarmReport {
  /** Code of the alarm; null when there is none any longer. */
  readonly alarm: string | null
  /** RFC 3339, by the trustee's own clock. */
  readonly time: string
}

export interface WebhookOptions {
  /** Resolves when the report has arrived. */
  readonly post: (report: AlarmReport, signal: AbortSignal) => Promise<void>
  readonly logger: Logger
  readonly now: () => number
  /** Resolves after so many milliseconds, or when the signal says stop. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** From 0 to 1. */
  readonly random: () => number
  readonly signal: AbortSignal
}

/** Milliseconds for which an alarm must stand: that the register was away for a moment is no news. */
const settling = 60_000
/** Milliseconds after which an address counts as away. */
const patience = 10_000

/** Posts to an address. @throws Error unless it answers with 2xx */
export const postTo =
  (address: string): WebhookOptions['post'] =>
  async (report, signal) => {
    const { ok, status } = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    })
    if (!ok) throw new Error(`the address answered ${status}`)
  }

/**
 * Returns what takes the alarm after each round. It never waits and never throws; what could not be told is told later, and only
 * the newest of what has not been told.
 */
export function createWebhook(options: WebhookOptions): (alarm: string | null) => void {
  const { post, logger, now, sleep, random, signal } = options
  let wanted: string | null = null
  /** Undefined until something was told: after each start the first state is news. */
  let told: string | null | undefined
  let isTelling = false

  async function attempt(failures: number): Promise<number> {
    const alarm = wanted
    try {
      await post({ alarm, time: formatInstant(now()) }, signal)
      told = alarm
      return 0
    } catch (cause) {
      logger.warn('alarm not told', fieldsOf(cause))
      return failures + 1
    }
  }

  async function tellAll(): Promise<void> {
    isTelling = true
    let failures = 0
    while (wanted !== told && !signal.aborted) {
      await sleep(failures === 0 ? settling : backoff(failures, random()), signal)
      if (wanted !== told && !signal.aborted) failures = await attempt(failures)
    }
    isTelling = false
  }

  return (alarm) => {
    wanted = alarm
    if (!isTelling && wanted !== told) void tellAll()
  }
}

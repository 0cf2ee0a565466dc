/** How long the answer to what was sent waits, and what it says when the log does not hold it by then. */
import type { ActReceived } from '@avow/client'
import { formatInstant } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { loggedBy } from '../sequencer/rate.ts'

export interface Patience {
  readonly until: 'received' | 'logged' | 'witnessed'
  /** Seconds. */
  readonly wait: number
  /** Aborted when whoever asks has hung up. */
  readonly gone: AbortSignal
}

export interface Taken<Answer> {
  readonly answer: Answer
  readonly isRepeated: boolean
}

/** @returns whether the log holds the entry */
export async function waitFor(
  { logHead, stopping }: RegisterContext,
  index: number,
  { until, wait, gone }: Patience,
): Promise<boolean> {
  const isThere = () => (until === 'witnessed' ? logHead.cosigned() : logHead.head())
  if (until !== 'received' && wait > 0 && (isThere()?.size ?? 0) <= index) {
    const signal = AbortSignal.any([gone, stopping.signal, AbortSignal.timeout(wait * 1000)])
    const reached = until === 'witnessed' ? logHead.covers(index, signal) : logHead.holds(index, signal)
    await reached.catch(() => {})
  }
  return logHead.head().size > index
}

/** When the log holds an entry that waits, at the latest; whole seconds. */
export function formatLoggedBy({ config, logHead, clock }: RegisterContext, index: number): string {
  const time = loggedBy(index, logHead.head().size, config.rate, clock())
  return formatInstant(Math.ceil(time / 1000) * 1000)
}

export const receivedAnswer = (context: RegisterContext, index: number): ActReceived => ({
  state: 'received',
  loggedBy: formatLoggedBy(context, index),
})

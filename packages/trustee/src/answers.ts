/** What a trustee tells: its state to whoever has the words, and to them alone how their condition stands (spec/acts.md). */
import { refusalOf } from '@avow/client'
import {
  type Interval,
  type Report,
  type Verdict,
  createHolding,
  formatInstant,
  sealReport,
} from '@avow/core'
import { type Known, judge, knownOf, observedTime } from './decide.ts'
import type { Keys } from './keys.ts'
import { type Logger, fieldsOf } from './logger.ts'
import { type RegisterCalls, isFinal } from './register-calls.ts'
import type { Answer, Store } from './store.ts'

export interface AnswersOptions {
  readonly keys: Keys
  readonly store: Store
  readonly register: Pick<RegisterCalls, 'holding'>
  readonly now: () => number
  readonly logger: Logger
}

export interface Answers {
  /** Sends what the register has not been told yet. @throws ClientError when it does not answer */
  send(signal?: AbortSignal): Promise<void>
}

const answersInARound = 64

/** The whole second that has begun; null for a time that is not known. */
const since = (time: number | null): string | null =>
  time === null || !Number.isFinite(time) ? null : formatInstant(time)

/** The whole second by which it has come: an author must not believe that it is earlier. */
const until = (time: number | null): string | null =>
  time === null ? null : formatInstant(Math.ceil(time / 1000) * 1000)

const warningOf = ({ warning }: Verdict): Report['warning'] =>
  warning && { since: formatInstant(warning.since), opens: until(warning.opens)! }

/** @param time observed time */
function reportOf(known: Known, time: number): Omit<Report, 'version'> {
  const verdict = judge(known, time)
  const { statement, trustee, checkIn } = known.deposit
  const waiting = verdict.terms.filter(({ type, holds }) => type === 'silence' && !holds)
  return {
    statement,
    trustee,
    time: since(time),
    checkIn: since(checkIn),
    condition: known.held.condition,
    warning: warningOf(verdict),
    silences: waiting.map(({ path, warned, lookAgain }) => ({
      path,
      warned: since(warned),
      until: until(lookAgain),
    })),
  }
}

export function createAnswers({ keys, store, register, now, logger }: AnswersOptions): Answers {
  /** Null where there is nobody to tell, or nothing more to say than the state. */
  async function sealedReport(
    { statement, state }: Answer,
    heard: readonly Interval[],
    time: number,
  ): Promise<string | null> {
    const deposit = store.deposit(statement)!
    const known = state === 'holds' ? knownOf(store, deposit, heard) : undefined
    if (!known?.held.mailbox) return null
    try {
      return await sealReport(reportOf(known, time), known.held.mailbox)
    } catch (cause) {
      // A mailbox to which nothing can be encrypted is its author's doing.
      logger.warn('report not made', { ...fieldsOf(cause), statement })
      return null
    }
  }

  async function answer(one: Answer, heard: readonly Interval[], signal?: AbortSignal): Promise<void> {
    const { statement, trustee, state, code } = one
    const time = observedTime(now(), store.position().readTime)
    const report = await sealedReport(one, heard, time)
    const fields = { statement, trustee, state, code, time: since(time), report }
    try {
      await register.holding(createHolding(fields, keys.seed), { signal })
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      logger.warn('answer refused', { ...fieldsOf(cause), code: refusalOf(cause) ?? 'refused', statement })
    }
    store.answered(one)
  }

  return {
    async send(signal) {
      const unanswered = store.unanswered(answersInARound)
      if (unanswered.length === 0) return
      // The same for all of a round, and up to thousands of intervals.
      const heard = store.heard()
      for (const one of unanswered) await answer(one, heard, signal)
    },
  }
}

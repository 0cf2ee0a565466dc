/** Deciding, and carrying out what was decided: each step is kept before the next begins. */
import { refusalOf } from '@avow/client'
import { type Hash, type Interval, createAct } from '@avow/core'
import { type Decision, decide, judge, knownOf, observedTime } from './decide.ts'
import type { Keys } from './keys.ts'
import { type Logger, fieldsOf } from './logger.ts'
import { type RegisterCalls, isFinal } from './register-calls.ts'
import type { Deposit, LookAgain, Release, Store } from './store.ts'
import { countTogether } from './together.ts'

export interface ReleasesOptions {
  readonly keys: Keys
  readonly store: Store
  readonly register: RegisterCalls
  readonly now: () => number
  readonly logger: Logger
}

export interface Releases {
  /** Looks at everything that may be due. Only when the feed was just read to its end. */
  decide(): void
  /** Sends what was decided on. @throws ClientError when the register does not answer */
  send(signal?: AbortSignal): Promise<void>
}

/** Milliseconds between attempts of a release that the register has refused; doubled each time, up to an hour. */
const firstPause = 10_000
const longestPause = 3_600_000

export function createReleases({ keys, store, register, now, logger }: ReleasesOptions): Releases {
  /** Refused releases: not before when they are tried again, and how long they waited last. */
  const paused = new Map<Hash, { until: number; pause: number }>()

  /** The act is made once and kept before it is sent: an attempt after a crash sends the identical one. */
  function intend({ statement }: Deposit): void {
    const act = createAct({ kind: 'release', statement, body: { ...store.held(statement)! } }, keys.seed)
    store.intend({ statement, act })
    logger.info('releasing', { statement })
  }

  function destroy({ statement }: Deposit): void {
    store.destroy(statement)
    logger.info('destroyed', { statement })
  }

  function recall({ statement }: Deposit): void {
    store.recall(statement)
    logger.info('recalled', { statement })
  }

  const carryOut: Readonly<Record<Exclude<Decision, 'wait'>, (deposit: Deposit) => void>> = {
    release: intend,
    recall,
    destroy,
  }

  /** @returns when to look at it again */
  function look(deposit: Deposit, heard: readonly Interval[], time: number): LookAgain {
    const { statement, state } = deposit
    const known = knownOf(store, deposit, heard)
    if (!known) return { statement, due: null }
    const verdict = judge(known, time)
    const decision = decide(state, verdict)
    if (decision !== 'wait') carryOut[decision](deposit)
    return { statement, due: verdict.lookAgain }
  }

  function pause(statement: Hash, cause: unknown): void {
    const before = paused.get(statement)?.pause
    const pause = before === undefined ? firstPause : Math.min(before * 2, longestPause)
    paused.set(statement, { until: now() + pause, pause })
    logger.warn('release refused', { ...fieldsOf(cause), code: refusalOf(cause) ?? 'refused', statement })
  }

  async function sendOne({ statement, act }: Release, signal: AbortSignal | undefined): Promise<void> {
    if ((paused.get(statement)?.until ?? 0) > now()) return
    try {
      await register.act(act, { signal })
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      pause(statement, cause)
      return
    }
    store.released(statement)
    paused.delete(statement)
    logger.info('released', { statement })
  }

  return {
    decide() {
      const time = observedTime(now(), store.position().readTime)
      if (store.due(Math.max(time, 0)).length === 0) return
      const heard = store.heard()
      countTogether(store, heard, time)
      const due = store.due(Math.max(time, 0))
      store.lookAgain(due.map((deposit) => look(deposit, heard, time)))
    },
    async send(signal) {
      for (const release of store.intended()) await sendOne(release, signal)
    },
  }
}

/** Deciding, and carrying out what was decided: each step is kept before the next begins. */
import { refusalOf } from '@avow/client'
import { type Act, type Hash, type Interval, type Verdict, createAct } from '@avow/core'
import { type Decision, decide, judge, knownOf, observedTime } from './decide.ts'
import type { Keys } from './keys.ts'
import { type Logger, fieldsOf } from './logger.ts'
import { type RegisterCalls, isFinal } from './register-calls.ts'
import type { Deposit, HeldShare, LookAgain, Release, Store } from './store.ts'
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

const withoutMailbox = ({ mailbox: _, ...body }: HeldShare) => body

/** The silences that stand in their grace, by their paths. */
const warnedIn = ({ terms }: Verdict): string =>
  terms.flatMap(({ path, warned }) => (warned === null ? [] : [`${path};`])).join('')

/** Milliseconds between attempts of a release that the register has refused; doubled each time, up to an hour. */
const firstPause = 10_000
const longestPause = 3_600_000

/** So many are decided on and sent at a time: however many are due, they fit into memory, and none waits for each before it. */
const together = 128

/** All parts of what is ordered by the place of its deposit, one after the other. */
function* partsOf<T extends { readonly deposited: number }>(read: (after: number) => T[]): Generator<T[]> {
  for (let part = read(-1); part.length > 0; part = read(part.at(-1)!.deposited)) yield part
}

export function createReleases({ keys, store, register, now, logger }: ReleasesOptions): Releases {
  /** Refused releases: since when they wait, and for how long. */
  const paused = new Map<Hash, { since: number; pause: number }>()

  /** All that is held: others may hold only what was handed on, or only what was not. */
  function disclosing({ statement }: Deposit): Act[] {
    const held = store.held(statement)
    const own = held ? [createAct({ kind: 'release', statement, body: withoutMailbox(held) }, keys.seed)] : []
    const handedOn = store.reshares
      .bundles(statement)
      .map(({ mailbox: _, needed: _n, path, parts, ...bundle }) => {
        const body = { ...bundle, path: [...path], parts: [...parts] }
        return createAct({ kind: 'release-parts', statement, body }, keys.seed)
      })
    return [...own, ...handedOn]
  }

  /** The acts are made once and kept before they are sent: an attempt after a crash sends the identical ones. */
  function intend(deposit: Deposit): void {
    const { statement } = deposit
    const [act, ...also] = disclosing(deposit)
    store.intend({ statement, act: act!, also })
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
    if (!known) return { statement, due: null, warned: '' }
    const verdict = judge(known, time)
    const decision = decide(state, verdict)
    if (decision !== 'wait') carryOut[decision](deposit)
    return { statement, due: verdict.lookAgain, warned: warnedIn(verdict) }
  }

  function pause(statement: Hash, cause: unknown): void {
    const before = paused.get(statement)?.pause
    const pause = before === undefined ? firstPause : Math.min(before * 2, longestPause)
    paused.set(statement, { since: now(), pause })
    logger.warn('release refused', { ...fieldsOf(cause), code: refusalOf(cause) ?? 'refused', statement })
  }

  /** @returns whether the register has it now */
  async function sendOne(
    { statement, act, also = [] }: Release,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    try {
      for (const one of [act, ...also]) await register.act(one, { signal })
      return true
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      pause(statement, cause)
      return false
    }
  }

  function keep({ statement }: Release): void {
    store.released(statement)
    paused.delete(statement)
    logger.info('released', { statement })
  }

  /** What the register has got is kept before a failure of the others is thrown. */
  async function sendTogether(releases: readonly Release[], signal: AbortSignal | undefined): Promise<void> {
    const results = await Promise.allSettled(releases.map((release) => sendOne(release, signal)))
    const isSent = (at: number): boolean => {
      const result = results[at]!
      return result.status === 'fulfilled' && result.value
    }
    store.together(() => {
      for (const [at, release] of releases.entries()) if (isSent(at)) keep(release)
    })
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  function isPaused({ statement }: Release): boolean {
    const { since, pause } = paused.get(statement) ?? { since: 0, pause: 0 }
    const waited = now() - since
    // A clock that went back does not say how long it was.
    return waited >= 0 && waited < pause
  }

  return {
    decide() {
      const time = observedTime(now(), store.position().readTime)
      if (store.due(Math.max(time, 0), { limit: 1 }).length === 0) return
      const heard = store.heard()
      countTogether(store, heard, time)
      for (const part of partsOf((after) => store.due(Math.max(time, 0), { after, limit: together })))
        store.together(() => store.lookAgain(part.map((deposit) => look(deposit, heard, time))))
    },
    async send(signal) {
      for (const part of partsOf((after) => store.intended({ after, limit: together })))
        await sendTogether(
          part.filter((release) => !isPaused(release)),
          signal,
        )
    },
  }
}

/** A trustee's round at the board and the post box (docs/adr/0014). Beside the round that reads the log: neither waits for the other. */
import { refusalOf } from '@avow/client'
import type { ExchangePage, InstitutionCalls } from '@avow/client/institutions'
import {
  type DkgMessage,
  type Evaluation,
  type Hash,
  type InstitutionKey,
  type Roster,
  checkInstitutionKey,
  createExchangeRequest,
  dkgSessionOf,
  formatInstant,
  isHeldBy,
  isInUse,
  publicKeyOf,
} from '@avow/core'
import { numberIn } from '../arrival.ts'
import type { Keys } from '../keys.ts'
import { type Logger, fieldsOf } from '../logger.ts'
import { isFinal } from '../register-calls.ts'
import type { Rosters } from '../rosters.ts'
import { createCeremonyFollower } from './ceremony.ts'
import { createAllowance } from '../allowance.ts'
import { type Limits, answerTo } from './evaluations.ts'
import type { InstitutionStore } from './store.ts'

export interface ExchangeOptions {
  readonly keys: Keys
  readonly store: InstitutionStore
  readonly rosters: Pick<Rosters, 'pinned'>
  readonly register: Pick<InstitutionCalls, 'exchange' | 'sayInCeremony' | 'answerRequest'>
  readonly limits: Limits
  /** The own clock, milliseconds since the epoch. */
  readonly now: () => number
  /** Resolves after so many milliseconds, or when the signal says stop. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  readonly logger: Logger
  /** Seconds that the register may wait for news, at most 25. */
  readonly wait?: number
}

export interface Exchange {
  /** One round. @throws ClientError, CoreError, TrusteeError: the round is to be done again later */
  round(signal?: AbortSignal): Promise<void>
}

/** Milliseconds to wait when nothing of what was asked for could be done: it would be given again at once. */
const restWhenIdle = 1000

/** What the register was told that this trustee has. */
interface Seen {
  readonly key: Hash | null
  readonly ceremony: Hash | null
  readonly closed: number
}

/** A key concerns a trustee when it holds a share of it, or its roster's trustees do. */
const concerns = (key: InstitutionKey, roster: Roster, store: InstitutionStore): boolean =>
  isInUse(key) && (isHeldBy(key, roster) || store.share(key.session) !== undefined)

export function createExchange(options: ExchangeOptions): Exchange {
  const { keys, store, rosters, register, limits, now, sleep, logger, wait = 25 } = options
  const key = publicKeyOf(keys.seed)
  const follower = createCeremonyFollower(options)
  const allowance = createAllowance(limits.perHour, 3_600_000, now)
  let seen: Seen = { key: store.key()?.session ?? null, ceremony: null, closed: 0 }
  /** What has been said and not taken by the register yet. */
  let unsent: DkgMessage | undefined

  function take(document: InstitutionKey, roster: Roster): void {
    const checked = checkInstitutionKey(document)
    const known = store.key()
    if (known?.session === checked.session || !concerns(checked, roster, store)) return
    if (known && known.key !== checked.key)
      return logger.warn('the register shows another institution key', { ceremony: checked.session })
    // To use it again would destroy the share of the key that came of it, which nobody can give again.
    if (known && store.wasHandedOn(checked.session))
      return logger.warn('the register shows a key that was handed on', { ceremony: checked.session })
    store.useKey(checked)
    logger.info('institution key in use', { ceremony: checked.session })
  }

  /** One that is refused came too late: it is of no more use. */
  async function say(message: DkgMessage, signal?: AbortSignal): Promise<void> {
    try {
      await register.sayInCeremony(message, { signal })
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      const code = refusalOf(cause) ?? 'refused'
      logger.warn('a message was refused', { ...fieldsOf(cause), phase: message.phase, code })
    }
    unsent = undefined
  }

  async function send(evaluation: Evaluation, signal?: AbortSignal): Promise<void> {
    try {
      await register.answerRequest(evaluation, { signal })
    } catch (cause) {
      // One that is over meanwhile needs no answer.
      if (!isFinal(cause)) throw cause
    }
  }

  /** @returns how many were answered */
  async function answer(requests: ExchangePage['requests'], signal?: AbortSignal): Promise<number> {
    const document = store.key()
    const share = document && store.share(document.session)
    if (!share) return 0
    const fixed = { key: document, share, seed: keys.seed, work: limits.work, allowance }
    let answered = 0
    for (const posted of requests) {
      const evaluation = answerTo(posted, { ...fixed, now: now() })
      if (evaluation) await send(evaluation, signal)
      answered += evaluation ? 1 : 0
    }
    return answered
  }

  async function follow({ ceremony }: ExchangePage, roster: Roster): Promise<void> {
    if (!ceremony) {
      seen = { ...seen, ceremony: null, closed: 0 }
      return
    }
    const session = dkgSessionOf(ceremony.setup)
    const skipped = seen.ceremony === session ? seen.closed : 0
    const isNew = seen.ceremony !== session || ceremony.closed.length > 0
    if (isNew) unsent = await follower.follow(ceremony, skipped, roster)
    seen = { ...seen, ceremony: session, closed: skipped + ceremony.closed.length }
  }

  return {
    async round(signal) {
      const roster = await rosters.pinned(signal)
      const time = formatInstant(now())
      const asked = { trustee: numberIn(roster, key), ...seen, work: limits.work, time }
      const request = createExchangeRequest({ ...asked, wait: unsent ? 0 : wait }, keys.seed)
      const page = await register.exchange(request, { signal })
      if (page.key) {
        take(page.key, roster)
        seen = { ...seen, key: page.key.session }
      }
      await follow(page, roster)
      if (unsent) await say(unsent, signal)
      const answered = await answer(page.requests, signal)
      if (page.requests.length > 0 && answered === 0) await sleep(restWhenIdle, signal)
    },
  }
}

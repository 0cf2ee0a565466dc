/** The daemon's round: fetch, check, keep, decide, release, answer. Everything that it knows is in the store. */
import { type Client, type FeedPage, refusalOf } from '@avow/client'
import { type Hash, type Roster, createFeedRequest, formatInstant, publicKeyOf } from '@avow/core'
import { createAnswers } from './answers.ts'
import { numberIn } from './arrival.ts'
import { TrusteeError } from './error.ts'
import type { Keys } from './keys.ts'
import type { Logger } from './logger.ts'
import { readPage } from './page.ts'
import type { RegisterCalls } from './register-calls.ts'
import type { Agreement } from './reshare/agreement.ts'
import { createHandOn } from './reshare/hand-on.ts'
import { createReleases } from './releases.ts'
import { createRosters } from './rosters.ts'
import type { PageChange, Position, Store } from './store.ts'

export interface TrusteeOptions {
  readonly keys: Keys
  readonly store: Store
  readonly register: RegisterCalls & Partial<Pick<Client, 'reshare'>>
  /** What the operator has agreed to hand on; undefined: nothing. */
  readonly agreement?: () => Agreement | undefined
  /** Hash of the roster that is trusted; undefined: the first one that is seen. */
  readonly roster?: Hash | undefined
  /** The own clock, milliseconds since the epoch. */
  readonly now: () => number
  readonly logger: Logger
  /** Seconds that the register may wait for news, at most 25. */
  readonly wait?: number
}

export interface Trustee {
  /** One round. @throws ClientError, TrusteeError: the round is to be done again later */
  round(signal?: AbortSignal): Promise<void>
}

/** Seconds: with a refused release to try again, news is not waited for longer. */
const shortWait = 10

export function createTrustee(options: TrusteeOptions): Trustee {
  const { keys, store, register, now, logger, wait = 25 } = options
  const key = publicKeyOf(keys.seed)
  const rosters = createRosters({ store, register, key, trusted: options.roster })
  const releases = createReleases(options)
  const answers = createAnswers(options)
  const handOn = createHandOn({ ...options, rosters, agreement: options.agreement ?? (() => undefined) })
  /** Whether the feed was read to its end in this life; what was decided before is looked at again only then. */
  let isCaughtUp = false

  function waitFor({ root }: Position): number {
    const isIdle = store.unanswered(1).length === 0 && !handOn.isBusy()
    const isPatient = root === null || (isCaughtUp && isIdle)
    if (!isPatient) return 0
    return store.intended({ limit: 1 }).length > 0 ? Math.min(wait, shortWait) : wait
  }

  async function fetchPage(trustee: number, position: Position, signal?: AbortSignal): Promise<FeedPage> {
    const { cursor, size } = position
    const time = formatInstant(now())
    const fields = { trustee, after: cursor, size, time, wait: waitFor(position) }
    try {
      return await register.feed(createFeedRequest(fields, keys.seed), { signal })
    } catch (cause) {
      if (refusalOf(cause) !== 'size_unknown') throw cause
      throw new TrusteeError('log_rollback', 'the log is shorter than it was', { was: size }, cause)
    }
  }

  /** Checks a page. A checkpoint that contradicts what was seen is kept. */
  async function check(
    page: FeedPage,
    roster: Roster,
    position: Position,
    signal?: AbortSignal,
  ): Promise<PageChange> {
    try {
      return await readPage(page, {
        roster,
        number: numberIn(roster, key),
        position,
        now: now(),
        key,
        identity: keys.identity,
        deposit: store.deposit,
        isSpent: store.isSpent,
        rosterOf: (hash) => rosters.of(hash, signal),
        onRefused: (statement, code) => logger.warn('part refused', { statement, code }),
      })
    } catch (fault) {
      if (fault instanceof TrusteeError && fault.code.startsWith('log_'))
        store.keepEvidence(fault.code, page.checkpoint, now())
      throw fault
    }
  }

  async function follow(signal?: AbortSignal): Promise<void> {
    const roster = await rosters.pinned(signal)
    const position = store.position()
    const page = await fetchPage(numberIn(roster, key), position, signal)
    const change = await check(page, roster, position, signal)
    store.applyPage(change)
    isCaughtUp = change.position.cursor === change.position.size
    for (const { deposit } of change.arrivals)
      logger.info('arrived', { statement: deposit.statement, state: deposit.state, code: deposit.code })
  }

  return {
    async round(signal) {
      await follow(signal)
      if (!isCaughtUp) return
      releases.decide()
      await releases.send(signal)
      try {
        await handOn.round(signal)
      } finally {
        // Whatever keeps it from handing on keeps nothing from authors. Not before it is caught up either: a register takes
        // no answer of an earlier time, or of none, for one that it has already.
        await answers.send(signal)
      }
    },
  }
}

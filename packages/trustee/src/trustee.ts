/** The daemon's round: fetch, check, keep, decide, release, answer. Everything that it knows is in the store. */
import {
  type Hash,
  type Roster,
  createAct,
  createFeedRequest,
  createHolding,
  formatInstant,
  publicKeyOf,
  rosterHashOf,
} from '@avow/core'
import { type Client, ClientError, refusalOf } from '@avow/client'
import { numberIn } from './arrival.ts'
import { decide, observedTime } from './decide.ts'
import { TrusteeError } from './error.ts'
import type { Keys } from './keys.ts'
import { type Logger, fieldsOf } from './logger.ts'
import { readPage } from './page.ts'
import type { Answer, Deposit, Release, Store } from './store.ts'

/** What a trustee asks of a register; the calls of `@avow/client`. */
export type RegisterCalls = Pick<Client, 'roster' | 'rosterOf' | 'feed' | 'act' | 'holding'>

export interface TrusteeOptions {
  readonly keys: Keys
  readonly store: Store
  readonly register: RegisterCalls
  /** Hash of the roster that is trusted; undefined: the first one that is seen. */
  readonly roster?: Hash | undefined
  /** The own clock, milliseconds since the epoch. */
  readonly now: () => number
  readonly logger: Logger
  /** Seconds that the register may wait for news. */
  readonly wait?: number
}

export interface Trustee {
  /** One round. @throws ClientError, TrusteeError: the round is to be done again later */
  round(signal?: AbortSignal): Promise<void>
}

const answersInARound = 64
/** Milliseconds between attempts of a release that the register has refused. */
const refusedPause = 10_000

/** Something that the register will say again to the same request. */
const isFinal = (error: unknown): boolean =>
  error instanceof ClientError &&
  error.code === 'refused' &&
  Number(error.details['status']) < 500 &&
  Number(error.details['status']) !== 429

export function createTrustee(options: TrusteeOptions): Trustee {
  const { keys, store, register, now, logger, wait = 25 } = options
  const key = publicKeyOf(keys.seed)
  const paused = new Map<Hash, number>()
  let isCaughtUp = false

  /** Pins a roster durably before anything rests on it. */
  async function pinRoster(signal: AbortSignal | undefined): Promise<Roster> {
    const pinned = options.roster === undefined ? store.pinnedRoster() : store.roster(options.roster)
    const roster = pinned ?? (await fetchRoster(signal))
    if (numberIn(roster, key) === 0)
      throw new TrusteeError('roster_without_us', 'the roster does not hold the key of this trustee', {
        roster: rosterHashOf(roster),
      })
    const before = store.pinnedRoster()
    if (!before || rosterHashOf(before) !== rosterHashOf(roster))
      store.addRoster(rosterHashOf(roster), roster, true)
    return roster
  }

  async function fetchRoster(signal: AbortSignal | undefined): Promise<Roster> {
    if (options.roster === undefined) return register.roster({ signal })
    const roster = await fetchRosterOf(options.roster, signal)
    if (roster) return roster
    throw new TrusteeError(
      'roster_unexpected',
      'the register does not know the roster that this trustee trusts',
      { roster: options.roster },
    )
  }

  async function fetchRosterOf(hash: Hash, signal: AbortSignal | undefined): Promise<Roster | undefined> {
    try {
      return await register.rosterOf(hash, { signal })
    } catch (cause) {
      if (isFinal(cause)) return undefined
      throw cause
    }
  }

  /** The roster of an envelope: only to know this trustee's number in it; the log is checked by the pinned one. */
  async function rosterOf(hash: Hash, signal: AbortSignal | undefined): Promise<Roster | undefined> {
    const known = store.roster(hash)
    if (known) return known
    const fetched = await fetchRosterOf(hash, signal)
    if (fetched) store.addRoster(hash, fetched, false)
    return fetched
  }

  async function follow(roster: Roster, signal: AbortSignal | undefined): Promise<void> {
    const position = store.position()
    const { cursor, size } = position
    const isPatient = isCaughtUp && store.intended().length === 0 && store.unanswered(1).length === 0
    const request = createFeedRequest(
      {
        trustee: numberIn(roster, key),
        after: cursor,
        size,
        time: formatInstant(now()),
        wait: isPatient ? wait : 0,
      },
      keys.seed,
    )
    const page = await register.feed(request, { signal })
    const context = {
      roster,
      number: numberIn(roster, key),
      position,
      key,
      identity: keys.identity,
      deposit: store.deposit,
      rosterOf: (hash: Hash) => rosterOf(hash, signal),
    }
    const change = await readPage(page, context).catch((fault: unknown) => {
      if (fault instanceof TrusteeError && fault.code.startsWith('log_'))
        store.keepEvidence(fault.code, page.checkpoint, now())
      throw fault
    })
    store.applyPage(change)
    isCaughtUp = change.position.cursor === change.position.size
    for (const { deposit } of change.arrivals)
      logger.info('arrived', { statement: deposit.statement, state: deposit.state, code: deposit.code })
  }

  /** The act is made once and kept before it is sent: an attempt after a crash sends the identical one. */
  function intend(deposit: Deposit): void {
    const held = store.held(deposit.statement)!
    const act = createAct({ kind: 'release', statement: deposit.statement, body: { ...held } }, keys.seed)
    store.intend({ statement: deposit.statement, act })
    logger.info('releasing', { statement: deposit.statement })
  }

  function decideAll(): void {
    const time = observedTime(now(), store.position().readTime)
    for (const deposit of store.due(Math.max(time, 0))) {
      const held = store.held(deposit.statement)
      if (!held) continue
      const decision = decide(deposit, held, store.actsOf(deposit.statement), time)
      if (decision === 'release') intend(deposit)
      if (decision === 'destroy') {
        store.destroy(deposit.statement)
        logger.info('destroyed', { statement: deposit.statement })
      }
    }
  }

  async function send({ statement, act }: Release, signal: AbortSignal | undefined): Promise<void> {
    if ((paused.get(statement) ?? 0) > now()) return
    try {
      await register.act(act, { signal })
      store.released(statement)
      paused.delete(statement)
      logger.info('released', { statement })
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      paused.set(statement, now() + refusedPause)
      logger.warn('release refused', { ...fieldsOf(cause), code: refusalOf(cause) ?? 'refused', statement })
    }
  }

  async function answer(
    { statement, trustee, state, code }: Answer,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await register.holding(createHolding({ statement, trustee, state, code }, keys.seed), { signal })
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      logger.warn('answer refused', { ...fieldsOf(cause), code: refusalOf(cause) ?? 'refused', statement })
    }
    store.answered(statement, state)
  }

  return {
    async round(signal) {
      const roster = await pinRoster(signal)
      await follow(roster, signal)
      if (isCaughtUp) {
        decideAll()
        for (const release of store.intended()) await send(release, signal)
      }
      for (const one of store.unanswered(answersInARound)) await answer(one, signal)
    },
  }
}

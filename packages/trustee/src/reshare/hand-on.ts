/** Handing on and taking on: each step is kept before the next begins (spec/opening.md, "Resharing"). */
import { type Client, refusalOf } from '@avow/client'
import {
  type Hash,
  type PublicKey,
  type Roster,
  AvowError,
  createAct,
  decodeBase64,
  encodeBase64,
  publicKeyOf,
  reshare,
} from '@avow/core'
import { numberIn } from '../arrival.ts'
import { TrusteeError } from '../error.ts'
import type { Keys } from '../keys.ts'
import { type Logger, fieldsOf } from '../logger.ts'
import { type RegisterCalls, isFinal } from '../register-calls.ts'
import type { Rosters } from '../rosters.ts'
import type { Store } from '../store.ts'
import type { Agreement } from './agreement.ts'
import { learnRoster } from './sealed-for.ts'
import type { HeldByAll, HoldSeen, Placed, ToHandOn } from './store.ts'

export interface HandOnOptions {
  readonly keys: Keys
  readonly store: Store
  readonly register: Pick<RegisterCalls, 'act' | 'feed'> & Partial<Pick<Client, 'reshare'>>
  readonly rosters: Rosters
  /** What the operator has agreed to; undefined: nothing is handed on. */
  readonly agreement: () => Agreement | undefined
  readonly now: () => number
  readonly logger: Logger
}

export interface HandOn {
  /** Says what is held, hands on what was agreed to, destroys what others hold. Only when the feed was just read to its end. @throws ClientError, TrusteeError */
  round(signal?: AbortSignal): Promise<void>
  /** Whether there is more to do at once. */
  isBusy(): boolean
}

const inARound = 64

/** Milliseconds until what a register refused is tried again. */
const pause = 600_000

const nameOf = ({ statement, path }: Placed): string => [statement, ...path].join(' ')

/** Everybody holds the parts of all who take part, and they are as many as restore what was held before. */
function isHeldByOthers({ holds, needed }: HeldByAll, before: Roster, gone: readonly PublicKey[]): boolean {
  const takePart = before.trustees.flatMap(({ key }, at) => (gone.includes(key) ? [] : [at + 1]))
  return takePart.length >= needed && holds.every(({ of }) => takePart.every((owner) => of.includes(owner)))
}

export function createHandOn(options: HandOnOptions): HandOn {
  const { keys, store, register, rosters, agreement, now, logger } = options
  const { reshares } = store
  /** Refused by the register, and not before when it is tried again. */
  const paused = new Map<string, number>()
  let busy = false
  let agreedBefore = ''

  const isPaused = (placed: Placed): boolean => (paused.get(nameOf(placed)) ?? 0) > now()

  /** @returns whether the register has it now */
  async function send(placed: Placed, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (cause) {
      if (!isFinal(cause)) throw cause
      paused.set(nameOf(placed), now() + pause)
      const code = refusalOf(cause) ?? 'refused'
      logger.warn('resharing refused', { ...fieldsOf(cause), code, statement: placed.statement })
      return false
    }
  }

  async function sayHeld(hold: HoldSeen, signal?: AbortSignal): Promise<void> {
    const { statement, path, trustee, of } = hold
    const body = { path: [...path], trustee, of: [...of] }
    const act = createAct({ kind: 'hold', statement, body }, keys.seed)
    if (!(await send(hold, () => register.act(act, { signal })))) return
    reshares.told(hold)
    logger.info('taken on', { statement })
  }

  /** @throws TrusteeError `roster_unexpected`: what was agreed to is not a roster of the register that this trustee goes by */
  async function rosterFor(hash: Hash, signal?: AbortSignal): Promise<Roster> {
    const [pinned, roster] = [await rosters.pinned(signal), await rosters.of(hash, signal)]
    if (roster && roster.register === pinned.register && roster.origin === pinned.origin) return roster
    throw new TrusteeError('roster_unexpected', 'the register does not know the roster that was agreed to')
  }

  /** What arrived before it was kept for which roster it was sealed is not forgotten: without that nothing is handed on. */
  async function learnRosters(signal?: AbortSignal): Promise<void> {
    const unknown = reshares.withoutRoster(inARound + paused.size).map((one) => ({ ...one, path: [] }))
    const first = unknown.find((one) => !isPaused(one))
    if (!first) return
    busy = true
    const number = numberIn(await rosters.pinned(signal), publicKeyOf(keys.seed))
    if (await learnRoster(options, first, number, signal)) return
    paused.set(nameOf(first), now() + pause)
    logger.warn('not handed on', { code: 'envelope_missing', statement: first.statement })
  }

  /** @returns undefined where it cannot be handed on to this roster */
  async function split({ held, ...one }: ToHandOn, roster: Roster, signal?: AbortSignal) {
    const before = await rosters.of(one.path.at(-2)!, signal)
    if (!before) return undefined
    const said = { mailbox: one.mailbox ?? undefined, credential: one.credential ?? undefined }
    try {
      return await reshare({ ...one, ...said, held, roster, holders: before.trustees.length }, keys.seed)
    } catch (cause) {
      if (!(cause instanceof AvowError)) throw cause
      logger.warn('not handed on', { ...fieldsOf(cause), statement: one.statement })
      return undefined
    }
  }

  async function prepare(one: ToHandOn, roster: Roster, signal?: AbortSignal): Promise<void> {
    const made = await split(one, roster, signal)
    if (!made) return void paused.set(nameOf(one), now() + pause)
    const { statement, path } = one
    const notes = made.notes.map(encodeBase64)
    reshares.keep({ statement, path, act: made.act, notes }, roster.trustees.length)
  }

  async function handOn(roster: Roster, hash: Hash, signal?: AbortSignal): Promise<void> {
    const most = inARound + paused.size
    const held = reshares.toHandOn(hash, most).filter((one) => !isPaused(one))
    for (const one of held) await prepare(one, roster, signal)
    const unsent = reshares.unsent(hash, most).filter((one) => !isPaused(one))
    for (const { act, notes, ...placed } of unsent) {
      const files = notes.map(decodeBase64)
      if (!(await send(placed, () => register.reshare!(act, files, { signal })))) continue
      reshares.sent(placed)
      logger.info('handed on', { statement: placed.statement })
    }
    busy ||= held.length >= inARound || unsent.length >= inARound
  }

  /** Nothing is destroyed while anybody could be needed who does not hold it yet. */
  async function destroy(hash: Hash, gone: readonly PublicKey[], signal?: AbortSignal): Promise<void> {
    for (const one of reshares.heldByAll(hash)) {
      const before = await rosters.of(one.path.at(-2)!, signal)
      if (!before) continue
      reshares.looked(one)
      if (!isHeldByOthers(one, before, gone)) continue
      reshares.destroyHandedOn(one)
      logger.info('handed on and destroyed', { statement: one.statement })
    }
  }

  /** A slip in a key, by which it would be waited for somebody who is gone; or one who was gone before this trustee came. */
  function warnOfUnknown(gone: readonly PublicKey[]): void {
    const keys = gone.filter((key) => !store.isOnRoster(key)).length
    if (keys > 0) logger.warn('gone unknown', { keys })
  }

  /**
   * Another agreement than before.
   * @throws TrusteeError `agreement_early`: others may have destroyed what this trustee would go on to hold for ever
   */
  function take(agreed: Agreement): void {
    const statements = agreed.instead ? 0 : reshares.onTheirWay(agreed.roster)
    if (statements > 0)
      throw new TrusteeError('agreement_early', 'statements are on their way to another roster', {
        statements,
      })
    warnOfUnknown(agreed.gone)
    reshares.lookAgainAtAll()
    agreedBefore = JSON.stringify(agreed)
  }

  return {
    isBusy: () => busy,
    async round(signal) {
      const untold = reshares.untold(inARound + paused.size).filter((hold) => !isPaused(hold))
      for (const hold of untold) await sayHeld(hold, signal)
      busy = untold.length >= inARound
      const agreed = agreement()
      if (!agreed || !register.reshare) return
      if (JSON.stringify(agreed) !== agreedBefore) take(agreed)
      const roster = await rosterFor(agreed.roster, signal)
      await learnRosters(signal)
      await handOn(roster, agreed.roster, signal)
      await destroy(agreed.roster, agreed.gone, signal)
    },
  }
}

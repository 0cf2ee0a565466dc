/**
 * The register in memory: the calls of its HTTP interface with the checks of its routes (register/src/{intake,reads}),
 * on the sequencer's own decisions. It is honest unless `liar` says what it shows instead.
 */
import type { FeedItem, FeedPage } from '@avow/client'
import {
  type Act,
  type ActOf,
  type Fact,
  type FeedRequest,
  type Hash,
  type Holding,
  type Roster,
  type Sign,
  checkAct,
  checkFeedRequest,
  checkHolding,
  createAct,
  encodeBase64,
  factsOfSign,
  gatherFacts,
  judgeCondition,
  rosterHashOf,
  signSkew,
} from '@avow/core'
import { RegisterError, checkCommitments, holdsByTime, matchesFor } from '@avow/register/parts'
import type { Clock } from './clock.ts'
import type { House, Sealed } from './house.ts'
import type { Server } from './network.ts'
import type { Indexed, RegisterLog } from './register-log.ts'

/** What is said of an act or a deposit that was taken. */
export interface Received {
  readonly state: 'received' | 'logged'
  readonly act: Act
  /** With `logged` only. */
  readonly receipt?: string
}

export interface RegisterCallsOf extends Server {
  roster(): Roster
  rosterOf(hash: Hash): Roster
  feed(request: FeedRequest): FeedPage
  deposit(sealed: Sealed): Received
  act(act: Act): Received
  holding(holding: Holding): void
}

/** What a false register shows. @param honest what it would show otherwise */
export type Liar = (request: FeedRequest, honest: () => FeedPage) => FeedPage

export interface RegisterOptions {
  readonly house: House
  readonly log: RegisterLog
  readonly clock: Clock
  readonly isUp: () => boolean
  /** Changes what a trustee is shown, and lets every act pass. */
  readonly liar?: Liar | undefined
}

/** Items on a page of the feed: few, so that many have to be read. */
const pageLength = 2
/** Milliseconds by which a trustee's clock may be wrong. */
const maximumSkew = 600_000

const sentKinds = new Set<Act['kind']>(['word', 'withdraw', 'check-in', 'pause', 'release'])
const fedKinds = new Set<Act['kind']>(['deposit', 'word', 'withdraw', 'check-in', 'pause'])

const isSign = (act: Act): act is Sign => act.kind === 'check-in' || act.kind === 'pause'

/** The facts that let a condition hold at the earliest: as if everything had been heard (register/src/reads/facts.ts). */
function factsOf(log: RegisterLog, statement: Hash, now: number): Fact[] {
  const size = log.tree().size()
  const own = log
    .allActs()
    .filter(({ act, index }) => act.statement === statement && (index < size || isSign(act)))
  const facts = own.flatMap(({ act, index }): readonly Fact[] => {
    const time = log.evidenceOf(index)?.time ?? now
    if (isSign(act)) return factsOfSign(act, time)
    if (act.kind === 'withdraw') return [{ kind: 'withdraw' }]
    return act.kind === 'deposit' || act.kind === 'word' ? [{ kind: act.kind, time }] : []
  })
  return [...facts, { kind: 'heard', from: Math.min(0, now), until: now }]
}

export function createRegister({ house, log, clock, isUp, liar }: RegisterOptions): RegisterCallsOf {
  const { roster } = house
  const rosterHash = rosterHashOf(roster)

  function checkCondition({ body, statement }: ActOf<'release'>): void {
    const newest = log.newest()
    const now = newest?.time ?? 0
    const facts = [...factsOf(log, statement, now), ...matchesFor(body.condition)]
    const verdict = judgeCondition(body.condition, gatherFacts(facts), now)
    if (verdict.holds && newest && holdsByTime(verdict) && !log.notBefore(statement))
      log.keep({ kind: 'not-before', statement, checkpoint: newest.checkpoint })
    if (verdict.holds) return
    if (verdict.why === 'withdrawn') throw new RegisterError('statement_withdrawn', 'withdrawn')
    throw new RegisterError('condition_not_met', 'not yet', { why: verdict.why })
  }

  function checkAllowed(act: Act): void {
    if (!sentKinds.has(act.kind)) throw new RegisterError('act_not_allowed', 'not by others')
    if (isSign(act) && Math.abs(Date.parse(act.body.time) - clock.now()) > signSkew)
      throw new RegisterError('act_time', 'another time')
    const known = log.deposit(act.statement)
    if (!known) throw new RegisterError('deposit_unknown', 'no such deposit')
    const { envelope } = known.sealed.file
    const actor = act.kind === 'release' ? roster.trustees[act.body.trustee - 1]?.key : envelope.author
    if (act.actor !== actor) throw new RegisterError('act_not_allowed', 'not by this one')
    if (act.kind !== 'release') return
    checkCommitments(act, envelope)
    checkCondition(act)
  }

  function receive(act: Act, sealed?: Sealed): Received {
    const outcome = log.place(act, sealed)
    if (outcome instanceof Error) throw outcome
    const isLogged = outcome.index < log.tree().size()
    if (!isLogged) return { state: 'received', act: outcome.act }
    return { state: 'logged', act: outcome.act, receipt: log.receiptOf(outcome.index) }
  }

  function itemOf({ index, act }: Indexed, number: number): FeedItem {
    const item = { index, act, receipt: log.receiptOf(index) }
    const { file } = log.deposit(act.statement)!.sealed
    if (act.kind !== 'deposit') return item
    return { ...item, envelope: file.envelope, note: encodeBase64(file.notes[number - 1]!) }
  }

  function pageFor({ after, size, trustee }: FeedRequest): FeedPage {
    const newest = log.newest()
    if (!newest) throw new RegisterError('checkpoint_unknown', 'none yet')
    if (size > newest.size) throw new RegisterError('size_unknown', 'not that large', { size: newest.size })
    const rows = log
      .acts()
      .filter(({ act }) => fedKinds.has(act.kind) && log.deposit(act.statement))
      .filter(({ index }) => index >= after && index < newest.size)
    const page = rows.slice(0, pageLength)
    return {
      items: page.map((one) => itemOf(one, trustee)),
      next: rows.length > pageLength ? page.at(-1)!.index + 1 : newest.size,
      checkpoint: newest.checkpoint,
      consistency: log.tree().consistency(size, newest.size).map(encodeBase64),
    }
  }

  function checkRequest(request: FeedRequest): void {
    checkFeedRequest(request, roster.trustees[request.trustee - 1]!.key)
    if (Math.abs(Date.parse(request.time) - clock.now()) > maximumSkew && !liar)
      throw new RegisterError('feed_time', 'another time')
  }

  return {
    name: 'register',
    isUp,
    roster: () => roster,
    rosterOf(hash) {
      if (hash === rosterHash) return roster
      throw new RegisterError('roster_unknown', 'no such roster')
    },
    feed(request) {
      checkRequest(request)
      return liar ? liar(request, () => pageFor(request)) : pageFor(request)
    },
    deposit(sealed) {
      const { statement } = sealed
      return receive(createAct({ kind: 'deposit', statement, body: {} }, house.register), sealed)
    },
    act(act) {
      checkAct(act)
      if (!liar) checkAllowed(act)
      return receive(act)
    },
    holding(holding) {
      const key = roster.trustees[holding.trustee - 1]!.key
      log.keep({ kind: 'holding', holding: checkHolding(holding, key) })
    },
  }
}

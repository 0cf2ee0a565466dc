/** How far a deposit is, stage by stage. Received, logged and witnessed are three things, and only the last is a date. */
import { type DepositStatus, answersByKey, holdingRoster } from '@avow/client'
import type { Holding, Report, Roster } from '@avow/core'
import type { Verdict } from '@avow/verify'
import { formatNumber, formatSecond, formatTime } from '../format.ts'
import type { MessageKey } from '../messages/en.ts'
import { t } from '../translate.ts'
import type { Link, LinkState } from '../ui/chain.ts'
import type { Reports } from './reports.ts'
import { mayAskFor } from './waiting.ts'

export interface Logged {
  /** Place in the log. */
  readonly index: number
  /** No later than, RFC 3339; null while no quorum of witnesses has signed. */
  readonly time: string | null
}

/** What is known of a deposit and has been verified on this device. */
export interface Known {
  readonly isReceived: boolean
  /** Acts that the register has and the log has not yet: kind, and by when the register says it will; RFC 3339. */
  readonly waiting: ReadonlyMap<string, string>
  readonly deposit?: Logged | undefined
  readonly word?: Logged | undefined
  readonly withdraw?: Logged | undefined
  /** What the author's newest sign of life in the log, a check-in or a pause, says of its own time; RFC 3339. */
  readonly sign?: string | undefined
  readonly isOpened: boolean
  readonly isPublished: boolean
  /** Opened for the desk only. */
  readonly isDelivered: boolean
  /** How many witnesses the roster asks for. */
  readonly quorum: number
  readonly trustees: number
  readonly threshold: number
  /** By trustee, from 0: what it has answered and signed. */
  readonly holders: readonly Holder[]
  /** Whether it was handed on to others than those for whom it was sealed. */
  readonly isHandedOn?: boolean
}

/** `none`: no answer yet. `false`: an answer that the trustee has not signed. */
export type HolderState = Holding['state'] | 'none' | 'false'

export interface Holder {
  readonly name: string
  readonly state: HolderState
  /** Why a share was refused. */
  readonly code?: string
  /** What it tells the author of the condition, where there is something to tell. */
  readonly report?: Report | undefined
}

function holderOf(name: string, answer: Holding | undefined, isUnsigned: boolean): Holder {
  if (!answer) return { name, state: isUnsigned ? 'false' : 'none' }
  const { state, code } = answer
  return { name, state, ...(code === null ? {} : { code }) }
}

/**
 * Every trustee of the roster with the answer that it has signed for this statement.
 * @param all the rosters whose trustees may have answered: a number may be that of several
 */
function holdersOf(
  status: DepositStatus,
  { trustees }: Roster,
  all: readonly Roster[],
  reports: Reports,
): Holder[] {
  const answers = answersByKey(status, all)
  const given = new Set(
    status.holdings.filter((one) => one.statement === status.statement).map((one) => one.trustee),
  )
  return trustees.map(({ name, key }, at) => ({
    ...holderOf(name, answers.get(key), all.length === 1 && given.has(at + 1)),
    report: reports.get(key),
  }))
}

/** Of the signs of life that the log holds the newest, by its own time. */
function signOf({ acts }: DepositStatus, verdict: Verdict | undefined): string | undefined {
  const held = new Set(verdict?.acts.map(({ index }) => index))
  return acts
    .flatMap(({ act, index }) =>
      held.has(index) && (act.kind === 'check-in' || act.kind === 'pause') ? [act.body.time] : [],
    )
    .toSorted()
    .at(-1)
}

/** What a register's answer amounts to, by the verdict on it. */
export function knownOf(
  status: DepositStatus,
  roster: Roster,
  verdict: Verdict | undefined,
  reports: Reports,
  handedOn: readonly Roster[] = [],
): Known {
  const holding = holdingRoster(status, roster, handedOn)
  const isHandedOn = holding !== roster
  const act = (kind: string): Logged | undefined => verdict?.acts.find((one) => one.kind === kind)
  return {
    isReceived: true,
    waiting: new Map(status.waiting.map(({ kind, loggedBy }) => [kind, loggedBy])),
    deposit: act('deposit'),
    word: act('word'),
    withdraw: act('withdraw'),
    sign: signOf(status, verdict),
    isOpened: act('open') !== undefined,
    isPublished: status.state === 'published',
    isDelivered: status.state === 'delivered',
    quorum: roster.quorum,
    trustees: holding.trustees.length,
    threshold: isHandedOn ? holding.threshold : status.envelope.threshold,
    holders: holdersOf(status, holding, [roster, ...handedOn], reports),
    ...(isHandedOn ? { isHandedOn } : {}),
  }
}

const count = ({ holders }: Known, ...states: readonly HolderState[]): number =>
  holders.filter(({ state }) => states.includes(state)).length

const link = (name: MessageKey, state: LinkState, more: string): Link => ({ name: t(name), state, more })

const sealed = (): Link => link('stage.sealed', 'done', t('stage.sealed.more'))

const received = ({ isReceived }: Known): Link =>
  isReceived
    ? link('stage.received', 'done', t('stage.received.more'))
    : link('stage.received', 'now', t('stage.received.waiting'))

function logged({ isReceived, deposit, waiting }: Known): Link {
  const by = waiting.get('deposit')
  if (!deposit && by !== undefined)
    return link('stage.logged', 'now', t('stage.logged.by', { time: formatSecond(by) }))
  if (!deposit) return link('stage.logged', isReceived ? 'now' : 'later', t('stage.logged.waiting'))
  return link('stage.logged', 'done', t('stage.logged.more', { index: formatNumber(deposit.index) }))
}

function witnessed({ deposit, quorum }: Known): Link {
  if (quorum === 0) return link('stage.witnessed', 'fault', t('stage.witnessed.none'))
  if (!deposit?.time) return link('stage.witnessed', deposit ? 'now' : 'later', t('stage.witnessed.waiting'))
  return link('stage.witnessed', 'done', t('stage.witnessed.more', { time: formatTime(deposit.time) }))
}

function held(known: Known): Link {
  const { trustees, threshold, deposit } = known
  const holding = count(known, 'holds', 'released')
  const refused = count(known, 'refused', 'false')
  const params = { holding, refused, trustees, threshold }
  if (trustees - refused < threshold) return link('stage.held', 'fault', t('stage.held.few', params))
  if (holding + refused < trustees)
    return link('stage.held', deposit?.time ? 'now' : 'later', t('stage.held.waiting', params))
  return link('stage.held', 'done', t(refused > 0 ? 'stage.held.few' : 'stage.held.more', params))
}

function word({ word: given, waiting }: Known): Link {
  const by = waiting.get('word')
  if (given) return link('stage.word', 'done', t('stage.word.more', { index: formatNumber(given.index) }))
  if (by !== undefined) return link('stage.word', 'now', t('stage.word.by', { time: formatSecond(by) }))
  return link('stage.word', 'later', t('stage.word.waiting'))
}

const opened = ({ isOpened, word: given }: Known, isDue: boolean): Link =>
  isOpened
    ? link('stage.opened', 'done', t('stage.opened.more'))
    : link('stage.opened', given || isDue ? 'now' : 'later', t('stage.opened.waiting'))

function published({ isOpened, isPublished, isDelivered }: Known): Link {
  if (isDelivered) return link('stage.delivered', 'done', t('stage.delivered.more'))
  return isPublished
    ? link('stage.published', 'done', t('stage.published.more'))
    : link('stage.published', isOpened ? 'now' : 'later', t('stage.published.waiting'))
}

const withdrawn = (known: Known): Link =>
  link(
    'stage.withdrawn',
    'done',
    t('stage.withdrawn.more', { destroyed: count(known, 'destroyed'), trustees: known.trustees }),
  )

/** Stages of a deposit that was just made. @param isNow its condition is to be opened at once */
export function stagesOfDeposit(known: Known, isNow: boolean): Link[] {
  const stages = [sealed(), received(known), logged(known), witnessed(known), held(known)]
  const isDue = known.deposit?.time !== undefined && known.deposit.time !== null
  return isNow ? [...stages, opened(known, isDue), published(known)] : stages
}

/** Stages for somebody who comes back. */
export function stagesOfReturn(known: Known): Link[] {
  const begin = [...(known.deposit ? [] : [received(known)]), logged(known), witnessed(known)]
  if (known.withdraw) return [...begin, withdrawn(known)]
  // Once it is open, who held it is of no account; and who waits for a date or for silence gives no word.
  const middle = known.isOpened ? [] : [held(known)]
  const isAsked = !known.isOpened && mayAskFor(known, 'word')
  const given = known.word || isAsked ? [word(known)] : []
  const by = known.waiting.get('withdraw')
  if (by !== undefined)
    return [...begin, link('stage.withdrawn', 'now', t('stage.word.by', { time: formatSecond(by) }))]
  return [...begin, ...middle, ...given, opened(known, false), published(known)]
}

/** Whether a deposit has come as far as it can without its author. */
export const isSettled = (known: Known, isNow: boolean): boolean =>
  isNow
    ? known.isPublished || known.isDelivered
    : Boolean(known.deposit?.time ?? known.quorum === 0) && count(known, 'none') === 0

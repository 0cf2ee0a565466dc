/** From a page of the feed to what it changes. What the log's own signatures and receipts do not cover is refused whole. */
import {
  type Act,
  type ActOf,
  type Hash,
  type Interval,
  type PublicKey,
  type Sign,
  AvowError,
  checkAct,
  decodeBase64,
  signTimeOf,
} from '@avow/core'
import type { FeedItem, FeedPage } from '@avow/client'
import {
  type ReceiptVerifier,
  type SeenCheckpoint,
  createReceiptVerifier,
  verifyConsistency,
} from '@avow/verify'
import { type ArrivalContext, receiveDeposit } from './arrival.ts'
import { observedTime } from './decide.ts'
import { TrusteeError } from './error.ts'
import { ownReshare, receiveHold, receivePart } from './reshare/arrival.ts'
import type { HoldSeen, OwnReshare, PartArrival } from './reshare/store.ts'
import type { Arrival, AuthorAct, Deposit, PageChange, Position, SignOfLife } from './store.ts'

export interface PageContext extends Omit<ArrivalContext, 'time'> {
  /** The trustee's own clock, milliseconds. */
  readonly now: number
  readonly position: Position
  readonly deposit: (statement: Hash) => Deposit | undefined
  /** Told of parts that are not taken, and why. */
  readonly onRefused?: (statement: Hash, code: string) => void
}

const invalid = (reason: string, cause?: unknown): TrusteeError =>
  new TrusteeError('feed_invalid', `the feed is not to be trusted: ${reason}`, {}, cause)

/** Anything that tlog, core or verify finds wrong with what the register sent. */
function refusing<T>(reason: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof TrusteeError || !(cause instanceof AvowError)) throw cause
    throw invalid(reason, cause)
  }
}

/**
 * The log must be the one seen before, grown.
 * @throws TrusteeError `log_rollback`, `log_fork`
 */
function judgeCheckpoint(position: Position, seen: SeenCheckpoint, proof: readonly string[]): void {
  const { size, root } = position
  if (root === null) return
  if (seen.size < size)
    throw new TrusteeError('log_rollback', 'the log is shorter than it was', { was: size, is: seen.size })
  if (seen.size === size && seen.root !== root)
    throw new TrusteeError('log_fork', 'the log is another one of the same size', { size })
  if (seen.size === size) return
  try {
    verifyConsistency(
      { size, root },
      seen,
      proof.map((hash) => decodeBase64(hash)),
    )
  } catch (cause) {
    throw new TrusteeError(
      'log_fork',
      'the log is not the one seen before, grown',
      { was: size, is: seen.size },
      cause,
    )
  }
}

/** In the order of the log, each once, without what was taken before. */
function newItems({ items, next }: FeedPage, { cursor }: Position, size: number): FeedItem[] {
  if (next < cursor || next > size) throw invalid('it goes on at a place that is not in the log')
  const fresh = items.filter(({ index }) => index >= cursor)
  const byIndex = new Map(fresh.map((item) => [item.index, item]))
  const sorted = [...byIndex.values()].sort((a, b) => a.index - b.index)
  if (sorted.some(({ index }) => index >= next)) throw invalid('it holds an act beyond its end')
  return sorted
}

/** The act is signed, and the witnessed log holds it at its place. */
function verifiedAct(item: FeedItem, verifier: ReceiptVerifier): Act {
  return refusing('an act or its receipt does not verify', () => {
    const act = checkAct(item.act)
    const { index } = verifier.receipt(item.receipt, act)
    if (index !== item.index) throw invalid('a receipt is for another place')
    return act
  })
}

/** A page's context when its checkpoint is known. */
type TakeContext = PageContext & ArrivalContext & { readonly verifier: ReceiptVerifier }

interface Taken {
  readonly arrivals: Arrival[]
  readonly acts: AuthorAct[]
  readonly signs: SignOfLife[]
  readonly parts: PartArrival[]
  readonly own: OwnReshare[]
  readonly holds: HoldSeen[]
}

const depositOf = ({ statement }: { statement: Hash }, { arrivals }: Taken, context: TakeContext) =>
  arrivals.find(({ deposit }) => deposit.statement === statement)?.deposit ?? context.deposit(statement)

/** A sign of life as it is kept. @param came observed time; null where the log has no witnesses */
export const signOf = (act: Sign, came: number | null): SignOfLife => ({
  statement: act.statement,
  actor: act.actor,
  sign: signTimeOf(act, came),
  checkIn: Date.parse(act.body.time),
  pause: pauseOf(act),
})

const pauseOf = ({ kind, body }: Sign): Interval | null =>
  kind === 'pause' ? { from: Date.parse(body.from), until: Date.parse(body.until) } : null

/** Acts by others than the author are left out; before the deposit is known every actor may be the author. */
function takeAuthorAct(
  act: ActOf<'word' | 'withdraw'>,
  index: number,
  taken: Taken,
  context: TakeContext,
): void {
  const deposit = depositOf(act, taken, context)
  if (deposit && deposit.author !== act.actor) return
  taken.acts.push({ statement: act.statement, kind: act.kind, actor: act.actor, index, time: context.time })
}

/** What the author did before a trustee was given a part: each with its receipt, so that it counts as if it had been read. */
function takeEarlier(
  item: FeedItem,
  statement: Hash,
  taken: Taken,
  context: TakeContext,
): number | undefined {
  let deposited: number | undefined
  for (const before of item.earlier ?? []) {
    const act = verifiedAct(before, context.verifier)
    if (act.statement !== statement || before.index >= item.index) throw invalid('an earlier act is another')
    if (act.kind === 'deposit' && act.actor === context.roster.register) deposited = before.index
    if (act.kind === 'word' || act.kind === 'withdraw') takeAuthorAct(act, before.index, taken, context)
    if (act.kind === 'pause') taken.signs.push(signOf(act, context.time))
  }
  return deposited
}

async function takeReshare(
  item: FeedItem,
  act: ActOf<'reshare'>,
  taken: Taken,
  context: TakeContext,
): Promise<void> {
  const own = await ownReshare(item, act, context)
  if (own) taken.own.push(own)
  const deposited = takeEarlier(item, act.statement, taken, context)
  const part = await receivePart(item, act, deposited, context)
  if (part && 'code' in part) context.onRefused?.(act.statement, part.code)
  else if (part) taken.parts.push(part)
}

async function takeHold(act: ActOf<'hold'>, { holds }: Taken, { rosterOf }: TakeContext): Promise<void> {
  const hold = await receiveHold(act, rosterOf)
  if (hold) holds.push(hold)
}

async function take(item: FeedItem, act: Act, taken: Taken, context: TakeContext): Promise<void> {
  if (act.kind === 'word' || act.kind === 'withdraw') return takeAuthorAct(act, item.index, taken, context)
  if (act.kind === 'reshare') return takeReshare(item, act, taken, context)
  if (act.kind === 'hold') return takeHold(act, taken, context)
  if (act.kind === 'check-in' || act.kind === 'pause') taken.signs.push(signOf(act, context.time))
  if (act.kind !== 'deposit') return
  if (act.actor !== context.roster.register) throw invalid('a deposit was not signed by the register')
  const known =
    context.deposit(act.statement) ??
    taken.arrivals.some(({ deposit }) => deposit.statement === act.statement)
  if (known) return
  const isSpent = (token: PublicKey): boolean =>
    context.isSpent(token) || taken.arrivals.some(({ deposit }) => deposit.credential === token)
  taken.arrivals.push(await receiveDeposit(item, act, { ...context, isSpent }))
}

/** Observed time does not go back, though the next quorum may have slower clocks: an act that comes now is not older than what was read. */
const timeAfter = ({ readTime }: Position, { observed }: SeenCheckpoint): number | null =>
  observed === null ? null : Math.max(observed, readTime ?? observed)

function positionAfter({ position }: PageContext, seen: SeenCheckpoint, next: number): Position {
  const { size, root } = seen
  const time = next === size ? timeAfter(position, seen) : null
  return { cursor: next, size, root, readTime: time ?? position.readTime }
}

/** A contact is a moment at which everything had been read (spec/conditions.md, "Hearing"). */
const contactOf = ({ cursor, size, readTime }: Position, now: number): number | null =>
  cursor === size && readTime !== null ? observedTime(now, readTime) : null

/**
 * Checks a page of the feed.
 * @throws TrusteeError `log_rollback`, `log_fork`, `feed_invalid`: nothing of the page may be used
 */
export async function readPage(page: FeedPage, context: PageContext): Promise<PageChange> {
  const verifier = createReceiptVerifier(context.roster)
  const seen = refusing('its checkpoint is not witnessed', () => verifier.checkpoint(page.checkpoint))
  judgeCheckpoint(context.position, seen, page.consistency)
  const items = newItems(page, context.position, seen.size)
  const acts = items.map((item) => verifiedAct(item, verifier))
  const taken: Taken = { arrivals: [], acts: [], signs: [], parts: [], own: [], holds: [] }
  const here = { ...context, verifier, time: timeAfter(context.position, seen) }
  for (const [place, item] of items.entries()) await take(item, acts[place]!, taken, here)
  const position = positionAfter(context, seen, page.next)
  return { ...taken, position, contact: contactOf(position, context.now) }
}

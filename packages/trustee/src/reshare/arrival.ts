/** What a trustee checks of a part that is handed to it (spec/opening.md, "Resharing"). */
import {
  type ActOf,
  type Envelope,
  type Hash,
  type Roster,
  AvowError,
  checkEnvelope,
  decodeBase64,
  openPartNote,
  rosterHashOf,
  statementIdOf,
} from '@avow/core'
import type { FeedItem } from '@avow/client'
import { type ArrivalContext, numberIn } from '../arrival.ts'
import type { HoldSeen, OwnReshare, PartArrival } from './store.ts'

/** A roster by its hash; undefined when the register does not know it. */
type RosterOf = ArrivalContext['rosterOf']

async function rosterAt(hash: Hash | undefined, rosterOf: RosterOf): Promise<Roster | undefined> {
  const roster = hash === undefined ? undefined : await rosterOf(hash)
  return roster && rosterHashOf(roster) === hash ? roster : undefined
}

/** How many of those who held it before restore what they hand on. */
const thresholdBefore = (path: readonly Hash[], envelope: Envelope, before: Roster): number =>
  path.length === 2 ? envelope.threshold : before.threshold

/** The envelope of an item if it is whole and the one that the act is about. */
function envelopeOf({ envelope }: FeedItem, { statement, body }: ActOf<'reshare'>): Envelope | undefined {
  if (!envelope || statementIdOf(envelope) !== statement || envelope.roster !== body.path[0]) return undefined
  return checkEnvelope(envelope)
}

/** Whether whoever signed may hand on, to these. */
function isAllowed({ actor, body }: ActOf<'reshare'>, before: Roster, to: Roster): boolean {
  return (
    before.trustees[body.trustee - 1]?.key === actor &&
    before.register === to.register &&
    before.origin === to.origin &&
    to.trustees.length === body.shares.length &&
    to.threshold === body.threshold
  )
}

/** Why a part is not taken. */
export interface PartRefused {
  readonly code: string
}

/**
 * Checks an act `reshare` and the note for this trustee.
 * @param deposited place of the deposit in the log, which came with it; undefined: it did not come
 * @returns undefined where it concerns others only; a code where the part is not taken. A bad part never throws.
 * @throws ClientError when a roster cannot be fetched now
 */
export async function receivePart(
  item: FeedItem,
  act: ActOf<'reshare'>,
  deposited: number | undefined,
  { key, identity, rosterOf, time }: ArrivalContext,
): Promise<PartArrival | PartRefused | undefined> {
  const { path } = act.body
  const [before, to] = [await rosterAt(path.at(-2), rosterOf), await rosterAt(path.at(-1), rosterOf)]
  const trustee = to ? numberIn(to, key) : 0
  if (!to || trustee === 0) return undefined
  if (!before) return { code: 'roster_unknown' }
  try {
    const envelope = envelopeOf(item, act)
    if (!envelope) return { code: 'envelope_missing' }
    if (!isAllowed(act, before, to)) return { code: 'reshare_not_allowed' }
    if (deposited === undefined) return { code: 'deposit_missing' }
    if (item.note === undefined) return { code: 'note_missing' }
    const note = await openPartNote(decodeBase64(item.note), act, envelope, trustee, identity)
    const needed = thresholdBefore(path, envelope, before)
    const { statement } = act
    const fresh = { state: 'holds', code: null, time, sign: null, checkIn: null, credential: null } as const
    const deposit = { ...fresh, statement, deposited, author: envelope.author, trustee }
    return { statement, path, trustee, needed, note, deposit }
  } catch (cause) {
    if (cause instanceof AvowError) return { code: cause.code }
    throw cause
  }
}

/**
 * What an own act in the log tells whoever has signed it.
 * @throws ClientError when the roster cannot be fetched now
 */
export async function ownReshare(
  item: FeedItem,
  act: ActOf<'reshare'>,
  { key, rosterOf }: ArrivalContext,
): Promise<OwnReshare | undefined> {
  const { path } = act.body
  if (act.actor !== key || !item.envelope || statementIdOf(item.envelope) !== act.statement) return undefined
  const before = await rosterAt(path.at(-2), rosterOf)
  return before && { act, needed: thresholdBefore(path, item.envelope, before) }
}

/** An act `hold`, if the trustee whom it names has signed it. @throws ClientError when the roster cannot be fetched now */
export async function receiveHold(
  { actor, statement, body }: ActOf<'hold'>,
  rosterOf: RosterOf,
): Promise<HoldSeen | undefined> {
  const roster = await rosterAt(body.path.at(-1), rosterOf)
  return roster?.trustees[body.trustee - 1]?.key === actor ? { statement, ...body } : undefined
}

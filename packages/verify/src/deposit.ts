/** The verdict on a deposit that is not open yet, for its author. */
import {
  type Act,
  type Envelope,
  type Hash,
  type Roster,
  rosterHashOf,
  statementIdOf,
  formatInstant,
} from '@avow/core'
import type { LoggedAct } from './bundle.ts'
import { rosterByHash, verifyAct, verifyEnvelope, verifyRoster, verifySealedFor } from './check.ts'
import { verifySameLog } from './consistency.ts'
import { mismatch, within } from './error.ts'
import { verifyRelease } from './opening.ts'
import { type Receipt, createReceiptVerifier } from './receipt.ts'
import { timeOf } from './time.ts'
import { type Finding, type Verdict, findingFrom, pending, proven, unchecked } from './verdict.ts'

/** What a register answers to `GET /api/v1/deposits/{locator}`, with the roster that the envelope names. */
export interface DepositView {
  readonly envelope: Envelope
  readonly roster: Roster
  readonly acts: readonly LoggedAct[]
  /** Those to whose trustees it was handed on, by its acts. */
  readonly rosters?: readonly Roster[]
}

interface CheckedAct {
  readonly act: Act
  readonly receipt: Receipt
}

function checkedActs({ envelope, roster, acts, rosters = [] }: DepositView, statement: Hash): CheckedAct[] {
  const verifier = createReceiptVerifier(roster, { pending: true })
  const others = rosterByHash(rosters.filter(({ register }) => register === roster.register))
  const checked = acts.map(({ act, receipt }, place) =>
    within(`acts[${place}]`, () => ({
      act: within('act', () => verifyAct(act, statement, envelope, roster, others)),
      receipt: within('receipt', () => verifier.receipt(receipt, act)),
    })),
  )
  verifySameLog(checked.map(({ receipt }) => receipt))
  return checked
}

const isOpen = (acts: readonly { readonly act: Act }[]): boolean =>
  acts.some(({ act }) => act.kind === 'open')

function openingOf(view: DepositView, acts: readonly CheckedAct[]): Finding {
  const { envelope } = view
  const releases = acts.flatMap(({ act }, place) => (act.kind === 'release' ? [{ act, place }] : []))
  for (const { act, place } of releases) within(`acts[${place}].act`, () => verifyRelease(act, envelope))
  const released = new Set(releases.map(({ act }) => act.body.trustee)).size
  const counts = { released, trustees: envelope.shares.length, threshold: envelope.threshold }
  if (acts.some(({ act }) => act.kind === 'withdraw')) return pending('opening_withdrawn', counts)
  if (isOpen(acts)) return pending('opening_opened', counts)
  return pending(released > 0 ? 'opening_released' : 'opening_waiting', counts)
}

function timeOfDeposit(acts: readonly CheckedAct[], origin: string): Finding {
  const deposit = acts.find(({ act }) => act.kind === 'deposit')
  if (!deposit) throw mismatch('acts_incomplete', 'acts')
  return timeOf(deposit.receipt, origin)
}

/**
 * What is known of a deposit before it is opened: its time and its author may be proven, text and opening are pending.
 * Never throws for what it is given: a fault is a mismatch that says where.
 */
export async function verifyDeposit(
  view: DepositView,
  { trustedRoster }: { readonly trustedRoster?: Hash | undefined } = {},
): Promise<Verdict> {
  const statement = statementIdOf(view.envelope)
  const rosterHash = rosterHashOf(view.roster)
  const envelope = () => within('envelope', () => verifyEnvelope(view.envelope))
  const roster = () => {
    within('roster', () => verifyRoster(view.roster))
    verifySealedFor(envelope(), view.roster)
  }
  const acts = () => {
    roster()
    return checkedActs(view, statement)
  }
  const findRoster = () => {
    roster()
    if (trustedRoster === undefined) return unchecked('roster_not_given', { roster: rosterHash })
    if (rosterHash !== trustedRoster) throw mismatch('roster_untrusted', 'roster', { roster: rosterHash })
    return proven('roster_proven', { roster: rosterHash })
  }
  const findAuthor = () => {
    const { author } = envelope()
    const isGiven = view.acts.some(({ act }) => act.kind === 'word')
    if (isGiven) acts()
    return proven(isGiven ? 'author_proven_word_waiting' : 'author_proven', { author })
  }
  const text = await findingFrom(
    () => (envelope(), pending(isOpen(view.acts) ? 'text_opened' : 'text_sealed')),
  )
  const author = await findingFrom(findAuthor)
  const time = await findingFrom(() => timeOfDeposit(acts(), view.roster.origin))
  const opening = await findingFrom(() => openingOf(view, acts()))
  return {
    text,
    author,
    time,
    opening,
    roster: await findingFrom(findRoster),
    statementId: statement,
    rosterHash,
    acts: opening.status === 'mismatch' ? [] : acts().map(shown),
  }
}

const shown = ({ act, receipt }: CheckedAct) => ({
  kind: act.kind,
  index: receipt.index,
  time: receipt.time === null || !receipt.isWitnessed ? null : formatInstant(receipt.time),
})

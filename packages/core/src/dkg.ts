/**
 * A key that is born distributed, or handed on, as a pure function of what was said (spec/conditions.md, "Ceremony").
 * Whoever has the same messages in the same phases reaches the same outcome; who speaks wrongly is named.
 */
import type { Hash, PublicKey, Signature } from './bytes.ts'
import { encodeCanonical } from './canonical.ts'
import {
  type DkgMessage,
  type DkgMessageOf,
  type DkgPhase,
  checkDkgMessage,
  dealCommitment,
  dkgMessageHash,
  dkgPhases,
} from './dkg-message.ts'
import { verifyPossession } from './dkg-possession.ts'
import { type DkgSetup, checkDkgSetup, dkgSessionOf } from './dkg-setup.ts'
import { verifySignature } from './domain.ts'
import { CoreError } from './error.ts'
import { type InstitutionKey, type UnsignedInstitutionKey, checkInstitutionKey } from './institution-key.ts'
import {
  type GroupPoint,
  combinePoints,
  decodeElement,
  decodeScalar,
  encodeElement,
  evaluateInExponent,
  lagrange,
  timesBase,
} from './oprf-group.ts'

export interface DkgState {
  readonly setup: DkgSetup
  readonly session: Hash
  /** The phase whose messages are taken; `done` after the last. */
  readonly phase: DkgPhase | 'done'
  /** By their hashes: a message counts once. */
  readonly messages: ReadonlyMap<Hash, DkgMessage>
}

export type DkgFaultCode =
  | 'commit_missing'
  | 'commit_twice'
  | 'deal_missing'
  | 'deal_twice'
  | 'deal_other_than_committed'
  | 'deal_wrong_length'
  | 'deal_incomplete'
  | 'possession_unproven'
  | 'previous_share_mismatch'
  | 'complaints_too_many'
  | 'complaint_unanswered'

export interface DkgFault {
  /** The number of the dealer. */
  readonly dealer: number
  readonly code: DkgFaultCode
}

export interface DkgOutcome {
  /** Numbers of the dealers whose deals make the key, in ascending order. */
  readonly qualified: readonly number[]
  /** Why the others do not, one reason each. */
  readonly faults: readonly DkgFault[]
  readonly key: UnsignedInstitutionKey
}

/** @throws CoreError `dkg_setup_invalid`. */
export function openDkg(setup: DkgSetup): DkgState {
  const checked = checkDkgSetup(setup)
  return { setup: checked, session: dkgSessionOf(checked), phase: 'commit', messages: new Map() }
}

/** Takes a message of the open phase. @throws CoreError `dkg_message_invalid` (details: reason; `phase` for one of another phase). */
export function receiveDkgMessage(state: DkgState, value: unknown): DkgState {
  const message = checkDkgMessage(value, state.setup, state.session)
  if (message.phase !== state.phase)
    throw new CoreError('dkg_message_invalid', 'not a message of this ceremony', { reason: 'phase' })
  return { ...state, messages: new Map([...state.messages, [dkgMessageHash(message), message]]) }
}

/** Ends the open phase. When, the ceremony's board decides: all must close a phase after the same messages. */
export function closeDkgPhase(state: DkgState): DkgState {
  const next = state.phase === 'done' ? 'done' : (dkgPhases[dkgPhases.indexOf(state.phase) + 1] ?? 'done')
  return { ...state, phase: next }
}

export function messagesOf<Phase extends DkgPhase>(
  state: DkgState,
  phase: Phase,
  from?: number,
): readonly DkgMessageOf<Phase>[] {
  const isOf = (one: DkgMessage): one is DkgMessageOf<Phase> =>
    one.phase === phase && (from === undefined || one.from === from)
  return [...state.messages.values()].filter(isOf)
}

type DealJudgement = readonly GroupPoint[] | DkgFaultCode

/** A state never changes, and what its deals are worth is asked often. */
const judgements = new WeakMap<DkgState, Map<number, DealJudgement>>()

/** The points that a dealer has dealt, or what is wrong with its deal. */
export function dealOf(state: DkgState, dealer: number): DealJudgement {
  const known = judgements.get(state) ?? new Map<number, DealJudgement>()
  judgements.set(state, known)
  const judged = known.get(dealer) ?? judgeDeal(state, dealer)
  known.set(dealer, judged)
  return judged
}

function judgeDeal(state: DkgState, dealer: number): DealJudgement {
  const commits = messagesOf(state, 'commit', dealer)
  const deals = messagesOf(state, 'deal', dealer)
  if (commits.length !== 1) return commits.length === 0 ? 'commit_missing' : 'commit_twice'
  if (deals.length !== 1) return deals.length === 0 ? 'deal_missing' : 'deal_twice'
  return checkDeal(state, dealer, commits[0]!.body.commitment, deals[0]!.body)
}

function checkDeal(
  { setup, session }: DkgState,
  dealer: number,
  commitment: Hash,
  body: DkgMessageOf<'deal'>['body'],
): DealJudgement {
  if (dealCommitment(session, dealer, body) !== commitment) return 'deal_other_than_committed'
  if (body.coefficients.length !== setup.threshold) return 'deal_wrong_length'
  const receivers = setup.receivers.map(({ trustee }) => trustee).join()
  if (body.shares.map(({ trustee }) => trustee).join() !== receivers) return 'deal_incomplete'
  const points = body.coefficients.map(decodeElement)
  if (!verifyPossession(session, dealer, points[0]!, body.proof)) return 'possession_unproven'
  const held = setup.previous?.trustees.find(({ trustee }) => trustee === dealer)?.share
  return held === undefined || held === body.coefficients[0] ? points : 'previous_share_mismatch'
}

/** Whether a share is the one that a deal fixes for a receiver. */
export const isShareOf = (share: string, points: readonly GroupPoint[], receiver: number): boolean =>
  timesBase(decodeScalar(share)).equals(evaluateInExponent(points, receiver))

/** Numbers of the receivers who have complained about a dealer. */
export const complainersOf = (state: DkgState, dealer: number): readonly number[] => [
  ...new Set(
    messagesOf(state, 'complain')
      .filter(({ body }) => body.against.includes(dealer))
      .map(({ from }) => from),
  ),
]

/** The right share that a dealer has answered a receiver's complaint with. */
export const answerTo = (
  state: DkgState,
  dealer: number,
  receiver: number,
  points: readonly GroupPoint[],
): string | undefined =>
  messagesOf(state, 'answer', dealer)
    .flatMap(({ body }) => body.shares)
    .find(({ trustee, share }) => trustee === receiver && isShareOf(share, points, receiver))?.share

interface Dealt {
  readonly dealer: number
  readonly points: readonly GroupPoint[]
}

function judgeDealer(state: DkgState, dealer: number): Dealt | DkgFault {
  const points = dealOf(state, dealer)
  if (typeof points === 'string') return { dealer, code: points }
  const complainers = complainersOf(state, dealer)
  // As many shares in the open as the threshold would open the whole deal; and one of them complains rightly.
  if (complainers.length >= state.setup.threshold) return { dealer, code: 'complaints_too_many' }
  const isAnswered = (receiver: number) => answerTo(state, dealer, receiver, points) !== undefined
  return complainers.every(isAnswered) ? { dealer, points } : { dealer, code: 'complaint_unanswered' }
}

/** What each qualified deal counts for: one for a new key; for one that is handed on, what makes the old shares the old key. */
export const weightsOf = ({ previous }: DkgSetup, qualified: readonly number[]): readonly bigint[] =>
  previous === null ? qualified.map(() => 1n) : lagrange(qualified, 0)

function keyOf({ setup, session }: DkgState, dealt: readonly Dealt[]): UnsignedInstitutionKey {
  const weights = weightsOf(
    setup,
    dealt.map(({ dealer }) => dealer),
  )
  const coefficients = Array.from({ length: setup.threshold }, (_, degree) =>
    combinePoints(
      dealt.map(({ points }) => points[degree]!),
      weights,
    ),
  )
  return {
    version: 'avow/institution-key/v1',
    session,
    threshold: setup.threshold,
    key: encodeElement(coefficients[0]!),
    trustees: setup.receivers.map(({ trustee, key }) => ({
      trustee,
      key,
      share: encodeElement(evaluateInExponent(coefficients, trustee)),
    })),
  }
}

/**
 * What came of a ceremony, once the answers are in.
 * @throws CoreError `dkg_failed`: too few dealers are left (details: qualified, needed), or the phase `answer` is still open.
 */
export function dkgOutcome(state: DkgState): DkgOutcome {
  const { setup, phase } = state
  if (phase !== 'confirm' && phase !== 'done')
    throw new CoreError('dkg_failed', 'the answers are still open', { phase })
  const judged = setup.dealers.map(({ trustee }) => judgeDealer(state, trustee))
  const dealt = judged.filter((one) => 'points' in one)
  // At least one of so many dealers keeps its part secret; and so many old shares make the old key.
  const needed = setup.previous?.threshold ?? setup.threshold
  if (dealt.length < needed)
    throw new CoreError('dkg_failed', 'too few dealers are left', { qualified: dealt.length, needed })
  return {
    qualified: dealt.map(({ dealer }) => dealer),
    faults: judged.filter((one) => 'code' in one),
    key: keyOf(state, dealt),
  }
}

const isConfirmed = (key: UnsignedInstitutionKey, signer: PublicKey, confirmation: Signature): boolean => {
  try {
    return verifySignature('avow/institution-key/v1', signer, encodeCanonical(key), confirmation).length > 0
  } catch {
    return false
  }
}

/**
 * The key with the confirmations of those who hold their share of it. One that is wrong is left out.
 * @throws CoreError `dkg_failed`, `institution_key_invalid` when fewer than the threshold have confirmed.
 */
export function confirmedKey(state: DkgState): InstitutionKey {
  const { key } = dkgOutcome(state)
  const confirmations = state.setup.receivers.flatMap(({ trustee, key: signer }) =>
    messagesOf(state, 'confirm', trustee)
      .map(({ body }) => ({ trustee, signature: body.confirmation }))
      .filter(({ signature }) => isConfirmed(key, signer, signature))
      .slice(0, 1),
  )
  return checkInstitutionKey({ ...key, confirmations })
}

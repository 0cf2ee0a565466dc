/** Turns an envelope back into a statement, with enough shares (spec/opening.md, "Release and opening"). */
import { type Act, checkAct } from './act.ts'
import { type OpeningKey, openingKeyOf } from './age.ts'
import { openForDesk } from './desk.ts'
import { type DisclosedShare, isCommitted } from './disclosed.ts'
import type { RoundSignature } from './drand.ts'
import { type Envelope, hashOfPayload, statementIdOf } from './envelope.ts'
import { AvowError, CoreError } from './error.ts'
import { type OpenedPayload, isForDesk, readPayload } from './payload.ts'
import { type ReshareFault, recombine } from './recombine.ts'
import { type Roster, rosterHashOf } from './roster.ts'
import { combineShares } from './shares.ts'

export interface Opened extends OpenedPayload {
  readonly openingKey: OpeningKey
  /** Whose shares were combined, ascending. */
  readonly trustees: readonly number[]
  /** Places, from 0, of given shares that are not the ones that the envelope commits to. They accuse nobody: `trusteesAtFault` does. */
  readonly wrong: readonly number[]
  /** Whose acts are not right, of those by which the statement was handed on and disclosed. */
  readonly faults: readonly ReshareFault[]
}

/**
 * Combines disclosed shares to the opening key. Wrong shares are named by their place and left out; the rest suffice if there are enough.
 * @throws CoreError `shares_too_few` with `details.right` and `details.threshold`.
 */
export async function combineDisclosed(envelope: Envelope, shares: readonly DisclosedShare[]) {
  const wrong = [...shares.keys()].filter((place) => !isCommitted(envelope, shares[place]!))
  const byTrustee = new Map(
    shares.filter((_, place) => !wrong.includes(place)).map((one) => [one.trustee, one]),
  )
  const chosen = [...byTrustee.values()].sort((a, b) => a.trustee - b.trustee).slice(0, envelope.threshold)
  if (chosen.length < envelope.threshold)
    throw new CoreError('shares_too_few', 'there are fewer right shares than the threshold', {
      right: chosen.length,
      threshold: envelope.threshold,
    })
  const scalar = await combineShares(chosen.map(({ share }) => share))
  return { openingKey: openingKeyOf(scalar), trustees: chosen.map(({ trustee }) => trustee), wrong }
}

/** What opens the locks inside the payload, where there are such. */
export interface Locks {
  /** Of the round for which a date lock waits. */
  readonly signature?: RoundSignature | undefined
  /** An age identity of the desk, for a statement that is for the desk only. */
  readonly desk?: string | undefined
}

/**
 * Opens `payload.age` with the opening key.
 * @param openingKey `AGE-SECRET-KEY-1…`, from anywhere
 * @throws CoreError `statement_for_desk` without an identity of the desk, and as `readPayload` and `openForDesk`
 */
export async function openPayload(
  payload: Uint8Array,
  openingKey: string,
  { signature, desk }: Locks = {},
): Promise<OpenedPayload> {
  const read = await readPayload(payload, openingKey, signature)
  if (!isForDesk(read)) return read
  if (desk === undefined) throw new CoreError('statement_for_desk', 'only the desk can open the statement')
  const { forDesk, ...locked } = read
  return { ...(await openForDesk(forDesk, desk)), ...locked }
}

/**
 * Opens an envelope with disclosed shares, without any service.
 * @param more `acts` of a statement that was handed on: `reshare` and `release-parts`, checked as `recombine` says; what opens further locks, which opens nothing without the shares
 * @throws CoreError `payload_hash_mismatch`, `shares_too_few`, `opening_key_wrong`, and as `openPayload`.
 */
export async function openEnvelope(
  envelope: Envelope,
  payload: Uint8Array,
  shares: readonly DisclosedShare[],
  { acts = [], ...locks }: Locks & { readonly acts?: readonly Act[] } = {},
): Promise<Opened> {
  if (hashOfPayload(payload) !== envelope.payload.hash)
    throw new CoreError('payload_hash_mismatch', 'the payload is not the one that the author signed')
  const { shares: recombined, faults } = await recombine(envelope, acts)
  const combined = await combineDisclosed(envelope, [...shares, ...recombined])
  return { ...combined, faults, ...(await openPayload(payload, combined.openingKey, locks)) }
}

/** The trustee who has signed a release of this statement with a wrong share; anything else accuses nobody. */
function accusedBy(act: Act, envelope: Envelope, roster: Roster): number[] {
  try {
    checkAct(act)
  } catch (cause) {
    if (cause instanceof AvowError) return []
    throw cause
  }
  if (act.kind !== 'release' || act.statement !== statementIdOf(envelope)) return []
  const isOwn = roster.trustees[act.body.trustee - 1]?.key === act.actor
  return isOwn && !isCommitted(envelope, act.body) ? [act.body.trustee] : []
}

/**
 * Trustees who have released a wrong share under their own signature, ascending. Only that counts against them: a number beside
 * a share is written by whoever discloses it.
 * @param roster the one for which the envelope was sealed
 * @throws CoreError `roster_invalid` when it is another
 */
export function trusteesAtFault(envelope: Envelope, roster: Roster, acts: readonly Act[]): number[] {
  if (rosterHashOf(roster) !== envelope.roster)
    throw new CoreError('roster_invalid', 'the envelope was sealed for another roster')
  const accused = acts.flatMap((act) => accusedBy(act, envelope, roster))
  return [...new Set(accused)].sort((a, b) => a - b)
}

/** Turns an envelope back into a statement, with enough shares (spec/opening.md, "Release and opening"). */
import { type OpeningKey, openingKeyOf } from './age.ts'
import type { Salt } from './bytes.ts'
import { type Envelope, hashOfPayload } from './envelope.ts'
import { CoreError } from './error.ts'
import { type OpenedPayload, openPayload } from './payload.ts'
import { type Share, combineShares, shareCommitment } from './shares.ts'

/** A share as a trustee discloses it. */
export interface DisclosedShare {
  /** From 1. */
  readonly trustee: number
  readonly share: Share
  readonly shareSalt: Salt
}

export interface Opened extends OpenedPayload {
  readonly openingKey: OpeningKey
  /** Whose shares were combined, ascending. */
  readonly trustees: readonly number[]
  /** Whose shares were not the ones that the envelope commits to. */
  readonly wrong: readonly number[]
}

function isCommitted(envelope: Envelope, { trustee, share, shareSalt }: DisclosedShare): boolean {
  try {
    return shareCommitment(trustee, share, shareSalt) === envelope.shares[trustee - 1]
  } catch {
    return false
  }
}

/**
 * Combines disclosed shares to the opening key. Wrong shares are named and left out; the rest suffice if there are enough.
 * @throws CoreError `shares_too_few` with `details.right` and `details.threshold`.
 */
export async function combineDisclosed(envelope: Envelope, shares: readonly DisclosedShare[]) {
  const byTrustee = new Map(
    shares.filter((one) => isCommitted(envelope, one)).map((one) => [one.trustee, one]),
  )
  const wrong = [
    ...new Set(shares.filter((one) => !isCommitted(envelope, one)).map(({ trustee }) => trustee)),
  ]
  const chosen = [...byTrustee.values()].sort((a, b) => a.trustee - b.trustee).slice(0, envelope.threshold)
  if (chosen.length < envelope.threshold)
    throw new CoreError('shares_too_few', 'there are fewer right shares than the threshold', {
      right: chosen.length,
      threshold: envelope.threshold,
    })
  const scalar = await combineShares(chosen.map(({ share }) => share))
  return { openingKey: openingKeyOf(scalar), trustees: chosen.map(({ trustee }) => trustee), wrong }
}

/**
 * Opens an envelope with disclosed shares, without any service.
 * @throws CoreError `payload_hash_mismatch`, `shares_too_few`, `opening_key_wrong`, `payload_malformed`, `too_large`, `statement_invalid`, `attachment_mismatch`.
 */
export async function openEnvelope(
  envelope: Envelope,
  payload: Uint8Array,
  shares: readonly DisclosedShare[],
): Promise<Opened> {
  if (hashOfPayload(payload) !== envelope.payload.hash)
    throw new CoreError('payload_hash_mismatch', 'the payload is not the one that the author signed')
  const combined = await combineDisclosed(envelope, shares)
  return { ...combined, ...(await openPayload(payload, combined.openingKey)) }
}

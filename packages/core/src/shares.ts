/** The opening key in parts (spec/envelope.md, "Opening key and shares"). */
import { combine, split } from 'shamir-secret-sharing'
import { type Hash, type Salt, decodeBase64, decodeHex, encodeBase64 } from './bytes.ts'
import { base64Of } from './canonical.ts'
import { hashWithDomain } from './domain.ts'
import { CoreError } from './error.ts'

declare const brand: unique symbol
/** 33 bytes as base64: 32 of the share, then its x coordinate. */
export type Share = string & { readonly [brand]: 'Share' }

const shareLength = 33
export const shareSchema = base64Of<Share>(shareLength)

/** @throws CoreError `threshold_invalid` unless 2 ≤ threshold ≤ count ≤ 32. */
export function checkThreshold(threshold: number, count: number): void {
  const holds = Number.isInteger(threshold) && threshold >= 2 && threshold <= count && count <= 32
  if (!holds)
    throw new CoreError(
      'threshold_invalid',
      'the threshold must be from 2 to the number of trustees, at most 32',
      { threshold, count },
    )
}

/** @param scalar the 32-byte X25519 scalar of the opening key */
export async function splitOpeningKey(
  scalar: Uint8Array,
  count: number,
  threshold: number,
): Promise<Share[]> {
  checkThreshold(threshold, count)
  return (await split(scalar, count, threshold)).map((share) => encodeBase64(share) as Share)
}

/**
 * Fewer shares than the threshold give bytes that have nothing to do with the opening key; that shows when the payload does not open.
 * @returns the 32-byte scalar
 * @throws CoreError `shares_too_few` for fewer than two, or two at one x coordinate.
 */
export async function combineShares(shares: readonly Share[]): Promise<Uint8Array> {
  const bytes = shares.map(decodeBase64)
  if (new Set(bytes.map((share) => share[shareLength - 1])).size < Math.max(2, shares.length))
    throw new CoreError('shares_too_few', 'at least two different shares are needed', {
      count: shares.length,
    })
  return combine(bytes)
}

/** `H("avow/share/v1", salt || trustee || share)`. @param trustee from 1 */
export function shareCommitment(trustee: number, share: Share, salt: Salt): Hash {
  return hashWithDomain('avow/share/v1', decodeHex(salt), Uint8Array.of(trustee), decodeBase64(share))
}

/** The opening key in parts (spec/envelope.md, "Opening key and shares"). */
import { combine, split } from 'shamir-secret-sharing'
import * as z from 'zod/mini'
import { type Hash, type Salt, decodeBase64, decodeHex, encodeBase64 } from './bytes.ts'
import { base64Of } from './canonical.ts'
import { hashWithDomain } from './domain.ts'
import { CoreError } from './error.ts'

declare const brand: unique symbol
declare const partBrand: unique symbol
/** 33 bytes as base64: 32 of the share, then its x coordinate. */
export type Share = string & { readonly [brand]: 'Share' }

const shareLength = 33
export const shareSchema = base64Of<Share>(shareLength)

/** A part of what a trustee held, as base64: as many bytes as that has, then the x coordinate. */
export type Part = string & { readonly [partBrand]: 'Part' }

const largestPart = 48 * 1024

function isPart(value: unknown): boolean {
  try {
    const { length } = decodeBase64(value as string)
    return length > shareLength && length <= largestPart
  } catch {
    return false
  }
}

export const partSchema = z.custom<Part>((value) => typeof value === 'string' && isPart(value))

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

/** Splits what a trustee holds among others. @param held as bytes, at most 47 KiB */
export async function splitHeld(held: Uint8Array, count: number, threshold: number): Promise<Part[]> {
  checkThreshold(threshold, count)
  return (await split(held, count, threshold)).map((part) => encodeBase64(part) as Part)
}

/**
 * Fewer shares than the threshold give bytes that have nothing to do with the opening key; that shows when the payload does not open.
 * @returns the 32-byte scalar; of parts, what was split
 * @throws CoreError `shares_too_few` for fewer than two, or two at one x coordinate; `malformed` for some of another length
 */
export async function combineShares(shares: readonly Share[] | readonly Part[]): Promise<Uint8Array> {
  const bytes = shares.map(decodeBase64)
  if (new Set(bytes.map(({ length }) => length)).size > 1)
    throw new CoreError('malformed', 'shares of one secret are of one length')
  if (new Set(bytes.map((share) => share.at(-1))).size < Math.max(2, shares.length))
    throw new CoreError('shares_too_few', 'at least two different shares are needed', {
      count: shares.length,
    })
  return combine(bytes)
}

/** `H("avow/share/v1", salt || trustee || share)`. @param trustee from 1 */
export function shareCommitment(trustee: number, share: Share, salt: Salt): Hash {
  return hashWithDomain('avow/share/v1', decodeHex(salt), Uint8Array.of(trustee), decodeBase64(share))
}

/** `H("avow/part/v1", salt || of || trustee || part)`. @param of who held what was split, from 1 @param trustee who is to hold the part, from 1 */
export function partCommitment(of: number, trustee: number, part: Part, salt: Salt): Hash {
  return hashWithDomain('avow/part/v1', decodeHex(salt), Uint8Array.of(of, trustee), decodeBase64(part))
}

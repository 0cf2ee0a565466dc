/** That a desk knows an author, shown without saying which of them (spec/vouching.md). How a voucher is got: `voucher-request.ts`. */
import * as z from 'zod/mini'
import {
  type Hash,
  type PublicKey,
  type VouchingKey,
  type VouchingSignature,
  decodeBase64,
  decodeHex,
} from './bytes.ts'
import {
  decodeCanonical,
  encodeCanonical,
  originSchema,
  publicKeySchema,
  saltSchema,
  signatureSchema,
} from './canonical.ts'
import { type Condition, asksForVouched } from './condition.ts'
import { publicKeyOf, sign, verifySignature, withDomain } from './domain.ts'
import { AvowError, CoreError } from './error.ts'
import type { Roster } from './roster.ts'
import {
  importVouchingKey,
  rsaAlgorithm,
  rsaSaltLength,
  vouchingKeySchema,
  vouchingSignatureSchema,
} from './vouching-key.ts'

const voucherSchema = z.strictObject({
  version: z.literal('avow/voucher/v1'),
  origin: originSchema,
  key: vouchingKeySchema,
  /** Of the token: an Ed25519 key that is made for this voucher. */
  seed: saltSchema,
  signature: vouchingSignatureSchema,
})

/** A voucher as its author keeps it. Whoever has it can spend it. */
export type Voucher = z.infer<typeof voucherSchema>

/** A voucher as a trustee gets it, spent on the one statement of its note. */
export const spentVoucherSchema = z.strictObject({
  token: publicKeySchema,
  /** The desk's, over the token. */
  signature: vouchingSignatureSchema,
  /** The token's, over the binding of the note. */
  spending: signatureSchema,
})

export type SpentVoucher = z.infer<typeof spentVoucherSchema>

type Reason = 'shape' | 'roster' | 'signature' | 'spending'

const invalid = (reason: Reason, cause?: unknown): CoreError =>
  new CoreError('voucher_invalid', 'not a voucher that counts here', { reason }, cause)

/** What the desk signs without seeing it: a token, for one register. */
export const vouchedMessage = (origin: string, token: PublicKey): Uint8Array =>
  withDomain('avow/voucher/v1', encodeCanonical({ origin, token }))

export const tokenOf = (seed: string): PublicKey => publicKeyOf(decodeHex(seed))

async function isVouched(
  token: PublicKey,
  signature: VouchingSignature,
  { origin, key }: { origin: string; key: VouchingKey },
): Promise<boolean> {
  const algorithm = { ...rsaAlgorithm, saltLength: rsaSaltLength }
  const signed = [decodeBase64(signature), vouchedMessage(origin, token)] as const
  // A modulus that the platform refuses is one under which nothing verifies.
  const publicKey = await importVouchingKey(key).catch(() => undefined)
  return publicKey !== undefined && crypto.subtle.verify(algorithm, publicKey, ...(signed as [never, never]))
}

/** @throws CoreError `voucher_invalid` (details: reason). */
export function decodeVoucher(bytes: Uint8Array): Voucher {
  try {
    return decodeCanonical(bytes, voucherSchema)
  } catch (cause) {
    throw invalid('shape', cause)
  }
}

/** Whether a voucher is for this register, and by the key that its desk has now. Its signature is for `checkVoucher`. */
export const isVoucherFor = (voucher: Voucher, { origin, vouching }: Roster): boolean =>
  voucher.origin === origin && voucher.key === vouching

/**
 * Checks before sealing that a voucher will count for what is sealed.
 * @throws CoreError `voucher_missing` where the condition counts vouched statements only, for it says "mine included";
 * `voucher_invalid` (details: reason)
 */
export async function checkVoucher(
  voucher: Voucher | undefined,
  condition: Condition,
  roster: Roster,
): Promise<void> {
  if (!voucher) return checkNeedsNone(condition)
  if (!isVoucherFor(voucher, roster)) throw invalid('roster')
  if (!(await isVouched(tokenOf(voucher.seed), voucher.signature, voucher))) throw invalid('signature')
}

function checkNeedsNone(condition: Condition): void {
  if (asksForVouched(condition))
    throw new CoreError('voucher_missing', 'who asks for vouched statements must be vouched for')
}

/** Spends a voucher on the envelope with this binding: whoever sees it spent cannot spend it again on another. */
export function spendVoucher({ seed, signature }: Voucher, binding: Hash): SpentVoucher {
  const spending = sign('avow/spending/v1', decodeHex(seed), decodeHex(binding))
  return { token: tokenOf(seed), signature, spending }
}

function checkSpending({ token, spending }: SpentVoucher, binding: Hash): void {
  try {
    verifySignature('avow/spending/v1', token, decodeHex(binding), spending)
  } catch (cause) {
    if (cause instanceof AvowError) throw invalid('spending', cause)
    throw cause
  }
}

/**
 * The credential by which a statement counts as vouched for. That it was not spent before is for the caller to check.
 * @param note that was checked by `openNote`
 * @param roster by which the trustee goes; not that of the envelope, in which anybody's key may stand
 * @returns the token; null for a note without a voucher
 * @throws CoreError `voucher_missing`, `voucher_invalid` (details: reason)
 */
export async function credentialOf(
  {
    voucher,
    condition,
    binding,
  }: { readonly voucher?: SpentVoucher | undefined; readonly condition: Condition; readonly binding: Hash },
  { origin, vouching }: Roster,
): Promise<PublicKey | null> {
  if (!voucher) {
    checkNeedsNone(condition)
    return null
  }
  if (vouching === undefined) throw invalid('roster')
  if (!(await isVouched(voucher.token, voucher.signature, { origin, key: vouching })))
    throw invalid('signature')
  checkSpending(voucher, binding)
  return voucher.token
}

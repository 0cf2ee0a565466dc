/** Hashes and signatures, each under a domain of its own (spec/README.md, "Domains"). */
import { isSignatureOf, publicKeyFrom, signBytes } from '#ed25519'
import { sha256 } from '#sha256'
import {
  type Hash,
  type PublicKey,
  type Seed,
  type Signature,
  concatBytes,
  decodeBase64,
  decodeHex,
  encodeBase64,
  encodeHex,
  utf8,
} from './bytes.ts'
import { CoreError } from './error.ts'

export type HashDomain =
  | 'avow/statement/v1'
  | 'avow/locator/v1'
  | 'avow/share/v1'
  | 'avow/condition/v1'
  | 'avow/binding/v1'
  | 'avow/envelope/v1'
  | 'avow/payload/v1'
  | 'avow/note/v1'
  | 'avow/desk/v1'
  | 'avow/attachment/v1'
  | 'avow/entry/v1'
  | 'avow/roster/v1'
  | 'avow/institution-tag/v1'
  | 'avow/dkg-setup/v1'
  | 'avow/dkg-deal/v1'
  | 'avow/dkg-message/v1'
  | 'avow/posted-request/v1'
  | 'avow/part/v1'
  | 'avow/part-binding/v1'
  | 'avow/part-note/v1'
  | 'avow/vouching-key/v1'
  | 'avow/voucher-request/v1'

/** All are of Ed25519 but `avow/voucher/v1`, which is RSA (spec/vouching.md). */
export type SignatureDomain =
  | 'avow/envelope-signature/v1'
  | 'avow/act/v1'
  | 'avow/roster-signature/v1'
  | 'avow/holding/v1'
  | 'avow/holding/v2'
  | 'avow/acknowledgement/v1'
  | 'avow/feed/v1'
  | 'avow/institution-key/v1'
  | 'avow/evaluation/v1'
  | 'avow/dkg/v1'
  | 'avow/exchange/v1'
  | 'avow/spending/v1'
  | 'avow/voucher/v1'

const prefixes = new Map<string, Uint8Array>()

/** `domain || 0x00`. */
function prefixOf(domain: HashDomain | SignatureDomain): Uint8Array {
  const known = prefixes.get(domain)
  if (known) return known
  const made = utf8(`${domain}\0`)
  prefixes.set(domain, made)
  return made
}

/** What is signed: `domain || 0x00 || data`. */
export const withDomain = (domain: SignatureDomain, data: Uint8Array): Uint8Array =>
  concatBytes(prefixOf(domain), data)

/** `SHA-256(domain || 0x00 || parts…)` as bytes. */
export function hashBytesWithDomain(domain: HashDomain, ...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(prefixOf(domain), ...parts)
}

/** `SHA-256(domain || 0x00 || parts…)` as hex. */
export function hashWithDomain(domain: HashDomain, ...parts: readonly Uint8Array[]): Hash {
  return encodeHex(hashBytesWithDomain(domain, ...parts)) as Hash
}

/** Plain SHA-256 as hex, for files that other tools hash too. */
export const hashOf = (data: Uint8Array): Hash => encodeHex(sha256(data)) as Hash

export const publicKeyOf = (seed: Uint8Array): PublicKey => encodeHex(publicKeyFrom(seed)) as PublicKey

/** Ed25519 over `domain || 0x00 || data`. */
export function sign(domain: SignatureDomain, seed: Seed | Uint8Array, data: Uint8Array): Signature {
  return encodeBase64(signBytes(withDomain(domain, data), seed)) as Signature
}

/** @throws CoreError `signature_invalid` when the signature is not that of `publicKey` over `domain || 0x00 || data`. */
export function verifySignature(
  domain: SignatureDomain,
  publicKey: PublicKey,
  data: Uint8Array,
  signature: Signature,
): Uint8Array {
  const signed = withDomain(domain, data)
  if (isSignatureOf(decodeBase64(signature), signed, decodeHex(publicKey))) return data
  throw new CoreError('signature_invalid', `a signature under ${domain} does not verify`, { domain })
}

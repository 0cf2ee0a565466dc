/** The key with which a desk vouches (spec/vouching.md, "Key"). */
import * as z from 'zod/mini'
import { type Hash, type VouchingKey, type VouchingSignature, decodeBase64 } from './bytes.ts'
import { base64Of } from './canonical.ts'
import { hashWithDomain } from './domain.ts'

/** Of a key, and so of every number that is computed with it: 3,072 bits. */
const rsaBytes = 384

/** A number of exactly so many bits, and odd, as every product of two large primes is. */
function isModulus(key: string): boolean {
  const bytes = decodeBase64(key)
  return bytes[0]! >= 0x80 && bytes.at(-1)! % 2 === 1
}

export const vouchingKeySchema = base64Of<VouchingKey>(rsaBytes).check(z.refine(isModulus))
export const vouchingSignatureSchema = base64Of<VouchingSignature>(rsaBytes)
/** A number below the modulus that says nothing by itself: a blinded message, or what takes the blinding away. */
export const blindedSchema = base64Of<string>(rsaBytes)

/** By which requests and answers name a key. */
export const vouchingKeyHash = (key: VouchingKey): Hash =>
  hashWithDomain('avow/vouching-key/v1', decodeBase64(key))

/** RSABSSA-SHA384-PSS-Deterministic (RFC 9474, section 5): whatever is signed holds a random token, so that no more randomness is needed. */
export const rsaAlgorithm = { name: 'RSA-PSS', hash: 'SHA-384' } as const
export const rsaSaltLength = 48

/** base64url as in JSON Web Keys. */
const base64Url = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** @throws DOMException where the platform does not take it for a key */
export const importVouchingKey = (key: VouchingKey): Promise<CryptoKey> =>
  crypto.subtle.importKey('jwk', { kty: 'RSA', n: base64Url(key), e: 'AQAB' }, rsaAlgorithm, true, ['verify'])

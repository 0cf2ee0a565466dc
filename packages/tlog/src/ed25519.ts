/** Ed25519 (RFC 8032) where the platform has none that is synchronous. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, isEqualBytes } from './bytes.ts'
import { isSoundKey } from './ed25519-key.ts'

const { Point } = ed25519

export const publicKeyFrom = (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed)

export const signBytes = (data: Uint8Array, seed: Uint8Array): Uint8Array => ed25519.sign(data, seed)

const scalarOf = (littleEndian: Uint8Array): bigint =>
  littleEndian.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)

/**
 * RFC 8032 section 5.1.7 without the cofactor: [S]B − [k]A must encode to R. The library's own `verify` multiplies by
 * the cofactor and so takes signatures which the platform's refuses; a page and a server must never disagree about one.
 */
export function isSignatureOf(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || !isSoundKey(publicKey)) return false
  const [r, s] = [signature.subarray(0, 32), scalarOf(signature.subarray(32))]
  if (s >= Point.Fn.ORDER) return false
  try {
    const k = Point.Fn.create(scalarOf(sha512(concatBytes([r, publicKey, data]))))
    const kA = Point.fromBytes(publicKey).multiplyUnsafe(k)
    return isEqualBytes(Point.BASE.multiplyUnsafe(s).subtract(kA).toBytes(), r)
  } catch {
    return false
  }
}

/** Ed25519 (RFC 8032) where the platform has none that is synchronous. */
import { ed25519 } from '@noble/curves/ed25519.js'

export const publicKeyFrom = (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed)

export const signBytes = (data: Uint8Array, seed: Uint8Array): Uint8Array => ed25519.sign(data, seed)

/** Strict: non-canonical encodings and small-order keys are refused. */
export function isSignatureOf(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, data, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** Which Ed25519 public keys are refused wherever a signature is verified (spec/README.md, "Conventions"). */
import { encodeHex } from './bytes.ts'

/** The y coordinates of the eight points of small order, little-endian, without the sign bit. */
const smallOrder: ReadonlySet<string> = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

/** y of 2^255 − 19 and more: a second encoding of a point. */
const nonCanonical = /^(?:e[d-f]|f[0-9a-f])(?:ff){30}7f$/

/** A key of small order makes signatures that hold for many messages; a second encoding would be a second key. */
export function isSoundKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false
  const y = encodeHex(publicKey.with(31, publicKey[31]! & 0x7f))
  return !smallOrder.has(y) && !nonCanonical.test(y)
}

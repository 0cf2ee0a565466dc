/** Which Ed25519 public keys are refused wherever a signature is verified (spec/README.md, "Conventions"). */

/** The y coordinates of the eight points of small order, little-endian hex without the sign bit. */
const smallOrder: ReadonlySet<string> = new Set([
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '00'.repeat(32),
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
])

/** y ≥ 2^255 − 19: a second encoding of a point. */
const nonCanonical = /^(?:e[d-f]|f[0-9a-f])(?:ff){30}7f$/

const yOf = (publicKey: Uint8Array): string =>
  publicKey.reduce((hex, byte, index) => {
    const value = index === 31 ? byte & 0x7f : byte
    return hex + value.toString(16).padStart(2, '0')
  }, '')

/** A signature under a key of small order can be valid for many messages; a second encoding would be a second key. */
export function isSoundKey(publicKey: Uint8Array): boolean {
  const y = yOf(publicKey)
  return publicKey.length === 32 && !smallOrder.has(y) && !nonCanonical.test(y)
}

/** The platform's Ed25519 and the portable one must agree about every signature: a page and a server verify the same notes. */
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as platform from '../src/ed25519.node.ts'
import * as portable from '../src/ed25519.ts'

const { Point } = ed25519
const torsion = ED25519_TORSION_SUBGROUP.map((hex) => Point.fromHex(hex, true))
const message = new TextEncoder().encode('cosignature/v1\n')

const encodeScalar = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn))
const decodeScalar = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)

/** What both say of a signature; they must say the same. */
function verdictOf(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean {
  const verdicts = [platform, portable].map((one) => one.isSignatureOf(signature, data, publicKey))
  expect(verdicts[0]).toBe(verdicts[1])
  return verdicts[0]!
}

/** A signature whose R and A have the given components of small order. */
function crafted(ofR: number, ofKey: number, wrap: bigint) {
  const [nonce, secret] = [987_654_321n, 123_456_789n]
  const publicKey = Point.BASE.multiply(secret).add(torsion[ofKey]!).toBytes()
  const r = Point.BASE.multiply(nonce).add(torsion[ofR]!).toBytes()
  const k = decodeScalar(sha512(Buffer.concat([r, publicKey, message]))) % Point.Fn.ORDER
  const s = ((nonce + k * secret) % Point.Fn.ORDER) + wrap * Point.Fn.ORDER
  return { publicKey, signature: new Uint8Array(Buffer.concat([r, encodeScalar(s)])) }
}

test('keys and signatures are the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array(), (seed, data) => {
      const publicKey = platform.publicKeyFrom(seed)
      expect(portable.publicKeyFrom(seed)).toEqual(publicKey)
      const signature = platform.signBytes(data, seed)
      expect(portable.signBytes(data, seed)).toEqual(signature)
      expect(verdictOf(signature, data, publicKey)).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('a change of any bit of signature or key', () => {
  const seed = new Uint8Array(32).fill(5)
  const [publicKey, signature] = [platform.publicKeyFrom(seed), platform.signBytes(message, seed)]
  for (const [at, byte] of signature.entries())
    expect(verdictOf(signature.with(at, byte ^ 1), message, publicKey)).toBe(false)
  for (const [at, byte] of publicKey.entries())
    expect(verdictOf(signature, message, publicKey.with(at, byte ^ 1))).toBe(false)
  for (const length of [0, 31, 63])
    expect(verdictOf(signature.slice(0, length), message, publicKey)).toBe(false)
  expect(verdictOf(signature, message, publicKey.slice(1))).toBe(false)
})

test('points with components of small order, and numbers that are not reduced', () => {
  const eight = fc.integer({ min: 0, max: 7 })
  fc.assert(
    fc.property(eight, eight, fc.constantFrom(0n, 1n), (ofR, ofKey, wrap) => {
      const { publicKey, signature } = crafted(ofR, ofKey, wrap)
      const verdict = verdictOf(signature, message, publicKey)
      if (ofR === 0 && ofKey === 0) expect(verdict).toBe(wrap === 0n)
      if (wrap === 1n) expect(verdict).toBe(false)
    }),
  )
})

test('keys of small order and second encodings of a point are refused', () => {
  const zero = new Uint8Array(32)
  const keys = torsion.map((point) => point.toBytes())
  for (const low of [0xed, 0xee, 0xff])
    for (const high of [0x7f, 0xff]) keys.push(new Uint8Array(32).fill(0xff).with(0, low).with(31, high))
  for (const key of keys)
    for (const point of torsion)
      expect(verdictOf(new Uint8Array(Buffer.concat([point.toBytes(), zero])), message, key)).toBe(false)
})

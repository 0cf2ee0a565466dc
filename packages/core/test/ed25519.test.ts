import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as platform from '../src/ed25519.node.ts'
import * as portable from '../src/ed25519.ts'

const { Point } = ed25519
const both = [platform, portable]
const message = new TextEncoder().encode('a message')
const order = Point.Fn.ORDER
const torsion = ED25519_TORSION_SUBGROUP.map((hex) => Point.fromHex(hex, true))

const littleEndian = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn))
const scalarOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)

/** A signature over `message` whose R and A have the given components of small order. */
function mixed(rTorsion: InstanceType<typeof Point>, aTorsion: InstanceType<typeof Point>) {
  const [nonce, secret] = [1234567n, 7654321n]
  const publicKey = Point.BASE.multiply(secret).add(aTorsion).toBytes()
  const r = Point.BASE.multiply(nonce).add(rTorsion).toBytes()
  const k = scalarOf(sha512(new Uint8Array([...r, ...publicKey, ...message]))) % order
  return { publicKey, signature: new Uint8Array([...r, ...littleEndian((nonce + k * secret) % order)]) }
}

describe.each(both.map((one, index) => [['node', 'portable'][index]!, one] as const))('%s', (_, ed) => {
  test('signs and verifies as RFC 8032, 7.1, test 2', () => {
    const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex')
    const publicKey = ed.publicKeyFrom(seed)
    expect(Buffer.from(publicKey).toString('hex')).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    )
    const signature = ed.signBytes(Uint8Array.of(0x72), seed)
    expect(Buffer.from(signature).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
    expect(ed.isSignatureOf(signature, Uint8Array.of(0x72), publicKey)).toBe(true)
    expect(ed.isSignatureOf(signature, Uint8Array.of(0x73), publicKey)).toBe(false)
  })

  test('refuses every key of small order, in every encoding', () => {
    for (const [index, point] of torsion.entries()) {
      const { publicKey, signature } = mixed(torsion[0]!, torsion[0]!)
      expect(ed.isSignatureOf(signature, message, publicKey)).toBe(true)
      const small = point.toBytes()
      // S = 0 and R = −[k]A is a signature under a key of small order for one message in eight or all.
      for (const r of torsion)
        expect(
          ed.isSignatureOf(new Uint8Array([...r.toBytes(), ...new Uint8Array(32)]), message, small),
          String(index),
        ).toBe(false)
    }
  })

  test('refuses a key encoded with y of the field prime or more', () => {
    for (let low = 0xed; low <= 0xff; low += 1)
      for (const high of [0x7f, 0xff]) {
        const key = new Uint8Array(32).fill(0xff)
        key[0] = low
        key[31] = high
        const signature = new Uint8Array([...torsion[0]!.toBytes(), ...new Uint8Array(32)])
        expect(ed.isSignatureOf(signature, message, key)).toBe(false)
      }
  })

  test('refuses S that is not reduced', () => {
    const { publicKey, signature } = mixed(torsion[0]!, torsion[0]!)
    const s = scalarOf(signature.subarray(32)) + order
    const second = new Uint8Array([...signature.subarray(0, 32), ...littleEndian(s)])
    expect(ed.isSignatureOf(second, message, publicKey)).toBe(false)
  })

  test('refuses R with a component of small order, which the equation with the cofactor would take', () => {
    for (const point of torsion.slice(1)) {
      const { publicKey, signature } = mixed(point, torsion[0]!)
      expect(ed25519.verify(signature, message, publicKey, { zip215: false })).toBe(true)
      expect(ed.isSignatureOf(signature, message, publicKey)).toBe(false)
    }
  })

  test('refuses wrong lengths', () => {
    const { publicKey, signature } = mixed(torsion[0]!, torsion[0]!)
    expect(ed.isSignatureOf(signature.subarray(1), message, publicKey)).toBe(false)
    expect(ed.isSignatureOf(signature, message, publicKey.subarray(1))).toBe(false)
    expect(ed.isSignatureOf(new Uint8Array(0), message, new Uint8Array(0))).toBe(false)
  })
})

test('both say the same about mixed orders of R and A', () => {
  for (const r of torsion)
    for (const a of torsion) {
      const { publicKey, signature } = mixed(r, a)
      const [one, two] = both.map((ed) => ed.isSignatureOf(signature, message, publicKey))
      expect(one).toBe(two)
    }
})

test('both say the same about anything', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(
    fc.property(bytes(32), bytes(64), bytes(20), fc.nat(63), (seed, noise, data, at) => {
      const publicKey = portable.publicKeyFrom(seed)
      expect(publicKey).toEqual(new Uint8Array(platform.publicKeyFrom(seed)))
      const signature = portable.signBytes(data, seed)
      expect(new Uint8Array(platform.signBytes(data, seed))).toEqual(signature)
      const changed = signature.with(at, signature[at]! ^ (noise[at]! || 1))
      for (const ed of both) {
        expect(ed.isSignatureOf(signature, data, publicKey)).toBe(true)
        expect(ed.isSignatureOf(changed, data, publicKey)).toBe(false)
        expect(ed.isSignatureOf(noise, data, publicKey)).toBe(false)
        expect(ed.isSignatureOf(signature, data, noise.subarray(0, 32))).toBe(false)
      }
    }),
    { numRuns: 30 },
  )
})

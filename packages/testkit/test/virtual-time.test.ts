import {
  decryptWith,
  encryptTo,
  generateHybridIdentity,
  identityToRecipient,
  publicKeyOf,
  randomBytes,
  sign,
  verifySignature,
} from '@avow/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '../src/simulation/clock.ts'
import { replacePrimitives, usePrimitives } from '../src/simulation/primitives.ts'
import { createRandom } from '../src/simulation/random.ts'

function run(clock: ReturnType<typeof createClock>, until: number): void {
  while (clock.step(until)) continue
}

test('things happen in the order of their times, and those of one time in the order in which they were asked for', () => {
  const clock = createClock(1000)
  const seen: string[] = []
  for (const [name, after] of [
    ['c', 30],
    ['a', 10],
    ['d', 30],
    ['b', 20],
  ] as const)
    clock.after(after, () => seen.push(`${name} ${clock.now()}`))
  run(clock, 1025)
  expect(seen).toEqual(['a 1010', 'b 1020'])
  expect(clock.now()).toBe(1025)
  run(clock, 2000)
  expect(seen.slice(2)).toEqual(['c 1030', 'd 1030'])
})

test('what is taken back does not happen, and what is far away can be hastened', () => {
  const clock = createClock(0)
  const seen: number[] = []
  const takeBack = clock.after(5, () => seen.push(5))
  clock.after(1_000_000, () => seen.push(clock.now()))
  takeBack()
  clock.hasten(50)
  run(clock, 100)
  expect(seen).toEqual([50])
})

test('chance repeats itself and keeps its bounds', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed)
    return Array.from({ length: 1000 }, () => random.between(3, 7))
  }
  expect(draw(5)).toEqual(draw(5))
  expect(draw(5)).not.toEqual(draw(6))
  expect([...new Set(draw(5))].sort()).toEqual([3, 4, 5, 6, 7])
})

describe.each(['real', 'ideal'] as const)('with %s primitives', (primitives) => {
  beforeEach(() => {
    replacePrimitives()
    usePrimitives(primitives)
  })
  afterEach(() => usePrimitives('real'))

  test('a signature is that of exactly this key and text', () => {
    const [own, other] = [randomBytes(32), randomBytes(32)]
    const [text, otherText] = [randomBytes(8), randomBytes(8)]
    const signature = sign('avow/act/v1', own, text)
    const check = (seed: Uint8Array, data: Uint8Array, signed = signature) =>
      verifySignature('avow/act/v1', publicKeyOf(seed), data, signed)
    expect(check(own, text)).toEqual(text)
    expect(() => check(other, text)).toThrow()
    expect(() => check(own, otherText)).toThrow()
    expect(() => check(own, text, sign('avow/act/v1', other, text))).toThrow()
    expect(() => check(own, text, sign('avow/feed/v1', own, text))).toThrow()
  })

  test('what is sealed opens for its recipient only', async () => {
    const [own, other] = [await generateHybridIdentity(), await generateHybridIdentity()]
    const [text, recipient] = [randomBytes(8), await identityToRecipient(own)]
    const file = await encryptTo([recipient], text)
    expect(await decryptWith(own, file)).toEqual(text)
    await expect(decryptWith(other, file)).rejects.toThrow()
    await expect(decryptWith(own, file.slice(1))).rejects.toThrow()
  })
})

test('what the real ones have signed and sealed is as good for ideal ones', async () => {
  replacePrimitives()
  usePrimitives('real')
  const [seed, identity, text] = [randomBytes(32), await generateHybridIdentity(), randomBytes(8)]
  const [signature, file] = [
    sign('avow/act/v1', seed, text),
    await encryptTo([await identityToRecipient(identity)], text),
  ]
  usePrimitives('ideal')
  for (let time = 0; time < 2; time += 1) {
    expect(verifySignature('avow/act/v1', publicKeyOf(seed), text, signature)).toEqual(text)
    expect(await decryptWith(identity, file)).toEqual(text)
  }
  usePrimitives('real')
})

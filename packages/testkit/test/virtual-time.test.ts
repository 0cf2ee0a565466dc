import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { createClock } from '../src/simulation/clock.ts'
import { rememberPrimitives } from '../src/simulation/memo.ts'
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

test('a verification that is remembered is that of exactly this signature, key and text', () => {
  rememberPrimitives()
  const [own, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
  const pem = (pair: typeof own) => pair.publicKey.export({ format: 'pem', type: 'spki' })
  const text = Buffer.from('text')
  const signature = sign(null, text, own.privateKey)
  const wrong = Buffer.from(signature)
  wrong[0]! ^= 1
  for (let time = 0; time < 2; time += 1) {
    expect(verify(null, text, pem(own), signature)).toBe(true)
    expect(verify(null, text, pem(own), wrong)).toBe(false)
    expect(verify(null, text, pem(other), signature)).toBe(false)
    expect(verify(null, Buffer.from('other'), pem(own), signature)).toBe(false)
  }
})

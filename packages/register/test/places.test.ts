import { type Act, type ActFields, type Hash, createAct } from '@avow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Taken, placesByPeriod, placesInARow } from '../src/sequencer/places.ts'
import { loggedBy } from '../src/sequencer/rate.ts'

const seed = new Uint8Array(32).fill(3)
const statementOf = (number: number) => number.toString(16).padStart(64, '0') as Hash
type Kind = 'deposit' | 'word' | 'withdraw'
const act = (kind: Kind, of: number): Act =>
  createAct({ kind, statement: statementOf(of), body: {} } as ActFields<Kind>, seed)

const first = () => 0

/** One act of each kind, made once: signing is slow and nothing here looks at signatures. */
const made = new Map<string, Act>()
const actOf = (kind: Kind, of: number): Act => {
  const known = made.get(`${kind}:${of}`) ?? act(kind, of)
  made.set(`${kind}:${of}`, known)
  return known
}

const wishes = fc.array(
  fc.record({ kind: fc.constantFrom<Kind>('deposit', 'word', 'withdraw'), of: fc.nat(5) }),
  { maxLength: 60 },
)

describe('by period', () => {
  test('no place is given twice, none before the next period, and none beyond the wait', () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 9 }), fc.nat(1000), (acts, entries, next) => {
        const periods = 5
        const places = placesByPeriod({ next, taken: [], entries, periods, chance: (below) => below - 1 })
        const given = acts.flatMap(({ kind, of }) => places.take(actOf(kind, of)) ?? [])
        expect(new Set(given).size).toBe(given.length)
        expect(given.every((index) => index >= next && index < next + periods * entries)).toBe(true)
      }),
    )
  })

  test('the acts of a statement keep their order, also behind those that have a place already', () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 9 }), fc.nat(200), (acts, entries, seedOfChance) => {
        let state = seedOfChance
        const chance = (below: number) => (state = (state * 31 + 7) % 10_007) % below
        const taken: Taken[] = [{ index: 102, kind: 'deposit', statement: statementOf(0) }]
        const places = placesByPeriod({ next: 100, taken, entries, periods: 1000, chance })
        const last = new Map([[0, 102]])
        for (const { kind, of } of acts) {
          const index = places.take(actOf(kind, of))!
          expect(index).toBeGreaterThan(last.get(of) ?? -1)
          last.set(of, index)
        }
      }),
    )
  })

  test('a flood of deposits leaves room for a withdrawal in the next period', () => {
    const places = placesByPeriod({ next: 0, taken: [], entries: 4, periods: 10, chance: first })
    const deposits = Array.from({ length: 40 }, (_, at) => places.take(actOf('deposit', at + 100)))
    expect(deposits.filter((index) => index !== undefined)).toHaveLength(30)
    expect(places.take(actOf('withdraw', 7))).toBe(3)
  })

  test('a flood of signs of life about few statements leaves room for those about others', () => {
    const sign = (of: number, minute: number) =>
      createAct(
        {
          kind: 'check-in',
          statement: statementOf(of),
          body: { time: `2026-11-26T12:${String(minute).padStart(2, '0')}:00Z` },
        },
        seed,
      )
    const taken: Taken[] = [{ index: 0, kind: 'check-in', statement: statementOf(1) }]
    const places = placesByPeriod({ next: 0, taken, entries: 4, periods: 10, chance: first })
    for (let minute = 0; minute < 40; minute += 1) {
      expect(places.take(sign(1, minute))).toBeUndefined()
      places.take(sign(2, minute))
    }
    expect(places.take(sign(3, 0))).toBeLessThan(4)
    expect(places.take(actOf('withdraw', 4))).toBeLessThan(4)
  })

  test('where an act stands in its period says nothing of how many came before it', () => {
    // Each of three acts, over all chances, is as often at each place.
    const counts = [0, 1, 2].map(() => [0, 0, 0, 0])
    for (let a = 0; a < 4; a += 1)
      for (let b = 0; b < 3; b += 1)
        for (let c = 0; c < 2; c += 1) {
          const chances = [a, b, c]
          const places = placesByPeriod({
            next: 0,
            taken: [],
            entries: 4,
            periods: 1,
            chance: () => chances.shift()!,
          })
          for (const number of [0, 1, 2]) counts[number]![places.take(actOf('word', number))!]! += 1
        }
    expect(counts).toEqual([0, 1, 2].map(() => [6, 6, 6, 6]))
  })
})

test('in a row: behind everything that has a place', () => {
  const places = placesInARow(5, [{ index: 8, kind: 'word', statement: null }])
  expect([places.take(actOf('word', 1)), places.take(actOf('word', 2))]).toEqual([9, 10])
})

test('what is told of the wait covers the period under way and the one that writes it', () => {
  const rate = { period: 2000, entries: 4, periods: 10 }
  expect(loggedBy(100, 100, rate, 0)).toBe(4000)
  expect(loggedBy(103, 100, rate, 0)).toBe(4000)
  expect(loggedBy(104, 100, rate, 0)).toBe(6000)
})

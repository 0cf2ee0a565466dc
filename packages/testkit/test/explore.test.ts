import { expect, test } from 'vitest'
import { type Model, explore } from '../src/index.ts'

interface Counter {
  readonly shared: number
  readonly read: readonly (number | null)[]
  readonly left: readonly number[]
}

/** Two who add to one number, by reading it and writing it back. */
function counterModel(isAtomic: boolean): Model<Counter> {
  const set = <T>(list: readonly T[], at: number, item: T) =>
    list.map((other, n) => (n === at ? item : other))
  return {
    start: { shared: 0, read: [null, null], left: [2, 2] },
    *steps({ shared, read, left }) {
      for (const at of [0, 1]) {
        const known = isAtomic ? shared : read[at]
        if (left[at] === 0) continue
        const written = { read: set(read, at, null), left: set(left, at, left[at]! - 1) }
        if (known === null) yield { name: `${at} reads`, next: { shared, left, read: set(read, at, shared) } }
        else yield { name: `${at} writes`, next: { shared: known! + 1, ...written } }
      }
    },
    fault: () => undefined,
    faultAtEnd: ({ shared }) => (shared === 4 ? undefined : `counted ${shared}`),
  }
}

test('every state is visited once, and every step taken', () => {
  expect(explore(counterModel(true))).toEqual({ states: 9, steps: 12, ends: 1 })
})

test('a lost update is found, with the shortest way to it', () => {
  const { violation } = explore(counterModel(false))
  expect(violation?.fault).toMatch(/^counted [23]$/)
  expect(violation?.trace).toHaveLength(8)
})

test('a fault on the way is found before others', () => {
  const model = counterModel(true)
  const faulty = { ...model, fault: ({ shared }: Counter) => (shared === 2 ? 'two' : undefined) }
  expect(explore(faulty).violation).toMatchObject({ fault: 'two', trace: ['0 writes', '0 writes'] })
})

test('a model that is too large is not passed over in silence', () => {
  expect(() => explore(counterModel(false), { most: 5 })).toThrow(RangeError)
})

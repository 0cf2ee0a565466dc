import { expect, test } from 'vitest'
import { createBatcher } from '../src/sequencer/batch.ts'

function batcherOf(
  run: (items: readonly number[]) => Promise<readonly number[]>,
  most = 100,
  heaviest = 1000,
) {
  return createBatcher({ run, weigh: (item: number) => item, heaviest, most })
}

test('each item gets its own result, and what comes together is worked on together', async () => {
  const batches: (readonly number[])[] = []
  const batcher = batcherOf(async (items) => {
    batches.push(items)
    return items.map((item) => item * 10)
  })
  expect(await Promise.all([1, 2, 3].map((item) => batcher.add(item)))).toEqual([10, 20, 30])
  expect(batches).toEqual([[1, 2, 3]])
})

test('while a batch is under way the next one collects', async () => {
  const batches: (readonly number[])[] = []
  const gate = Promise.withResolvers<void>()
  const batcher = batcherOf(async (items) => {
    batches.push(items)
    await gate.promise
    return items
  })
  const first = batcher.add(1)
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  const rest = [2, 3, 4].map((item) => batcher.add(item))
  gate.resolve()
  await Promise.all([first, ...rest])
  expect(batches).toEqual([[1], [2, 3, 4]])
})

test('a batch is closed by count and by weight, and one heavy item goes alone', async () => {
  const batches: (readonly number[])[] = []
  const batcher = batcherOf(
    async (items) => {
      batches.push(items)
      return items
    },
    2,
    10,
  )
  await Promise.all([50, 1, 1, 1, 9, 9].map((item) => batcher.add(item)))
  expect(batches).toEqual([[50], [1, 1], [1, 9], [9]])
})

test('of what could be a batch only so many are one', async () => {
  const batches: (readonly number[])[] = []
  const batcher = createBatcher({
    run: async (items: readonly number[]) => {
      batches.push(items)
      return items
    },
    weigh: () => 1,
    heaviest: 100,
    most: 100,
    cut: (count) => Math.max(1, count - 1),
  })
  await Promise.all([1, 2, 3, 4].map((item) => batcher.add(item)))
  expect(batches).toEqual([[1, 2, 3], [4]])
})

test('a failure fails its own batch only', async () => {
  const batcher = batcherOf(async (items) => {
    if (items.includes(1)) throw new Error('no')
    return items
  }, 1)
  const results = await Promise.allSettled([batcher.add(1), batcher.add(2)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(batcher.weight()).toBe(0)
})

test('items that are added from within a result are not forgotten', async () => {
  const batcher = batcherOf(async (items) => items)
  const chain = async (item: number): Promise<number> =>
    item === 0 ? 0 : chain((await batcher.add(item)) - 1)
  expect(await Promise.all([chain(20), chain(7)])).toEqual([0, 0])
  await batcher.idle()
})

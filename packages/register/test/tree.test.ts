import { createHash } from 'node:crypto'
import { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion } from '@avow/tlog'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dropPartials, readCut, untilFullTile } from '../src/sequencer/partial-tiles.ts'
import { createTree, type Tree } from '../src/sequencer/tree.ts'
import type { Blob, Storage } from '../src/storage/storage.ts'

/** Storage in memory that refuses to change what was written. */
function memory(): Storage & { blobs: Map<string, Uint8Array> } {
  const blobs = new Map<string, Uint8Array>()
  return {
    blobs,
    async createMany(created) {
      for (const { path, data } of created) {
        const present = blobs.get(path)
        if (present && Buffer.compare(present, data) !== 0) throw new Error(`${path} was rewritten`)
        blobs.set(path, data)
      }
    },
    read: async (path) => blobs.get(path),
    sizeOf: async (path) => blobs.get(path)?.length,
    list: async () => [],
    removeMany: async () => {},
    checkRoom: async () => {},
  }
}

const entryOf = (index: number): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`entry ${index}`).digest())
const entriesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => entryOf(from + at))

/** RFC 6962, section 2.1, to the letter. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot()
  if (leaves.length === 1) return leafHash(leaves[0]!)
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1)
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

async function grown(storage: Storage, sizes: readonly number[], tree: Tree = createTree(storage)) {
  const roots = new Map<number, Uint8Array>([[0, emptyRoot()]])
  let from = 0
  for (const to of sizes) {
    const { blobs, root, size } = await tree.grow(from, entriesOf(from, to))
    await storage.createMany(blobs)
    roots.set(size, root)
    from = to
  }
  return { tree, roots }
}

describe('the tree that grows tile by tile is that of RFC 6962', () => {
  test.each([[[1]], [[1, 2, 3]], [[255, 256, 257]], [[256]], [[100, 700]], [[600, 601, 1025]]])(
    'by the sizes %j',
    async (sizes) => {
      const { roots } = await grown(memory(), sizes)
      for (const size of sizes) expect(roots.get(size)).toEqual(treeHash(entriesOf(0, size)))
    },
  )

  test('a tree that was begun by one process is gone on with by another', async () => {
    const storage = memory()
    await grown(storage, [300])
    const tree = createTree(storage)
    const { root, blobs } = await tree.grow(300, entriesOf(300, 520))
    await storage.createMany(blobs)
    expect(root).toEqual(treeHash(entriesOf(0, 520)))
    expect(await createTree(storage).inclusion(7, 520)).toHaveLength(10)
  })

  test('three levels', async () => {
    const storage = memory()
    const size = 65_536 + 300
    const { roots, tree } = await grown(storage, [65_000, size])
    expect(roots.get(size)).toEqual(treeHash(entriesOf(0, size)))
    const fresh = createTree(storage)
    for (const index of [0, 65_535, 65_536, size - 1])
      verifyInclusion(
        leafHash(entryOf(index)),
        index,
        size,
        await fresh.inclusion(index, size),
        roots.get(size)!,
      )
    const older = { size: 65_000, root: roots.get(65_000)! }
    verifyConsistency(older, { size, root: roots.get(size)! }, await tree.consistency(65_000, size))
  })
})

test('tiles have the names and sizes of C2SP tlog-tiles', async () => {
  const storage = memory()
  await grown(storage, [70_000])
  const names = [...storage.blobs.keys()]
  expect(names.filter((name) => name.startsWith('log/tile/0/'))).toHaveLength(274)
  expect(storage.blobs.get('log/tile/0/273.p/112')).toHaveLength(112 * 32)
  expect(storage.blobs.get('log/tile/1/000')).toHaveLength(8192)
  expect(storage.blobs.get('log/tile/1/001.p/17')).toHaveLength(17 * 32)
  expect(storage.blobs.get('log/tile/2/000.p/1')).toHaveLength(32)
  expect(storage.blobs.get('log/tile/entries/273.p/112')).toHaveLength(112 * 34)
})

test('a step that is done again gives the same bytes', async () => {
  const storage = memory()
  const { tree } = await grown(storage, [250])
  const first = await tree.grow(250, entriesOf(250, 270))
  const again = await tree.grow(250, entriesOf(250, 270))
  const elsewhere = await createTree(storage).grow(250, entriesOf(250, 270))
  expect(again).toEqual(first)
  expect(elsewhere).toEqual(first)
  // One process got further than another before the checkpoint was moved.
  const further = await tree.grow(250, entriesOf(250, 600))
  expect(further.root).toEqual(treeHash(entriesOf(0, 600)))
})

test('every entry of every tree proves, and every two trees are consistent', async () => {
  const sizes = fc.uniqueArray(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async (unsorted, pick) => {
      const sorted = unsorted.sort((a, b) => a - b)
      const storage = memory()
      const { roots } = await grown(storage, sorted)
      const tree = createTree(storage)
      for (const size of sorted) {
        const root = roots.get(size)!
        const index = pick % size
        verifyInclusion(leafHash(entryOf(index)), index, size, await tree.inclusion(index, size), root)
        for (const [older, olderRoot] of roots)
          if (older <= size)
            verifyConsistency(
              { size: older, root: olderRoot },
              { size, root },
              await tree.consistency(older, size),
            )
      }
    }),
    { numRuns: 30 },
  )
})

test('partial tiles give way to full ones, and what they held is still given', async () => {
  const storage = memory()
  storage.removeMany = async (paths) => {
    for (const name of storage.blobs.keys())
      if (paths.some((path) => name.startsWith(`${path}/`))) storage.blobs.delete(name)
  }
  const tree = createTree(storage)
  let before: readonly Blob[] = []
  for (const [from, to] of [
    [0, 100],
    [100, 256],
    [256, 300],
  ] as const) {
    const { blobs } = await tree.grow(from, entriesOf(from, to))
    await storage.createMany(blobs)
    await dropPartials(storage, blobs)
    if (to === 100) before = blobs
  }
  expect([...storage.blobs.keys()].filter((name) => name.includes('000.p'))).toEqual(['log/tile/1/000.p/1'])
  for (const { path, data } of before)
    expect(Buffer.from((await readCut(storage, path))!)).toEqual(Buffer.from(data))
  expect(await readCut(storage, 'log/tile/0/001.p/45')).toBeUndefined()
  // A process that went to sleep at 100 leaves goes on all the same.
  expect((await createTree(storage).grow(100, entriesOf(100, 300))).root).toEqual(treeHash(entriesOf(0, 300)))
})

test('a tile that is missing is an error, not a wrong proof', async () => {
  const storage = memory()
  await grown(storage, [600])
  storage.blobs.delete('log/tile/0/001')
  await expect(createTree(storage).inclusion(300, 600)).rejects.toMatchObject({ code: 'log_inconsistent' })
})

test.each([
  [0, 255, 255],
  [0, 256, 256],
  [0, 700, 512],
  [250, 5, 5],
  [250, 6, 6],
  [250, 100, 6],
  [256, 255, 255],
])('a log of %i entries takes of %i that wait %i at once', (size, waiting, taken) => {
  expect(untilFullTile(size, waiting)).toBe(taken)
})

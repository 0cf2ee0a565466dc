import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type LeafRange,
  type TileReader,
  appendLeaves,
  consistencyProof,
  emptyRange,
  inclusionProof,
  isSubtree,
  leafHash,
  readSubtreeProof,
  subtreeProof,
  verifySubtree,
} from '../src/index.ts'
import { entriesUpTo, subtreeSubproof, treeHash } from './naive-tree.ts'
import { codeOf } from './refusal.ts'

const largest = 80
const entries = entriesUpTo(largest)
const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'))
const nodeAt = ({ height, index }: { height: number; index: number }) =>
  treeHash(entries.slice(index * 2 ** height, (index + 1) * 2 ** height))
const headOf = ({ start, end }: LeafRange) => ({ start, end, hash: treeHash(entries.slice(start, end)) })
const rootAt = (size: number) => ({ size, root: treeHash(entries.slice(0, size)) })

/** Every subtree of every tree up to a size. */
const subtrees = Array.from({ length: largest + 1 }, (_, end) =>
  Array.from({ length: end }, (_, start) => ({ start, end })),
)
  .flat()
  .filter(isSubtree)
const placed = fc
  .constantFrom(...subtrees)
  .chain((range) => fc.tuple(fc.constant(range), fc.integer({ min: range.end, max: largest })))

test.each([
  [0, 1, true],
  [0, 13, true],
  [8, 13, true],
  [8, 16, true],
  [8, 17, false],
  [4, 9, false],
  [6, 8, true],
  [6, 9, false],
  [5, 6, true],
  [4, 4, false],
  [0, 0, false],
  [5, 4, false],
  [-2, -1, false],
  [0.5, 1, false],
  [2 ** 52, 2 ** 53 - 1, true],
  [2 ** 51, 2 ** 53 - 1, false],
])('[%d, %d) is a subtree: %s', (start, end, expected) => {
  expect(isSubtree({ start, end })).toBe(expected)
})

describe('a proof of a subtree', () => {
  test('is that of the text, and holds', () => {
    fc.assert(
      fc.property(placed, ([range, size]) => {
        const proof = subtreeProof(range, size, nodeAt)
        expect(hex(proof)).toEqual(hex(subtreeSubproof(range, entries.slice(0, size), true)))
        expect(verifySubtree(headOf(range), rootAt(size), proof)).toEqual(headOf(range))
      }),
    )
  })

  test('of one that begins at 0 is a consistency proof, of one leaf an inclusion proof', () => {
    for (let size = 1; size <= 35; size += 1)
      for (let at = 0; at < size; at += 1) {
        expect(subtreeProof({ start: 0, end: at + 1 }, size, nodeAt)).toEqual(
          consistencyProof(at + 1, size, nodeAt),
        )
        expect(subtreeProof({ start: at, end: at + 1 }, size, nodeAt)).toEqual(
          inclusionProof(at, size, nodeAt),
        )
      }
  })

  test('holds for nothing else: another hash, place, size, root or proof', () => {
    const changed = (hash: Uint8Array) => hash.with(7, hash[7]! ^ 1)
    fc.assert(
      fc.property(placed, ([range, size]) => {
        const [subtree, tree, proof] = [headOf(range), rootAt(size), subtreeProof(range, size, nodeAt)]
        const refusal = (...args: Parameters<typeof verifySubtree>) => codeOf(() => verifySubtree(...args))
        const isInvalid = (...args: Parameters<typeof verifySubtree>) =>
          expect(refusal(...args)).toBe('subtree_proof_invalid')
        isInvalid({ ...subtree, hash: changed(subtree.hash) }, tree, proof)
        isInvalid(subtree, { ...tree, root: changed(tree.root) }, proof)
        isInvalid({ ...subtree, start: range.start + 1 }, tree, proof)
        isInvalid({ ...subtree, end: size + 1 }, tree, proof)
        isInvalid(subtree, { ...tree, size: range.end - 1 }, proof)
        isInvalid(subtree, tree, [...proof, new Uint8Array(32)])
        for (const [at, hash] of proof.entries()) {
          isInvalid(subtree, tree, proof.toSpliced(at, 1))
          isInvalid(subtree, tree, proof.with(at, changed(hash)))
        }
      }),
    )
  })

  test('of what is no subtree of the tree is not made', () => {
    for (const [start, end, size] of [
      [1, 3, 8],
      [0, 9, 8],
      [4, 4, 8],
      [0, 1, 2 ** 53],
    ] as const)
      expect(() => subtreeProof({ start, end }, size, nodeAt)).toThrow(RangeError)
  })

  test('can be read from tiles', async () => {
    const size = 700
    const many = entriesUpTo(size)
    const { tiles } = appendLeaves(emptyRange, many.map(leafHash))
    const reader: TileReader = {
      readTile: async (level, index) =>
        tiles.find((tile) => tile.level === level && tile.index === index)!.bytes,
    }
    for (const range of [
      { start: 0, end: 256 },
      { start: 256, end: 512 },
      { start: 512, end: 700 },
      { start: 512, end: 600 },
      { start: 0, end: 700 },
    ]) {
      const hash = treeHash(many.slice(range.start, range.end))
      const proof = await readSubtreeProof(range, size, reader)
      const tree = { size, root: treeHash(many) }
      expect(verifySubtree({ ...range, hash }, tree, proof)).toMatchObject(range)
    }
    await expect(readSubtreeProof({ start: 1, end: 3 }, size, reader)).rejects.toThrow(RangeError)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type TreeHead,
  emptyRoot,
  leafHash,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.ts'
import { auditPath, entriesUpTo, subtreeProof, treeHash } from './naive-tree.ts'
import { codeOf } from './refusal.ts'

const largest = 70
const entries = entriesUpTo(largest)
const headAt = (size: number): TreeHead => ({ size, root: treeHash(entries.slice(0, size)) })
const sizes = fc.integer({ min: 1, max: largest })
const treeAndLeaf = sizes.chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))
const twoSizes = fc
  .tuple(fc.nat(largest), fc.nat(largest))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

/** Each change that somebody could make to a proof. */
const changesOf = (proof: readonly Uint8Array[]): Uint8Array[][] => [
  [...proof, new Uint8Array(32)],
  [new Uint8Array(32), ...proof],
  ...proof.map((_, at) => proof.toSpliced(at, 1)),
  ...proof.map((hash, at) => proof.with(at, hash.with(at % 32, hash[at % 32]! ^ 1))),
]

test('a leaf is not a node', () => {
  const [left, right] = [leafHash(entries[0]!), leafHash(entries[1]!)]
  expect(nodeHash(left, right)).not.toEqual(leafHash(Buffer.concat([left, right])))
  expect(Buffer.from(emptyRoot()).toString('hex')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
})

describe('an inclusion proof', () => {
  test('holds for every leaf of every tree', () => {
    fc.assert(
      fc.property(treeAndLeaf, ([size, index]) => {
        const leaf = leafHash(entries[index]!)
        const path = auditPath(index, entries.slice(0, size))
        expect(verifyInclusion(leaf, index, size, path, headAt(size).root)).toEqual(leaf)
      }),
    )
  })

  test('holds for nothing else: another leaf, place, size, root or path', () => {
    fc.assert(
      fc.property(treeAndLeaf, ([size, index]) => {
        const [leaf, { root }] = [leafHash(entries[index]!), headAt(size)]
        const path = auditPath(index, entries.slice(0, size))
        const refusal = (...args: Parameters<typeof verifyInclusion>) =>
          codeOf(() => verifyInclusion(...args))
        expect(refusal(leafHash(entries[index]!.slice(1)), index, size, path, root)).toBe(
          'inclusion_proof_invalid',
        )
        for (const other of [index - 1, index + 1, size])
          expect(refusal(leaf, other, size, path, root)).toBe('inclusion_proof_invalid')
        expect(refusal(leaf, index, size, path, headAt(size - 1).root)).toBe('inclusion_proof_invalid')
        for (const changed of changesOf(path))
          expect(refusal(leaf, index, size, changed, root)).toBe('inclusion_proof_invalid')
      }),
    )
  })

  test('of the largest tree that there can be has 53 hashes and not one more', () => {
    const path = Array.from({ length: 53 }, () => new Uint8Array(32))
    const size = Number.MAX_SAFE_INTEGER
    const root = path.reduce((hash, sibling) => nodeHash(hash, sibling), leafHash(new Uint8Array()))
    expect(verifyInclusion(leafHash(new Uint8Array()), 0, size, path, root)).toBeDefined()
    for (const other of [path.slice(1), [...path, path[0]!]])
      expect(codeOf(() => verifyInclusion(leafHash(new Uint8Array()), 0, size, other, root))).toBe(
        'inclusion_proof_invalid',
      )
  })
})

describe('a consistency proof', () => {
  test('holds between any two sizes', () => {
    fc.assert(
      fc.property(twoSizes, ([from, to]) => {
        const proof = subtreeProof(from, entries.slice(0, to))
        expect(verifyConsistency(headAt(from), headAt(to), proof)).toEqual(headAt(to))
      }),
    )
  })

  test('holds for nothing else: another root or size at either end, another proof, the other way round', () => {
    fc.assert(
      fc.property(twoSizes, ([from, to]) => {
        const [older, newer] = [headAt(from), headAt(to)]
        const proof = subtreeProof(from, entries.slice(0, to))
        const refusal = (...args: Parameters<typeof verifyConsistency>) =>
          codeOf(() => verifyConsistency(...args))
        const wrong = (head: TreeHead) => ({ ...head, root: head.root.with(0, head.root[0]! ^ 1) })
        expect(refusal(wrong(older), newer, proof)).toBe('consistency_proof_invalid')
        // From the empty tree there is nothing to prove, so any root will do.
        if (from > 0) expect(refusal(older, wrong(newer), proof)).toBe('consistency_proof_invalid')
        for (const changed of changesOf(proof))
          expect(refusal(older, newer, changed)).toBe('consistency_proof_invalid')
        if (from < to) expect(refusal(newer, older, proof)).toBe('consistency_proof_invalid')
      }),
    )
  })

  test('that rewrites a leaf does not exist', () => {
    fc.assert(
      fc.property(twoSizes, fc.nat(), ([from, to], place) => {
        fc.pre(from > 0)
        const changed = entries.slice(0, to).with(place % from, new Uint8Array([place % 256]))
        const proof = subtreeProof(from, changed)
        const forged = { size: to, root: treeHash(changed) }
        expect(codeOf(() => verifyConsistency(headAt(from), forged, proof))).toBe('consistency_proof_invalid')
      }),
    )
  })
})

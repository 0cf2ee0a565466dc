/** Roots and proofs of RFC 6962, section 2.1, from hashes of complete subtrees. Indices and sizes are whole numbers below 2^53. */
import { emptyRoot, nodeHash } from './merkle.ts'

/** The complete subtree of 2^height leaves that is the `index`-th of its height. */
export interface Subtree {
  readonly height: number
  readonly index: number
}

/** Hash of a complete subtree. */
export type NodeAt = (subtree: Subtree) => Uint8Array

/** The leaves from `start` to before `end`: a node of some tree, complete or at its right edge. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/** Height of the largest complete subtree of at most `count` > 0 leaves. */
function heightWithin(count: number): number {
  let height = 0
  while (2 ** (height + 1) <= count) height += 1
  return height
}

/** Where RFC 6962 splits a range of more than one leaf. */
export function middleOf({ start, end }: LeafRange): number {
  return start + 2 ** heightWithin(end - start - 1)
}

/** The complete subtrees that make up a range, from left to right; the leftmost is the largest. */
export function subtreesOf({ start, end }: LeafRange): Subtree[] {
  const subtrees: Subtree[] = []
  for (let at = start; at < end;) {
    const height = heightWithin(end - at)
    subtrees.push({ height, index: at / 2 ** height })
    at += 2 ** height
  }
  return subtrees
}

/** Hash of a range from those of its subtrees, left to right; at least one. */
export const foldHashes = (hashes: readonly Uint8Array[]): Uint8Array =>
  hashes.reduceRight((right, left) => nodeHash(left, right))

/** Hash of a complete subtree from the hashes of 2^n subtrees of one size that make it up. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0]!
  const half = hashes.length / 2
  return nodeHash(joinHashes(hashes.slice(0, half)), joinHashes(hashes.slice(half)))
}

/** Hash of a range that is a node of a tree. */
export const rangeHash = (range: LeafRange, nodeAt: NodeAt): Uint8Array =>
  foldHashes(subtreesOf(range).map(nodeAt))

/** Root of the tree of `size` leaves. */
export const rootOf = (size: number, nodeAt: NodeAt): Uint8Array =>
  size === 0 ? emptyRoot() : rangeHash({ start: 0, end: size }, nodeAt)

function checkWithin(smaller: number, larger: number): void {
  if (!Number.isSafeInteger(smaller) || !Number.isSafeInteger(larger) || smaller < 0 || smaller > larger)
    throw new RangeError('the tree has no such leaf or size')
}

/** The nodes of an inclusion proof, from the leaf's sibling up (section 2.1.1). @throws RangeError for a leaf that the tree does not have */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  checkWithin(index, size - 1)
  const ranges: LeafRange[] = []
  let range: LeafRange = { start: 0, end: size }
  while (range.end - range.start > 1) {
    const [middle, { start, end }] = [middleOf(range), range]
    const [left, right] = [
      { start, end: middle },
      { start: middle, end },
    ]
    ranges.push(index < middle ? right : left)
    range = index < middle ? left : right
  }
  return ranges.toReversed()
}

/**
 * The nodes of a proof that a subtree is one of a tree, from the subtree up; the subtree itself, which who verifies has
 * already, is left out. One that begins at 0 is an older tree, and the proof that of section 2.1.2.
 */
export function subtreeRanges(subtree: LeafRange, size: number): LeafRange[] {
  const ranges: LeafRange[] = []
  let range: LeafRange = { start: 0, end: size }
  let isKnown = true
  while (range.start < subtree.start || range.end > subtree.end) {
    const [middle, { start, end }] = [middleOf(range), range]
    const isLeft = subtree.end <= middle
    ranges.push(isLeft ? { start: middle, end } : { start, end: middle })
    range = isLeft ? { start, end: middle } : { start: middle, end }
    // The left half goes into the proof, and with it the right rest of the subtree, which nobody has by itself.
    if (!isLeft && middle > subtree.start) isKnown = false
  }
  if (!isKnown) ranges.push(range)
  return ranges.toReversed()
}

/**
 * The nodes of a consistency proof (section 2.1.2); none for equal sizes and from the empty tree.
 * @throws RangeError when the tree would have to shrink
 */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  checkWithin(from, to)
  return from === 0 ? [] : subtreeRanges({ start: 0, end: from }, to)
}

/** From the leaf's sibling up. @throws RangeError */
export const inclusionProof = (index: number, size: number, nodeAt: NodeAt): Uint8Array[] =>
  inclusionRanges(index, size).map((range) => rangeHash(range, nodeAt))

/** That the tree of `to` leaves is the one of `from` leaves, grown. @throws RangeError */
export const consistencyProof = (from: number, to: number, nodeAt: NodeAt): Uint8Array[] =>
  consistencyRanges(from, to).map((range) => rangeHash(range, nodeAt))

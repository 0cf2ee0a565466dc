/** Roots and proofs of RFC 6962, section 2.1, from hashes of complete subtrees. Pure. */
import { emptyRoot, nodeHash } from '@avow/tlog'

/** Hash of the complete subtree of 2^height leaves, the `index`-th of that height. */
export type NodeAt = (height: number, index: number) => Uint8Array

/** Height of the largest complete subtree that is smaller than a tree of `count` > 1 leaves. */
function heightBelow(count: number): number {
  let height = 0
  while (2 ** (height + 1) < count) height += 1
  return height
}

/** Hash of the leaves from `start` to `end`; `start` is a multiple of the power of two that holds them. */
function rangeHash(start: number, end: number, nodeAt: NodeAt): Uint8Array {
  const count = end - start
  if (count === 1) return nodeAt(0, start)
  const height = heightBelow(count)
  if (2 ** (height + 1) === count) return nodeAt(height + 1, start / count)
  const middle = start + 2 ** height
  return nodeHash(rangeHash(start, middle, nodeAt), rangeHash(middle, end, nodeAt))
}

export const rootOf = (size: number, nodeAt: NodeAt): Uint8Array =>
  size === 0 ? emptyRoot() : rangeHash(0, size, nodeAt)

/** From the leaf's sibling up (section 2.1.1). */
export function inclusionPath(index: number, size: number, nodeAt: NodeAt): Uint8Array[] {
  const path: Uint8Array[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + 2 ** heightBelow(end - start)
    if (index < middle) {
      path.push(rangeHash(middle, end, nodeAt))
      end = middle
    } else {
      path.push(rangeHash(start, middle, nodeAt))
      start = middle
    }
  }
  return path.toReversed()
}

/** From `from` to `to` leaves (section 2.1.2); empty for equal sizes and from the empty tree. */
export function consistencyProof(from: number, to: number, nodeAt: NodeAt): Uint8Array[] {
  if (from === 0 || from === to) return []
  const proof: Uint8Array[] = []
  let [start, end, isWhole] = [0, to, true]
  while (end > from) {
    const middle = start + 2 ** heightBelow(end - start)
    if (from <= middle) {
      proof.push(rangeHash(middle, end, nodeAt))
      end = middle
    } else {
      proof.push(rangeHash(start, middle, nodeAt))
      ;[start, isWhole] = [middle, false]
    }
  }
  if (!isWhole) proof.push(rangeHash(start, end, nodeAt))
  return proof.toReversed()
}

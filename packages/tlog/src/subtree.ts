/** Subtrees and the proofs that they are part of a tree (draft-ietf-plants-merkle-tree-certs, section 4), as C2SP tlog-mirror and tlog-witness use them. */
import { isEqualBytes } from './bytes.ts'
import { TlogError } from './error.ts'
import { type TreeHead, nodeHash } from './merkle.ts'
import { type LeafRange, type NodeAt, middleOf, rangeHash, subtreeRanges } from './prove.ts'
import { type TileReader, readRangeHashes } from './tile-reader.ts'

/** The leaves from `start` to before `end`, and their hash. */
export interface SubtreeHead extends LeafRange {
  /** 32 bytes. */
  readonly hash: Uint8Array
}

/** The smallest power of two that is not below `count`. */
function powerFrom(count: number): number {
  let power = 1
  while (power < count) power *= 2
  return power
}

/** Whether a range is a subtree of every tree that holds it (section 4.1). An empty one, of which nothing can be said, is none here. */
export const isSubtree = ({ start, end }: LeafRange): boolean =>
  Number.isSafeInteger(start) &&
  Number.isSafeInteger(end) &&
  start >= 0 &&
  start < end &&
  start % powerFrom(end - start) === 0

function checkSubtree(subtree: LeafRange, size: number): void {
  if (!isSubtree(subtree) || !Number.isSafeInteger(size) || subtree.end > size)
    throw new RangeError('the tree has no such subtree')
}

/** That the subtree is one of the tree of `size` leaves (section 4.4.1). @throws RangeError for a range that is no subtree of it */
export function subtreeProof(subtree: LeafRange, size: number, nodeAt: NodeAt): Uint8Array[] {
  checkSubtree(subtree, size)
  return subtreeRanges(subtree, size).map((range) => rangeHash(range, nodeAt))
}

/** @throws TlogError `tile_malformed`, RangeError for a range that is no subtree of the tree */
export async function readSubtreeProof(
  subtree: LeafRange,
  size: number,
  reader: TileReader,
): Promise<Uint8Array[]> {
  checkSubtree(subtree, size)
  return readRangeHashes(subtreeRanges(subtree, size), size, reader)
}

interface Hashes {
  /** Of what the range has of the subtree. */
  readonly part: Uint8Array
  /** Of the whole range. */
  readonly whole: Uint8Array
}

/** Follows the proof from the subtree up to a range that holds it. @param take gives the next hash of the proof */
function climb(subtree: SubtreeHead, range: LeafRange, isKnown: boolean, take: () => Uint8Array): Hashes {
  const { start, end } = range
  if (start >= subtree.start && end <= subtree.end) {
    const hash = isKnown ? subtree.hash : take()
    return { part: hash, whole: hash }
  }
  const middle = middleOf(range)
  if (subtree.end <= middle) {
    const { part, whole } = climb(subtree, { start, end: middle }, isKnown, take)
    return { part, whole: nodeHash(whole, take()) }
  }
  const isSplit = subtree.start < middle
  const right = climb(subtree, { start: middle, end }, isKnown && !isSplit, take)
  const left = take()
  return { part: isSplit ? nodeHash(left, right.part) : right.part, whole: nodeHash(left, right.whole) }
}

function hashesOf(subtree: SubtreeHead, size: number, proof: readonly Uint8Array[]): Hashes | undefined {
  // The number of hashes follows from the sizes, so none is taken that is not there.
  if (!isSubtree(subtree) || !Number.isSafeInteger(size) || subtree.end > size) return undefined
  if (proof.length !== subtreeRanges(subtree, size).length) return undefined
  const hashes = proof.values()
  return climb(subtree, { start: 0, end: size }, true, () => hashes.next().value!)
}

/**
 * Checks that a subtree is one of a tree (section 4.4.3).
 * @throws TlogError `subtree_proof_invalid`
 */
export function verifySubtree(
  subtree: SubtreeHead,
  { size, root }: TreeHead,
  proof: readonly Uint8Array[],
): SubtreeHead {
  const hashes = hashesOf(subtree, size, proof)
  if (!hashes || !isEqualBytes(hashes.part, subtree.hash) || !isEqualBytes(hashes.whole, root))
    throw new TlogError('subtree_proof_invalid', 'the tree is not shown to have the subtree', {
      start: subtree.start,
      end: subtree.end,
      size,
    })
  return subtree
}

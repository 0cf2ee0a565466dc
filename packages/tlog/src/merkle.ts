/** The Merkle tree of RFC 6962, section 2.1, and its proofs. Indices and sizes are whole numbers below 2^53. */
import { sha256 } from '#sha256'
import { isEqualBytes } from './bytes.ts'
import { TlogError } from './error.ts'

const leafPrefix = 0
const nodePrefix = 1

/** Hash of a leaf; the prefix keeps it from being taken for that of a node. */
export function leafHash(entry: Uint8Array): Uint8Array {
  const data = new Uint8Array(1 + entry.length)
  data[0] = leafPrefix
  data.set(entry, 1)
  return sha256(data)
}

/** Hash of a node; both children are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const data = new Uint8Array(65)
  data[0] = nodePrefix
  data.set(left, 1)
  data.set(right, 33)
  return sha256(data)
}

/** Root of a tree with no leaves. */
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array())

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1

/**
 * The root to which a leaf and a path lead (RFC 9162, section 2.1.3.2).
 * @returns undefined when the path has the wrong length
 */
function rootFromPath(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  let [place, last, hash] = [index, size - 1, leaf]
  for (const sibling of path) {
    if (last === 0) return undefined
    if (isOdd(place) || place === last) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 ? hash : undefined
}

/**
 * Checks that the tree of `size` leaves with this root holds the leaf at the index.
 * @param leaf hash of the leaf
 * @throws TlogError `inclusion_proof_invalid`
 */
export function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): Uint8Array {
  const computed =
    isCount(index) && isCount(size) && index < size ? rootFromPath(leaf, index, size, path) : undefined
  if (!computed || !isEqualBytes(computed, root))
    throw new TlogError('inclusion_proof_invalid', 'the tree does not hold the entry there', { index, size })
  return leaf
}

/** Both roots that a consistency proof leads to (RFC 9162, section 2.1.4.2). */
function rootsFromProof(
  from: number,
  to: number,
  proof: readonly Uint8Array[],
): { old: Uint8Array; grown: Uint8Array } | undefined {
  let [place, last] = [from - 1, to - 1]
  while (isOdd(place)) [place, last] = [half(place), half(last)]
  const [first, ...rest] = proof
  if (!first) return undefined
  let [old, grown] = [first, first]
  for (const hash of rest) {
    if (last === 0) return undefined
    if (isOdd(place) || place === last) {
      ;[old, grown] = [nodeHash(hash, old), nodeHash(hash, grown)]
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      grown = nodeHash(grown, hash)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 ? { old, grown } : undefined
}

export interface TreeHead {
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
}

const isPowerOfTwo = (value: number): boolean =>
  Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value

/**
 * Checks that the newer tree is the older one, grown.
 * @throws TlogError `consistency_proof_invalid`
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): TreeHead {
  if (!isConsistent(older, newer, proof))
    throw new TlogError(
      'consistency_proof_invalid',
      'the newer tree is not shown to be the older one, grown',
      {
        older: older.size,
        newer: newer.size,
      },
    )
  return newer
}

function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && isEqualBytes(older.root, newer.root)
  if (older.size === 0) return proof.length === 0 && isEqualBytes(older.root, emptyRoot())
  // A tree that fills its subtree is a node of the newer one, and is then left out of the proof.
  const whole = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof
  const roots = rootsFromProof(older.size, newer.size, whole)
  return roots !== undefined && isEqualBytes(roots.old, older.root) && isEqualBytes(roots.grown, newer.root)
}

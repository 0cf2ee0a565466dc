/** The tree of a log in memory, with its proofs; and another that has the same beginning. */
import { type Hash, encodeHex } from '@avow/core'
import { consistencyProof, inclusionProof, joinHashes, leafHash, rootOf } from '@avow/tlog'

export interface Tree {
  size(): number
  append(entry: Uint8Array): void
  root(size: number): Uint8Array
  /** The root as hex. */
  rootHash(size: number): Hash
  inclusion(index: number, size: number): Uint8Array[]
  consistency(from: number, to: number): Uint8Array[]
  /** A tree of its own with the first entries of this one. */
  fork(size: number): Tree
}

export function createTree(leaves: Uint8Array[] = []): Tree {
  const nodes = new Map<string, Uint8Array>()
  function nodeAt({ height, index }: { height: number; index: number }): Uint8Array {
    if (height === 0) return leaves[index]!
    const name = `${height} ${index}`
    const known = nodes.get(name)
    if (known) return known
    const below = [2 * index, 2 * index + 1].map((one) => nodeAt({ height: height - 1, index: one }))
    const node = joinHashes(below)
    nodes.set(name, node)
    return node
  }
  const rootHashes = new Map<number, Hash>()
  const root = (size: number) => rootOf(size, nodeAt)
  function rootHash(size: number): Hash {
    const hash = rootHashes.get(size) ?? (encodeHex(root(size)) as Hash)
    rootHashes.set(size, hash)
    return hash
  }
  return {
    size: () => leaves.length,
    append: (entry) => void leaves.push(leafHash(entry)),
    root,
    rootHash,
    inclusion: (index, size) => inclusionProof(index, size, nodeAt),
    consistency: (from, to) => consistencyProof(from, to, nodeAt),
    fork: (size) => createTree(leaves.slice(0, size)),
  }
}

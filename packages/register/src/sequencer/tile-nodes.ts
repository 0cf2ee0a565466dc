/** One tile in memory: up to 256 hashes, and the hashes above them, each computed once. */
import { hashLength, nodeHash, tileHeight } from '@avow/tlog'

export interface TileNodes {
  /** How many hashes it holds. */
  count(): number
  /** Appends a hash, unless there is one at that place: a place, once final, never changes. */
  put(place: number, hash: Uint8Array): void
  /**
   * Hash of the complete subtree of 2^height hashes, the `index`-th of that height within the tile.
   * @param height 0 to 8
   */
  node(height: number, index: number): Uint8Array
  /** The first `width` hashes, as C2SP tlog-tiles stores them. */
  encode(width: number): Uint8Array
}

export function createTileNodes(bytes: Uint8Array = new Uint8Array()): TileNodes {
  const levels: Uint8Array[][] = Array.from({ length: tileHeight + 1 }, () => [])
  const hashes = levels[0]!
  for (let at = 0; at < bytes.length; at += hashLength) hashes.push(bytes.slice(at, at + hashLength))

  function node(height: number, index: number): Uint8Array {
    const known = levels[height]![index]
    if (known) return known
    if (height === 0) throw new RangeError('the tile does not hold this hash')
    return (levels[height]![index] = nodeHash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1)))
  }

  return {
    count: () => hashes.length,
    put(place, hash) {
      if (place > hashes.length) throw new RangeError('a tile is filled from left to right')
      if (place === hashes.length) hashes.push(hash)
    },
    node,
    encode(width) {
      const encoded = new Uint8Array(width * hashLength)
      for (let place = 0; place < width; place += 1) encoded.set(node(0, place), place * hashLength)
      return encoded
    },
  }
}

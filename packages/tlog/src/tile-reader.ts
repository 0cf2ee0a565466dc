/** Proofs read from tiles: each asks for the few tiles that it needs, all at once. */
import {
  type LeafRange,
  type NodeAt,
  type Subtree,
  consistencyProof,
  consistencyRanges,
  inclusionProof,
  inclusionRanges,
  joinHashes,
  rangeHash,
  rootOf,
  subtreesOf,
} from './prove.ts'
import { decodeTile, tileHeight, tileWidth, widthAt } from './tile.ts'

/** Where tiles come from. What it gives is not trusted: verify the proof against a checkpoint. */
export interface TileReader {
  /** @param width of the tile in the tree that is read; whoever has the full tile may give its first hashes */
  readTile(level: number, index: number, width: number): Promise<Uint8Array>
}

interface Place {
  readonly level: number
  readonly index: number
}

const keyOf = ({ level, index }: Place): string => `${level}/${index}`

/** The tile from whose hashes that of a subtree is computed. */
function tileOf({ height, index }: Subtree): Place {
  const level = Math.floor(height / tileHeight)
  return { level, index: Math.floor((index * 2 ** (height % tileHeight)) / tileWidth) }
}

async function readNodes(ranges: readonly LeafRange[], size: number, reader: TileReader): Promise<NodeAt> {
  const places = new Map(
    ranges.flatMap(subtreesOf).map((subtree) => [keyOf(tileOf(subtree)), tileOf(subtree)]),
  )
  const read = [...places.values()].map(async (place) => {
    const width = widthAt(place.level, place.index, size)
    return [keyOf(place), decodeTile(await reader.readTile(place.level, place.index, width), width)] as const
  })
  const tiles = new Map(await Promise.all(read))
  return (subtree) => {
    const count = 2 ** (subtree.height % tileHeight)
    const start = (subtree.index * count) % tileWidth
    return joinHashes(tiles.get(keyOf(tileOf(subtree)))!.slice(start, start + count))
  }
}

/** Root of the tree of `size` leaves. @throws TlogError `tile_malformed` */
export async function readRoot(size: number, reader: TileReader): Promise<Uint8Array> {
  const ranges = size === 0 ? [] : [{ start: 0, end: size }]
  return rootOf(size, await readNodes(ranges, size, reader))
}

/** Hashes of ranges that are nodes of the tree. @throws TlogError `tile_malformed` */
export async function readRangeHashes(
  ranges: readonly LeafRange[],
  size: number,
  reader: TileReader,
): Promise<Uint8Array[]> {
  const nodeAt = await readNodes(ranges, size, reader)
  return ranges.map((range) => rangeHash(range, nodeAt))
}

/** @throws TlogError `tile_malformed`, RangeError for a leaf that the tree does not have */
export async function readInclusionProof(
  index: number,
  size: number,
  reader: TileReader,
): Promise<Uint8Array[]> {
  return inclusionProof(index, size, await readNodes(inclusionRanges(index, size), size, reader))
}

/** @throws TlogError `tile_malformed`, RangeError when `from` is larger than `to` */
export async function readConsistencyProof(
  from: number,
  to: number,
  reader: TileReader,
): Promise<Uint8Array[]> {
  return consistencyProof(from, to, await readNodes(consistencyRanges(from, to), to, reader))
}

/** Growing a tree: all that must be known of it is its right edge. */
import { concatBytes } from './bytes.ts'
import { emptyRoot, nodeHash } from './merkle.ts'
import { type NodeAt, foldHashes, joinHashes, subtreesOf } from './prove.ts'
import {
  type TilePlace,
  countAt,
  decodeTile,
  hashLength,
  tileHeight,
  tileWidth,
  tilesForGrowth,
  widthAt,
} from './tile.ts'
import type { TileReader } from './tile-reader.ts'

/** The right edge of a tree. */
export interface CompactRange {
  readonly size: number
  /** Hashes of the complete subtrees that make up the tree, from left to right. */
  readonly peaks: readonly Uint8Array[]
  /** The partial tile of each level, from the leaves up; empty where there is none. */
  readonly partials: readonly Uint8Array[]
}

export interface Tile extends TilePlace {
  readonly level: number
  readonly bytes: Uint8Array
}

export const emptyRange: CompactRange = { size: 0, peaks: [], partials: [] }

/** Root of the tree. */
export const rootOfRange = ({ peaks }: CompactRange): Uint8Array =>
  peaks.length === 0 ? emptyRoot() : foldHashes(peaks)

/** Puts a leaf beside the subtrees and joins those of one size; gives the hash of each height that is one of a tile. */
function push(
  peaks: Uint8Array[],
  place: number,
  leaf: Uint8Array,
  put: (level: number, hash: Uint8Array) => void,
) {
  let [hash, height, rest] = [leaf, 0, place]
  put(0, hash)
  while (rest % 2 === 1) {
    hash = nodeHash(peaks.pop()!, hash)
    height += 1
    rest = (rest - 1) / 2
    if (height % tileHeight === 0) put(height / tileHeight, hash)
  }
  peaks.push(hash)
}

/**
 * The tree with leaves appended, in O(leaves + log size) hashes. Changes nothing that it is given.
 * @param leaves hashes of leaves (`leafHash`)
 * @returns the new edge, and the tiles that `tilesForGrowth` names
 */
export function appendLeaves(
  range: CompactRange,
  leaves: readonly Uint8Array[],
): { range: CompactRange; tiles: Tile[] } {
  const peaks = [...range.peaks]
  const levels: Uint8Array[][] = []
  const put = (level: number, hash: Uint8Array) => void (levels[level] ??= []).push(hash)
  for (const [at, leaf] of leaves.entries()) push(peaks, range.size + at, leaf, put)
  const size = range.size + leaves.length
  const columns = levels.map((hashes, level) =>
    concatBytes([range.partials[level] ?? new Uint8Array(), ...hashes]),
  )
  const tiles = tilesForGrowth(range.size, size).map((place) => cut(place, columns, range.size))
  return { range: { size, peaks, partials: partialsOf(size, range, tiles) }, tiles }
}

/** A tile from the hashes of its level, of which the first are those of the partial tile before. */
function cut(place: TilePlace, columns: readonly Uint8Array[], from: number): Tile {
  const level = place.level as number
  const first = Math.floor(countAt(level, from) / tileWidth)
  const start = (place.index - first) * tileWidth * hashLength
  return { ...place, level, bytes: columns[level]!.slice(start, start + place.width * hashLength) }
}

/** Of each level the last tile if it is partial: a new one, or the one that stayed. */
function partialsOf(size: number, before: CompactRange, tiles: readonly Tile[]): Uint8Array[] {
  const partials: Uint8Array[] = []
  for (let level = 0; countAt(level, size) > 0; level += 1) {
    const last = tiles.findLast((tile) => tile.level === level)
    const isPartial = countAt(level, size) % tileWidth > 0
    partials.push(isPartial ? (last?.bytes ?? before.partials[level]!) : new Uint8Array())
  }
  return partials
}

/** The edge of a tree from its tiles, for whoever goes on with it after a restart. @throws TlogError `tile_malformed` */
export async function readRange(size: number, reader: TileReader): Promise<CompactRange> {
  const read: Promise<Uint8Array>[] = []
  for (let level = 0; countAt(level, size) > 0; level += 1) {
    const index = Math.floor(countAt(level, size) / tileWidth)
    const width = widthAt(level, index, size)
    read.push(width > 0 ? reader.readTile(level, index, width) : Promise.resolve(new Uint8Array()))
  }
  const partials = await Promise.all(read)
  const hashes = partials.map((bytes, level) => decodeTile(bytes, countAt(level, size) % tileWidth))
  return { size, partials, peaks: subtreesOf({ start: 0, end: size }).map(peakFrom(hashes)) }
}

/** Peaks are in partial tiles: a full one is part of a hash of the level above. */
function peakFrom(levels: readonly (readonly Uint8Array[])[]): NodeAt {
  return ({ height, index }) => {
    const width = 2 ** (height % tileHeight)
    const hashes = levels[Math.floor(height / tileHeight)]!
    const start = (index * width) % tileWidth
    return joinHashes(hashes.slice(start, start + width))
  }
}

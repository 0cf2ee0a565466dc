/** The tree of the log as tiles (C2SP tlog-tiles): grows them, and proves from them. */
import { isEqualBytes } from '@avow/core'
import {
  type NodeAt,
  consistencyProof,
  countAt,
  decodeEntries,
  encodeEntries,
  formatTilePath,
  hashLength,
  inclusionProof,
  leafHash,
  rootOf,
  tileHeight,
  tileWidth,
  widthAt,
} from '@avow/tlog'
import { logInconsistent } from '../error.ts'
import { logPath } from '../reads/paths.ts'
import type { Blob, Storage } from '../storage/storage.ts'
import { readCut } from './partial-tiles.ts'
import { type TileNodes, createTileNodes } from './tile-nodes.ts'

interface Grown {
  readonly size: number
  readonly root: Uint8Array
  /** Tiles and entry bundles that the larger tree needs. */
  readonly blobs: readonly Blob[]
}

export interface Tree {
  /**
   * The tree with entries appended. Writes nothing; the same call gives the same bytes.
   * @param from size of the tree so far, of which the tiles are in storage
   */
  grow(from: number, entries: readonly Uint8Array[]): Promise<Grown>
  root(size: number): Promise<Uint8Array>
  /** Hash of the entry at this index. */
  leaf(index: number, size: number): Promise<Uint8Array>
  inclusion(index: number, size: number): Promise<Uint8Array[]>
  consistency(from: number, to: number): Promise<Uint8Array[]>
}

/** Tiles that are kept in memory. */
const cacheLength = 512

const pathOf = (level: number | 'entries', index: number, width: number): string =>
  logPath(formatTilePath({ level, index, width }))

interface Place {
  readonly level: number
  readonly index: number
}

/** The tile over a full one. */
const above = ({ level, index }: Place): Place => ({
  level: level + 1,
  index: Math.floor(index / tileWidth),
})

/** A cache of tiles, the least recently used of which goes first. */
function createTileCache(storage: Storage) {
  const tiles = new Map<string, TileNodes>()
  const keyOf = ({ level, index }: Place): string => `${level}/${index}`

  function keep(place: Place, tile: TileNodes): TileNodes {
    const key = keyOf(place)
    tiles.delete(key)
    tiles.set(key, tile)
    if (tiles.size > cacheLength) tiles.delete(tiles.keys().next().value!)
    return tile
  }

  async function read(width: number, path: string): Promise<TileNodes> {
    const bytes = (await storage.read(path)) ?? (await readCut(storage, path))
    if (!bytes) throw logInconsistent('a tile that was signed is missing', path)
    if (bytes.length !== width * hashLength) throw logInconsistent('a tile that was signed is damaged', path)
    return createTileNodes(bytes)
  }

  /** Of a full tile the one above has the hash; those at the edge are checked by the root (guard.ts). */
  async function load(place: Place, size: number): Promise<TileNodes> {
    const width = widthAt(place.level, place.index, size)
    const path = pathOf(place.level, place.index, width)
    const tile = await read(width, path)
    if (width < tileWidth) return keep(place, tile)
    const parent = peek(above(place), size) ?? (await load(above(place), size))
    if (isEqualBytes(parent.node(0, place.index % tileWidth), tile.node(tileHeight, 0)))
      return keep(place, tile)
    throw logInconsistent('a tile that was signed is damaged', path)
  }

  /** Undefined when it is not in memory with all that a tree of this size has of it. */
  function peek(place: Place, size: number): TileNodes | undefined {
    const tile = tiles.get(keyOf(place))
    return tile && tile.count() >= widthAt(place.level, place.index, size) ? keep(place, tile) : undefined
  }

  return { keep, load, peek }
}

export function createTree(storage: Storage): Tree {
  const cache = createTileCache(storage)
  let bundle: { index: number; entries: Uint8Array[] } | undefined

  /** Computes from tiles in memory; what is missing is fetched, and the computation done again. */
  async function compute<T>(size: number, work: (nodeAt: NodeAt) => T): Promise<T> {
    for (;;) {
      const missing = new Map<string, Place>()
      const nodeAt: NodeAt = ({ height, index }) => {
        const level = Math.floor(height / tileHeight)
        const within = height % tileHeight
        const place = { level, index: Math.floor((index * 2 ** within) / tileWidth) }
        const tile = cache.peek(place, size)
        if (tile) return tile.node(within, index - (place.index * tileWidth) / 2 ** within)
        missing.set(`${level}/${place.index}`, place)
        return new Uint8Array(32)
      }
      const result = work(nodeAt)
      if (missing.size === 0) return result
      await Promise.all([...missing.values()].map((place) => cache.load(place, size)))
    }
  }

  /** The tile at the right edge of a level, as a tree of this size has it. */
  async function edgeOf(level: number, size: number): Promise<void> {
    const place = { level, index: Math.floor(countAt(level, size) / tileWidth) }
    if (widthAt(level, place.index, size) === 0)
      cache.keep(place, cache.peek(place, size) ?? createTileNodes())
    else if (!cache.peek(place, size)) await cache.load(place, size)
  }

  /** Appends hashes to a level; gives its changed tiles and, for the level above, the hashes of those that got full. */
  function fill(level: number, from: number, hashes: readonly Uint8Array[]) {
    const blobs: Blob[] = []
    const full: Uint8Array[] = []
    const to = from + hashes.length
    for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index += 1) {
      const start = index * tileWidth
      const tile = cache.peek({ level, index }, 0) ?? cache.keep({ level, index }, createTileNodes())
      const end = Math.min(to, start + tileWidth)
      for (let at = Math.max(from, start); at < end; at += 1) tile.put(at - start, hashes[at - from]!)
      blobs.push({ path: pathOf(level, index, end - start), data: tile.encode(end - start) })
      if (end - start === tileWidth) full.push(tile.node(tileHeight, 0))
    }
    return { blobs, full }
  }

  async function readBundle(index: number, width: number): Promise<Uint8Array[]> {
    if (width === 0) return []
    if (bundle?.index === index && bundle.entries.length >= width) return bundle.entries.slice(0, width)
    const path = pathOf('entries', index, width)
    const bytes = (await storage.read(path)) ?? (await readCut(storage, path))
    if (!bytes) throw logInconsistent('an entry bundle that was signed is missing', path)
    return checkEntries(bytes, index, width)
  }

  /** The entries of a bundle at the edge, whose tile is in memory. */
  function checkEntries(bytes: Uint8Array, index: number, width: number): Uint8Array[] {
    const tile = cache.peek({ level: 0, index }, 0)!
    try {
      const entries = decodeEntries(bytes, width)
      if (entries.every((entry, at) => isEqualBytes(leafHash(entry), tile.node(0, at)))) return entries
    } catch {
      // Bytes that are no bundle are as damaged as those of another.
    }
    throw logInconsistent('an entry bundle that was signed is damaged', pathOf('entries', index, width))
  }

  async function fillBundles(from: number, entries: readonly Uint8Array[]): Promise<Blob[]> {
    const first = Math.floor(from / tileWidth)
    const before = await readBundle(first, from % tileWidth)
    const all = [...before, ...entries]
    const blobs: Blob[] = []
    for (let at = 0; at < all.length; at += tileWidth) {
      const index = first + at / tileWidth
      const part = all.slice(at, at + tileWidth)
      bundle = { index, entries: part }
      blobs.push({ path: pathOf('entries', index, part.length), data: encodeEntries(part) })
    }
    return blobs
  }

  const root = (size: number): Promise<Uint8Array> => compute(size, (nodeAt) => rootOf(size, nodeAt))

  async function grow(from: number, entries: readonly Uint8Array[]): Promise<Grown> {
    const size = from + entries.length
    for (let level = 0; countAt(level, size) > 0; level += 1) await edgeOf(level, from)
    const blobs = await fillBundles(from, entries)
    let hashes = entries.map(leafHash)
    for (let level = 0; hashes.length > 0; level += 1) {
      const filled = fill(level, countAt(level, from), hashes)
      blobs.push(...filled.blobs)
      hashes = filled.full
    }
    return { size, root: await root(size), blobs }
  }

  return {
    grow,
    root,
    leaf: (index, size) => compute(size, (nodeAt) => nodeAt({ height: 0, index })),
    inclusion: (index, size) => compute(size, (nodeAt) => inclusionProof(index, size, nodeAt)),
    consistency: (from, to) => compute(to, (nodeAt) => consistencyProof(from, to, nodeAt)),
  }
}

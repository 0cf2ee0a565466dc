/** The right edge of a log: the tiles that together have the root that was signed, and what they say of the rest. */
import {
  type TileReader,
  type TreeHead,
  countAt,
  decodeTile,
  encodeTile,
  formatTilePath,
  hashLength,
  leafHash,
  readRange,
  rootOfRange,
  tileWidth,
  widthAt,
} from '@avow/tlog'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { isEqual, rootOfTile } from './hash-tile.ts'
import { inOrder } from './limit.ts'
import type { LogReader } from './reader.ts'

/** Partial tiles by level, from the leaves up; empty where a level ends with a full tile. */
export type Edge = readonly Uint8Array[]

const edgePlace = (level: number, size: number) => {
  const index = Math.floor(countAt(level, size) / tileWidth)
  return { level, index, width: widthAt(level, index, size) }
}

/** What the partial tile of a level must be, by the full tiles or the entries below it. */
async function deriveTile(reader: LogReader, level: number, size: number): Promise<Uint8Array> {
  const { index, width } = edgePlace(level, size)
  if (width === 0) return new Uint8Array()
  if (level === 0) return encodeTile((await reader.readEntries(index, width)).map(leafHash))
  const below = Array.from({ length: width }, (_, at) => index * tileWidth + at)
  const hashes: Uint8Array[] = []
  for await (const tile of inOrder(below, 32, (place) => reader.readTile(level - 1, place, tileWidth)))
    hashes.push(rootOfTile(tile))
  return encodeTile(hashes)
}

async function deriveEdge(reader: LogReader, size: number): Promise<Edge> {
  const levels: Uint8Array[] = []
  for (let level = 0; countAt(level, size) > 0; level += 1) levels.push(await deriveTile(reader, level, size))
  return levels
}

const readerOf = (edge: Edge): TileReader => ({ readTile: async (level) => edge[level]! })

/** Finds out what is wrong where the edge does not have the root that was signed. */
async function explain(reader: LogReader, { size, root }: TreeHead, edge: Edge): Promise<LogFault> {
  const derived = await deriveEdge(reader, size)
  const level = edge.findIndex((tile, at) => !isEqual(tile, derived[at]!))
  if (level < 0) return faultOf('root_mismatch', { path: 'checkpoint', size })
  const path = formatTilePath(edgePlace(level, size))
  // The entries of a partial bundle can only be judged by the root.
  const isBundle = !isEqual(rootOfRange(await readRange(size, readerOf(derived))), root) && level === 0
  return faultOf('tile_mismatch', isBundle ? { path, orBundle: true } : { path })
}

/**
 * Reads the edge and checks it against the root.
 * @throws LogFault `tile_missing`, `tile_malformed`, `tile_mismatch` (a tile of the edge is not what the tiles or entries
 * below it give), `root_mismatch` (all agree with each other and not with the checkpoint)
 */
export async function readEdge(reader: LogReader, head: TreeHead): Promise<Edge> {
  const { partials, ...range } = await readRange(head.size, reader)
  if (isEqual(rootOfRange({ partials, ...range }), head.root)) return partials
  throw await explain(reader, head, partials)
}

/** What `readEdge` finds; undefined when nothing is wrong. */
export async function findEdgeFault(reader: LogReader, head: TreeHead): Promise<LogFault | undefined> {
  try {
    await readEdge(reader, head)
    return undefined
  } catch (cause) {
    if (isFault(cause)) return cause
    throw cause
  }
}

/** Hashes of a level; undefined where the tile that holds them is damaged. */
type Column = readonly (Uint8Array | undefined)[]

interface Below {
  readonly column: Column
  readonly faults: readonly LogFault[]
}

async function readFull(
  reader: LogReader,
  level: number,
  index: number,
  hash: Uint8Array | undefined,
): Promise<Uint8Array | LogFault> {
  const path = formatTilePath({ level, index, width: tileWidth })
  try {
    const tile = await reader.readTile(level, index, tileWidth)
    return !hash || isEqual(rootOfTile(tile), hash) ? tile : faultOf('tile_mismatch', { path })
  } catch (cause) {
    if (isFault(cause)) return cause
    throw cause
  }
}

/** The hashes of a level, from its full tiles, each checked by the level above, and its edge. */
async function descend(reader: LogReader, level: number, above: Column, edge: Uint8Array): Promise<Below> {
  const column: (Uint8Array | undefined)[] = []
  const faults: LogFault[] = []
  const read = ([index, hash]: [number, Uint8Array | undefined]) => readFull(reader, level, index, hash)
  for await (const tile of inOrder(above.entries(), 32, read)) {
    if (isFault(tile)) faults.push(tile)
    column.push(
      ...(isFault(tile) ? Array.from({ length: tileWidth }, () => undefined) : decodeTile(tile, tileWidth)),
    )
  }
  column.push(...decodeTile(edge, edge.length / hashLength))
  return { column, faults }
}

/** The hashes of level 2 and up, each level checked by the one above. @param edge verified */
export async function readUpper(reader: LogReader, edge: Edge): Promise<Below> {
  const faults: LogFault[] = []
  let column: Column = []
  for (let level = edge.length - 1; level >= 2; level -= 1) {
    const below = await descend(reader, level, column, edge[level]!)
    faults.push(...below.faults)
    column = below.column
  }
  return { column, faults }
}

/** Checks one unit of a log: 65,536 entries, the tiles above them up to level 1, each against the hash above it. */
// Not the whole package: a thread loads no more than it runs.
import { leafHash } from '@avow/tlog/merkle'
import { decodeEntries, formatTilePath, hashLength, tileWidth, widthAt } from '@avow/tlog/tile'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { findWrongEntry, isEqual, rootOfTile } from './hash-tile.ts'
import { inOrder } from './limit.ts'
import { type LogReader, createLogReader } from './reader.ts'
import type { LogSource } from './source.ts'

/** Entries in a full unit. */
export const unitLength = tileWidth * tileWidth

/** A tile of level 1 and what is below it. The hashes that come with it are already verified. */
export interface Unit {
  /** Of the tile of level 1. */
  readonly index: number
  /** Of the log. */
  readonly size: number
  /** Hash of the full tile of level 1, as level 2 has it. */
  readonly hash?: Uint8Array
  /** The partial tile of level 1 at the log's edge; empty when the edge has none. */
  readonly edge?: Uint8Array
  /** The partial tile of level 0 at the log's edge, in the unit in which that lies. */
  readonly leaves?: Uint8Array
}

/**
 * @param edge of the log, verified
 * @param column hashes of level 2, verified
 */
export function unitOf(
  index: number,
  size: number,
  edge: readonly Uint8Array[],
  column: readonly (Uint8Array | undefined)[],
): Unit {
  const isEdge = (index + 1) * unitLength > size
  const hash = column[index]
  return {
    index,
    size,
    ...(isEdge ? { edge: edge[1] ?? new Uint8Array(), leaves: edge[0]! } : {}),
    ...(!isEdge && hash ? { hash } : {}),
  }
}

export interface CheckOptions {
  readonly source: LogSource
  /** Tiles that are asked for ahead. */
  readonly ahead: number
  /** Called with the entries of each bundle that was checked. */
  readonly onEntries?: (count: number) => void
}

interface Piece {
  readonly index: number
  readonly width: number
  readonly tile: Uint8Array | LogFault
  readonly bundle: Uint8Array | LogFault
}

/** A fault of the log is a finding; anything else that goes wrong is thrown. */
const orFault = (reading: Promise<Uint8Array>): Promise<Uint8Array | LogFault> =>
  reading.catch((cause: unknown) => {
    if (isFault(cause)) return cause
    throw cause
  })

const tileCount = ({ index, size }: Unit): number =>
  Math.min(tileWidth, Math.ceil((size - index * unitLength) / tileWidth))

async function readPiece(reader: LogReader, unit: Unit, at: number): Promise<Piece> {
  const index = unit.index * tileWidth + at
  const width = widthAt(0, index, unit.size)
  const known = width < tileWidth ? unit.leaves : undefined
  const [tile, bundle] = await Promise.all([
    known ?? orFault(reader.readTile(0, index, width)),
    orFault(reader.readBundle(index, width)),
  ])
  return { index, width, tile, bundle }
}

const pathOf = (level: number | 'entries', { index, width }: Piece): string =>
  formatTilePath({ level, index, width })

/** Where the tile is no help, the entries themselves must have the hash above. */
function checkWithoutTile(piece: Piece, hash: Uint8Array | undefined): LogFault[] {
  const path = pathOf('entries', piece)
  if (isFault(piece.bundle)) return [piece.bundle]
  try {
    const leaves = Buffer.concat(decodeEntries(piece.bundle, piece.width).map(leafHash))
    const agrees = !hash || isEqual(rootOfTile(leaves), hash)
    return agrees ? [] : [faultOf('entry_mismatch', { path })]
  } catch (cause) {
    return [faultOf('bundle_malformed', { path, length: piece.bundle.length }, cause)]
  }
}

function checkBundle(piece: Piece, tile: Uint8Array): LogFault[] {
  if (isFault(piece.bundle)) return [piece.bundle]
  const path = pathOf('entries', piece)
  const wrong = findWrongEntry(piece.bundle, tile)
  if (wrong === undefined) return []
  if (wrong === 'malformed') return [faultOf('bundle_malformed', { path, length: piece.bundle.length })]
  return [faultOf('entry_mismatch', { path, index: piece.index * tileWidth + wrong })]
}

/** @param hash of the tile as level 1 has it; undefined where that is not known, or the tile is at the edge */
function checkPiece(piece: Piece, hash: Uint8Array | undefined): LogFault[] {
  const { tile } = piece
  if (isFault(tile)) return [tile, ...checkWithoutTile(piece, hash)]
  if (hash && !isEqual(rootOfTile(tile), hash))
    return [faultOf('tile_mismatch', { path: pathOf(0, piece) }), ...checkWithoutTile(piece, hash)]
  return checkBundle(piece, tile)
}

/** The tile of level 1, or why there is none that can be gone by. */
async function readParent(reader: LogReader, { index, hash, edge }: Unit): Promise<Uint8Array | LogFault> {
  if (edge) return edge
  const tile = await orFault(reader.readTile(1, index, tileWidth))
  if (isFault(tile) || (hash && isEqual(rootOfTile(tile), hash))) return tile
  return faultOf('tile_mismatch', { path: formatTilePath({ level: 1, index, width: tileWidth }) })
}

function hashIn(parent: Uint8Array | LogFault, at: number): Uint8Array | undefined {
  const start = at * hashLength
  if (isFault(parent) || start >= parent.length) return undefined
  return parent.subarray(start, start + hashLength)
}

/** @returns faults in the order of the log. @throws ClientError `unreachable` */
export async function checkUnit(unit: Unit, { source, ahead, onEntries }: CheckOptions): Promise<LogFault[]> {
  const reader = createLogReader(source, unit.size)
  const parent = await readParent(reader, unit)
  const faults: LogFault[] = isFault(parent) ? [parent] : []
  const places = Array.from({ length: tileCount(unit) }, (_, at) => at)
  const pieces = inOrder(places, ahead, (at) => readPiece(reader, unit, at))
  for await (const piece of pieces) {
    faults.push(...checkPiece(piece, hashIn(parent, piece.index % tileWidth)))
    onEntries?.(piece.width)
  }
  return faults
}

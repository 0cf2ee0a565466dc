/** Tiles and entry bundles (C2SP tlog-tiles): the tree and its entries as static files. */
import { concatBytes } from './bytes.ts'
import { TlogError } from './error.ts'

/** Hashes in a full tile; entries in a full bundle. */
export const tileWidth = 256
/** A tile spans so many levels of the tree. */
export const tileHeight = 8
export const hashLength = 32

/** A tile, or with the level `entries` an entry bundle. */
export interface TilePlace {
  /** 0 to 63; 0 holds the hashes of leaves. */
  readonly level: number | 'entries'
  /** From the left within its level. */
  readonly index: number
  /** 1 to 256; less than 256 for a partial tile. */
  readonly width: number
}

const malformed = (reason: string): TlogError => new TlogError('tile_malformed', reason)

/** Index 1234067 is `x001/x234/067`. */
function formatIndex(index: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  return digits.replaceAll(/\d{3}(?=\d)/g, 'x$&/')
}

/** The path under the log's prefix, without a slash before it: `tile/<L>/<N>[.p/<W>]`. */
export const formatTilePath = ({ level, index, width }: TilePlace): string =>
  `tile/${level}/${formatIndex(index)}${width < tileWidth ? `.p/${width}` : ''}`

const pathForm =
  /^tile\/(entries|\d|[1-5]\d|6[0-3])\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/

/** @throws TlogError `tile_malformed` for anything but what `formatTilePath` gives */
export function parseTilePath(path: string): TilePlace {
  const [, level, digits, width] = pathForm.exec(path) ?? []
  const index = Number(digits?.replaceAll(/[x/]/g, ''))
  if (level === undefined || !Number.isSafeInteger(index) || formatIndex(index) !== digits)
    throw malformed('not the path of a tile')
  return {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? tileWidth : Number(width),
  }
}

/** How many hashes a level has in a tree of this size. */
export const countAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level)

/** How many of them are in the `index`-th tile; 0 or less for a tile that the tree does not have. */
export const widthAt = (level: number, index: number, size: number): number =>
  Math.min(tileWidth, countAt(level, size) - index * tileWidth)

/** Tiles of one level that the larger tree has and the smaller one has not. */
function tilesOfLevel(level: number, from: number, to: number): TilePlace[] {
  const [before, after] = [countAt(level, from), countAt(level, to)]
  if (before === after) return []
  const first = Math.floor(before / tileWidth)
  const count = Math.ceil(after / tileWidth) - first
  return Array.from({ length: count }, (_, at) => ({
    level,
    index: first + at,
    width: widthAt(level, first + at, to),
  }))
}

/** The tiles, level by level from the leaves up, that must be written when a tree grows. */
export function tilesForGrowth(from: number, to: number): TilePlace[] {
  const tiles: TilePlace[] = []
  for (let level = 0; countAt(level, to) > 0; level += 1) tiles.push(...tilesOfLevel(level, from, to))
  return tiles
}

/** The hashes of a tile. @throws TlogError `tile_malformed` when it does not hold `width` of them */
export function decodeTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * hashLength) throw malformed('a tile of another width')
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * hashLength, (at + 1) * hashLength))
}

export const encodeTile = (hashes: readonly Uint8Array[]): Uint8Array => concatBytes(hashes)

const largestEntry = 0xff_ff

/** Entries with two bytes of length before each, big-endian. @throws TlogError `tile_malformed` for an entry of more than 65535 bytes */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (entry.length > largestEntry) throw malformed('an entry of more than 65535 bytes')
    return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
  })
  return concatBytes(parts)
}

/** @throws TlogError `tile_malformed` when the bundle does not hold `width` entries */
export function decodeEntries(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at + 2 <= bytes.length && entries.length < width) {
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!)
    if (end > bytes.length) throw malformed('an entry bundle ends within an entry')
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (at !== bytes.length || entries.length !== width) throw malformed('an entry bundle of another width')
  return entries
}

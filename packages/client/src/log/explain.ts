/** What is wrong with a log whose new entries do not lead to its checkpoint. */
import { type TreeHead, countAt, formatTilePath, hashLength, tileWidth, widthAt } from '@avow/tlog'
import { readEdge } from './edge.ts'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { findWrongEntry, isEqual, rootOfTile } from './hash-tile.ts'
import type { LogReader } from './reader.ts'

interface Tree {
  readonly checkpoint: TreeHead
  readonly reader: LogReader
}

interface Bundle {
  readonly index: number
  readonly width: number
  readonly bytes: Uint8Array
}

const hashAt = (tile: Uint8Array, place: number): Uint8Array =>
  tile.subarray(place * hashLength, (place + 1) * hashLength)

/** How many levels of tiles a tree has. */
function heightOf(size: number): number {
  let levels = 0
  while (countAt(levels, size) > 0) levels += 1
  return levels
}

/** The topmost tile over an entry that is not what the tile above it says. Those at the edge are already verified. */
async function damagedTile(
  { checkpoint: { size }, reader }: Tree,
  entry: number,
): Promise<LogFault | undefined> {
  let above: Uint8Array | undefined
  for (let level = heightOf(size) - 1; level >= 0; level -= 1) {
    const index = Math.floor(entry / tileWidth ** (level + 1))
    const width = widthAt(level, index, size)
    if (width <= 0) continue
    const tile = await reader.readTile(level, index, width)
    if (width === tileWidth && above && !isEqual(rootOfTile(tile), hashAt(above, index % tileWidth)))
      return faultOf('tile_mismatch', { path: formatTilePath({ level, index, width }) })
    above = tile
  }
  return undefined
}

/** The tiles over a bundle, and the bundle. */
async function explainBundle(tree: Tree, { index, width, bytes }: Bundle): Promise<LogFault | undefined> {
  const fault = await damagedTile(tree, index * tileWidth)
  if (fault) return fault
  const wrong = findWrongEntry(bytes, await tree.reader.readTile(0, index, width))
  const path = formatTilePath({ level: 'entries', index, width })
  if (wrong === 'malformed') return faultOf('bundle_malformed', { path, length: bytes.length })
  return wrong === undefined
    ? undefined
    : faultOf('entry_mismatch', { path, index: index * tileWidth + wrong })
}

/** @param seen size up to which the log was known before */
async function find(bundles: readonly Bundle[], tree: Tree, seen: number): Promise<LogFault> {
  await readEdge(tree.reader, tree.checkpoint)
  const known = seen > 0 ? await damagedTile(tree, seen - 1) : undefined
  if (known) return known
  for (const bundle of bundles) {
    const fault = await explainBundle(tree, bundle)
    if (fault) return fault
  }
  // All that it shows belongs together, and what it showed before does not belong to it.
  return faultOf('forked', { seen, size: tree.checkpoint.size })
}

export const explainGrowth = (bundles: readonly Bundle[], tree: Tree, seen: number): Promise<LogFault> =>
  find(bundles, tree, seen).catch((cause: unknown) => {
    if (isFault(cause)) return cause
    throw cause
  })

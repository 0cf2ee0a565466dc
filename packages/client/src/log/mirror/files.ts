/** Which files of a mirrored log stand for its tree (C2SP tlog-tiles). */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CompactRange,
  type Tile,
  countAt,
  encodeEntries,
  formatTilePath,
  hashLength,
  tileWidth,
  widthAt,
} from '@avow/tlog'
import type { DurableFile } from '../durable.ts'
import { isEqual } from '../hash-tile.ts'
import type { LogReader } from '../reader.ts'

const isFull = ({ width }: { width: number }): boolean => width === tileWidth

/** Tiles that never change again. Partial ones are kept when a checkpoint is. */
export const fullTiles = (tiles: readonly Tile[]): DurableFile[] =>
  tiles.filter(isFull).map((tile) => ({ path: formatTilePath(tile), data: tile.bytes }))

/** Where the last, partial tile of a level is in a tree of this size; width 0 where there is none. */
const edgePlace = (level: number, size: number) => {
  const index = Math.floor(countAt(level, size) / tileWidth)
  return { level, index, width: widthAt(level, index, size) }
}

/** The partial tiles and the partial bundle of a tree. */
export async function edgeFiles({ size, partials }: CompactRange, reader: LogReader): Promise<DurableFile[]> {
  const tiles = partials.map((data, level) => ({ path: formatTilePath(edgePlace(level, size)), data }))
  const { index, width } = edgePlace(0, size)
  const path = formatTilePath({ level: 'entries', index, width })
  const bundle = width > 0 ? [{ path, data: await reader.readBundle(index, width) }] : []
  return [...tiles.filter(({ data }) => data.length > 0), ...bundle]
}

/** Bundles of entries that follow each other. @param first index of the bundle whose first entry is the first */
export function bundleFiles(first: number, entries: readonly Uint8Array[]): DurableFile[] {
  const files: DurableFile[] = []
  for (let at = 0; at < entries.length; at += tileWidth) {
    const part = entries.slice(at, at + tileWidth)
    const place = { level: 'entries', index: first + at / tileWidth, width: part.length } as const
    files.push({ path: formatTilePath(place), data: encodeEntries(part) })
  }
  return files
}

/** Partial tiles and bundles whose full ones are there. */
export async function dropPartials(folder: string, written: readonly DurableFile[]): Promise<void> {
  const full = written.filter(({ path }) => !path.includes('.p/'))
  await Promise.all(full.map(({ path }) => rm(join(folder, `${path}.p`), { recursive: true, force: true })))
}

/** Reads a tree whose edge is in memory, and all else in files. */
export function readerWithEdge(reader: LogReader, { size, partials }: CompactRange): LogReader {
  return {
    ...reader,
    async readTile(level, index, width) {
      const partial = partials[level]
      const isEdge = partial !== undefined && partial.length > 0 && index === edgePlace(level, size).index
      return isEdge ? partial.subarray(0, width * hashLength) : reader.readTile(level, index, width)
    },
  }
}

/** Whether a full tile begins with what the tree has there. @param tile of level 0, the last or the one after it */
export function beginsWithEdge(tile: Uint8Array, { partials }: CompactRange): boolean {
  const edge = partials[0] ?? new Uint8Array()
  return isEqual(tile.subarray(0, edge.length), edge)
}

/** Reads tiles and entry bundles of a log, whole ones in place of partial ones where those are gone. */
import type { TileReader } from '@avow/tlog'
import { decodeEntries, encodeEntries, formatTilePath, hashLength, tileWidth, widthAt } from '@avow/tlog/tile'
import { type LogFaultCode, faultOf } from './fault.ts'
import type { LogSource } from './source.ts'

export interface LogReader extends TileReader {
  /** The first `width` entries of a bundle. @throws LogFault `bundle_missing`, `bundle_malformed` */
  readEntries(index: number, width: number): Promise<Uint8Array[]>
  /** The same as the bytes of a bundle, of which nothing is checked if it is read as it lies there. */
  readBundle(index: number, width: number): Promise<Uint8Array>
}

interface Found {
  readonly bytes: Uint8Array
  readonly path: string
  readonly width: number
}

/** @throws LogFault `bundle_malformed` */
export function entriesOf(bytes: Uint8Array, width: number, path: string): Uint8Array[] {
  try {
    return decodeEntries(bytes, width)
  } catch (cause) {
    throw faultOf('bundle_malformed', { path, length: bytes.length }, cause)
  }
}

/**
 * A reader of the tree of this size. Of each tile it asks for the part that this tree has, then for the whole, and for
 * no other (C2SP tlog-tiles, "Partial Tiles"). Tiles throw LogFault `tile_missing`, `tile_malformed`.
 */
export function createLogReader(source: LogSource, size: number): LogReader {
  async function find(level: number | 'entries', index: number, missing: LogFaultCode): Promise<Found> {
    const part = widthAt(level === 'entries' ? 0 : level, index, size)
    for (const width of new Set([part, tileWidth])) {
      const path = formatTilePath({ level, index, width })
      const bytes = await source.read(path)
      if (bytes) return { bytes, path, width }
    }
    throw faultOf(missing, { path: formatTilePath({ level, index, width: part }) })
  }

  async function readTile(level: number, index: number, width: number): Promise<Uint8Array> {
    const found = await find(level, index, 'tile_missing')
    if (found.bytes.length !== found.width * hashLength)
      throw faultOf('tile_malformed', { path: found.path, length: found.bytes.length })
    return found.bytes.subarray(0, width * hashLength)
  }

  const cut = ({ bytes, width: held, path }: Found, width: number): Uint8Array[] =>
    entriesOf(bytes, held, path).slice(0, width)

  return {
    readTile,
    readEntries: async (index, width) => cut(await find('entries', index, 'bundle_missing'), width),
    async readBundle(index, width) {
      const found = await find('entries', index, 'bundle_missing')
      return found.width === width ? found.bytes : encodeEntries(cut(found, width))
    },
  }
}

/**
 * Tiles and entry bundles of the log as they are handed out. Full ones never change and are kept in memory; partial
 * ones come from storage each time.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { formatTilePath, parseTilePath, tileWidth } from '@avow/tlog'
import { readCut } from '../sequencer/partial-tiles.ts'
import type { Storage } from '../storage/storage.ts'
import { logPath } from './paths.ts'

export interface Tile {
  readonly bytes: Uint8Array
  /** The same compressed, once that has been made. */
  readonly compressed: Uint8Array | undefined
  /** Makes that; once for a tile that is kept. */
  gzipped(): Promise<Uint8Array>
}

export interface Tiles {
  /** One that is kept: what is asked for most is answered without waiting for anything. */
  kept(path: string): Tile | undefined
  /**
   * @param path as C2SP tlog-tiles names it, such as `tile/0/000.p/7`; anything else names nothing
   * @returns undefined when there is none
   * @throws RegisterError `storage_unavailable`
   */
  read(path: string): Promise<Tile | undefined>
}

const compress = promisify(gzip)

function tileOf(bytes: Uint8Array): Tile {
  let compressed: Uint8Array | undefined
  let gzipped: Promise<Uint8Array> | undefined
  // Level 1: of the bytes only the salted hashes themselves are left, and those cannot be compressed.
  const make = async () => (compressed = await compress(bytes, { level: 1 }))
  return {
    bytes,
    get compressed() {
      return compressed
    },
    gzipped: () => (gzipped ??= make()),
  }
}

/** Whether a path names a full tile or bundle; undefined when it names none at all. */
function isFull(path: string): boolean | undefined {
  try {
    const place = parseTilePath(path)
    return formatTilePath(place) === path ? place.width === tileWidth : undefined
  } catch {
    return undefined
  }
}

/** @param most full tiles that are kept, of some 8 KB and as much compressed; the least recently read goes first */
export function createTiles(storage: Pick<Storage, 'read'>, most = 2048): Tiles {
  const kept = new Map<string, Tile>()

  /** @returns the tile, which is now the most recently read */
  function keep(path: string, tile: Tile): Tile {
    kept.delete(path)
    kept.set(path, tile)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    return tile
  }

  async function readPartial(path: string): Promise<Tile | undefined> {
    const at = logPath(path)
    const bytes = (await storage.read(at)) ?? (await readCut(storage, at))
    return bytes && tileOf(bytes)
  }

  function readKept(path: string): Tile | undefined {
    const known = kept.get(path)
    return known && keep(path, known)
  }

  return {
    kept: readKept,
    async read(path) {
      const known = readKept(path)
      if (known) return known
      const full = isFull(path)
      if (full === undefined) return undefined
      if (!full) return readPartial(path)
      const bytes = await storage.read(logPath(path))
      return bytes && keep(path, tileOf(bytes))
    },
  }
}

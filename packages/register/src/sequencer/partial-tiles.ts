/** Partial tiles give way to the full one (C2SP tlog-tiles, "Partial Tiles"): there would be one for each batch. */
import { decodeEntries, encodeEntries, hashLength, parseTilePath, tileWidth } from '@avow/tlog'
import { logPath } from '../reads/paths.ts'
import type { Blob, Storage } from '../storage/storage.ts'

const suffix = /\.p\/\d+$/
const root = logPath('')

/**
 * How many of so many entries the log takes at once to end with a full tile: then there is no partial one to be written
 * and forgotten. All where they do not reach its end.
 */
export const untilFullTile = (size: number, count: number): number =>
  Math.max(0, Math.floor((size + count) / tileWidth) * tileWidth - size) || count

/** The first entries or hashes of the full tile, in place of a partial one that is gone. Undefined when there is no full one. */
export async function readCut(storage: Pick<Storage, 'read'>, path: string): Promise<Uint8Array | undefined> {
  const { level, width } = parseTilePath(path.slice(root.length))
  const full = width < tileWidth ? await storage.read(path.replace(suffix, '')) : undefined
  if (!full) return undefined
  if (level !== 'entries') return full.subarray(0, width * hashLength)
  return encodeEntries(decodeEntries(full, tileWidth).slice(0, width))
}

/** Forgets the partial tiles of tiles that are full now. That some stay does no harm. */
export async function dropPartials(storage: Storage, written: readonly Blob[]): Promise<void> {
  const full = written.filter(({ path }) => !suffix.test(path)).map(({ path }) => `${path}.p`)
  await storage.removeMany(full).catch(() => {})
}

/** Partial tiles and bundles that were left behind: each must be the beginning of the one that took its place. */
import { formatTilePath, parseTilePath, tileWidth, widthAt } from '@avow/tlog'
import { type LogFault, faultOf } from './fault.ts'
import type { LogSource } from './source.ts'

function placeOf(path: string) {
  try {
    return parseTilePath(path)
  } catch {
    return undefined
  }
}

const startsWith = (whole: Uint8Array, part: Uint8Array): boolean =>
  Buffer.compare(whole.subarray(0, part.length), part) === 0

/** What is beyond the checkpoint is not looked at: a log writes its tiles before it signs. */
async function checkStray(
  source: LogSource,
  path: string,
  size: number,
  damaged: ReadonlySet<unknown>,
): Promise<LogFault | undefined> {
  const place = placeOf(path)
  if (!place || place.width === tileWidth) return undefined
  const width = widthAt(place.level === 'entries' ? 0 : place.level, place.index, size)
  if (place.width >= width) return undefined
  const paths = [width, tileWidth].map((known) => formatTilePath({ ...place, width: known }))
  const [part, now, whole] = await Promise.all([path, ...paths].map((at) => source.read(at)))
  const successor = now ?? whole
  if (!part || !successor || paths.some((at) => damaged.has(at)) || startsWith(successor, part))
    return undefined
  return faultOf('partial_mismatch', { path })
}

/**
 * Does nothing for a log that cannot be listed.
 * @param known faults of the current tiles, by which nothing else can be judged
 */
export async function checkStrays(
  source: LogSource,
  size: number,
  known: readonly LogFault[],
): Promise<LogFault[]> {
  const damaged = new Set(known.map(({ details }) => details['path']))
  const faults: LogFault[] = []
  for await (const path of source.list?.() ?? []) {
    const fault = await checkStray(source, path, size, damaged)
    if (fault) faults.push(fault)
  }
  return faults.sort((a, b) => String(a.details['path']).localeCompare(String(b.details['path'])))
}

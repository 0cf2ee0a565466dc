/** What a mirror finds in its folder when it starts. */
import {
  type CompactRange,
  appendLeaves,
  decodeTile,
  emptyRange,
  formatTilePath,
  readRange,
  rootOfRange,
  tileWidth,
  type Policy,
} from '@avow/tlog'
import { type SeenCheckpoint, readCheckpoint } from '../checkpoint.ts'
import { findEdgeFault } from '../edge.ts'
import { faultOf, isFault } from '../fault.ts'
import { findWrongEntry, isEqual } from '../hash-tile.ts'
import { createLogReader } from '../reader.ts'
import type { LogSource } from '../source.ts'
import { beginsWithEdge } from './files.ts'

/** The checkpoint that is served. @throws LogFault */
export async function readServed(own: LogSource, policy: Policy): Promise<SeenCheckpoint | undefined> {
  try {
    return await readCheckpoint(own, policy)
  } catch (cause) {
    if (isFault(cause) && cause.code === 'checkpoint_missing') return undefined
    throw cause
  }
}

/** The tree of the checkpoint that is served, from its tiles. @throws LogFault when they are not what was cosigned */
export async function readServedTree(
  own: LogSource,
  served: SeenCheckpoint | undefined,
): Promise<CompactRange> {
  if (!served) return emptyRange
  const reader = createLogReader(own, served.size)
  const range = await readRange(served.size, reader)
  if (isEqual(rootOfRange(range), served.root)) return range
  throw (
    (await findEdgeFault(reader, served)) ??
    faultOf('root_mismatch', { path: 'checkpoint', size: served.size })
  )
}

/** The leaves of a full bundle that is here and agrees with its tile. */
async function readLeaves(own: LogSource, range: CompactRange): Promise<Uint8Array[] | undefined> {
  const place = { index: Math.floor(range.size / tileWidth), width: tileWidth }
  const bundle = await own.read(formatTilePath({ ...place, level: 'entries' }))
  const tile = bundle && (await own.read(formatTilePath({ ...place, level: 0 })))
  if (!tile || findWrongEntry(bundle, tile) !== undefined || !beginsWithEdge(tile, range)) return undefined
  return decodeTile(tile, tileWidth)
}

/**
 * The tree with the entries that were kept after the last checkpoint, and before the process ended. They were proven
 * then; before they are cosigned their root is compared with the checkpoint's.
 * @param end size of the pending checkpoint, which holds them
 */
export async function withKept(own: LogSource, served: CompactRange, end: number): Promise<CompactRange> {
  let range = served
  for (;;) {
    const next = (Math.floor(range.size / tileWidth) + 1) * tileWidth
    const leaves = next <= end ? await readLeaves(own, range) : undefined
    if (!leaves) return range
    range = appendLeaves(range, leaves.slice(range.size % tileWidth)).range
  }
}

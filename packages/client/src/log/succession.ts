/** Whether a checkpoint is the successor of one that was seen before. */
import { TlogError, type TreeHead, readConsistencyProof, verifyConsistency } from '@avow/tlog'
import { type LogFault, faultOf } from './fault.ts'
import { isEqual } from './hash-tile.ts'
import type { LogReader } from './reader.ts'

/** What the two checkpoints alone show: undefined when the newer one may be the older one, grown. */
export function compareHeads(older: TreeHead, newer: TreeHead): LogFault | undefined {
  const details = { seen: older.size, size: newer.size }
  if (newer.size < older.size) return faultOf('rolled_back', details)
  if (newer.size === older.size && !isEqual(newer.root, older.root)) return faultOf('forked', details)
  return undefined
}

/**
 * Proves from the log's tiles that it only grew.
 * @param reader of the newer tree
 * @throws LogFault `rolled_back`, `forked`, `tile_missing`, `tile_malformed`. A damaged tile looks like a fork: check the
 * tiles first, or ask what is wrong afterwards.
 */
export async function checkSuccession(older: TreeHead, newer: TreeHead, reader: LogReader): Promise<void> {
  const fault = compareHeads(older, newer)
  if (fault) throw fault
  const proof = await readConsistencyProof(older.size, newer.size, reader)
  try {
    verifyConsistency(older, newer, proof)
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause
    throw faultOf('forked', { seen: older.size, size: newer.size }, cause)
  }
}

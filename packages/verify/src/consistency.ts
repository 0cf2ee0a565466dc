import { type Hash, decodeHex } from '@avow/core'
import { TlogError, verifyConsistency as verifyTrees } from '@avow/tlog'
import { mismatch } from './error.ts'

/**
 * Checks that no two receipts show two logs of one size: either would show a log that was rewritten.
 * @returns the receipts
 * @throws VerifyError `receipts_contradict` with the place of the second
 */
export function verifySameLog<T extends Head>(receipts: readonly T[]): readonly T[] {
  const roots = new Map<number, Hash>()
  for (const [place, { size, root }] of receipts.entries()) {
    if ((roots.get(size) ?? root) !== root) throw mismatch('receipts_contradict', `acts[${place}].receipt`)
    roots.set(size, root)
  }
  return receipts
}

interface Head {
  readonly size: number
  readonly root: Hash
}

/**
 * Checks that a log has only grown since it was seen before.
 * @param proof hashes, RFC 6962 section 2.1.2
 * @throws VerifyError `receipts_contradict`
 */
export function verifyConsistency<T extends Head>(older: Head, newer: T, proof: readonly Uint8Array[]): T {
  const headOf = ({ size, root }: Head) => ({ size, root: decodeHex(root) })
  try {
    verifyTrees(headOf(older), headOf(newer), proof)
    return newer
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause
    throw mismatch('receipts_contradict', '', { older: older.size, newer: newer.size }, cause)
  }
}

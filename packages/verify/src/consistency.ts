import { type Hash, decodeHex } from '@avow/core'
import { TlogError, verifyConsistency as verifyTrees } from '@avow/tlog'
import { mismatch } from './error.ts'

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

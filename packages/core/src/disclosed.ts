/** A share that was disclosed, and whether it is the one that was committed to. */
import type { Salt } from './bytes.ts'
import type { Envelope } from './envelope.ts'
import { type Share, shareCommitment } from './shares.ts'

/** A share as a trustee discloses it. */
export interface DisclosedShare {
  /** From 1. */
  readonly trustee: number
  readonly share: Share
  readonly shareSalt: Salt
}

/** Whether a disclosed share is the one that the envelope commits to. */
export function isCommitted(envelope: Envelope, { trustee, share, shareSalt }: DisclosedShare): boolean {
  try {
    return shareCommitment(trustee, share, shareSalt) === envelope.shares[trustee - 1]
  } catch {
    return false
  }
}

/** What is known of a deposit, for tests. */
import type { HolderState, Known } from '../src/deposit/stages.ts'

export const time = '2026-11-01T12:00:00Z'

export const known = (states: readonly HolderState[], changes: Partial<Known> = {}): Known => ({
  isReceived: true,
  waiting: new Map(),
  deposit: { index: 4, time },
  isOpened: false,
  isPublished: false,
  isDelivered: false,
  quorum: 1,
  trustees: states.length,
  threshold: 2,
  holders: states.map((state, at) => ({ name: `Trustee ${at + 1}`, state })),
  ...changes,
})

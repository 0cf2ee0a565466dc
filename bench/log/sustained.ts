/**
 * A load for a minute by our hammer: what was acknowledged must come to be in a signed checkpoint, and the time until
 * then is what is measured.
 */
import { type HammerCounts, type WriteEntry, openSource, policyOfVkey, startHammer } from '@avow/client/log'

export const seconds = 60

export interface Sustained {
  /** Entries a second that came to be in a checkpoint. */
  readonly rate: number
  readonly counts: HammerCounts
}

export interface Load {
  /** Folder or address of the log. */
  readonly log: string
  readonly vkey: string
  /** How many write at once: as many as keep it busy. */
  readonly writers: number
  /** At most; as many as can be unless told. */
  readonly writesPerSecond?: number
  readonly write: WriteEntry
}

/** @throws when the log lied */
export async function sustain({ log, vkey, ...load }: Load): Promise<Sustained> {
  const hammer = await startHammer({
    writesPerSecond: 1_000_000,
    ...load,
    source: openSource(log),
    policy: policyOfVkey(vkey),
    readsPerSecond: 0,
    readers: 0,
    signal: AbortSignal.timeout(seconds * 1000),
  })
  const start = performance.now()
  const faults = await hammer.done
  if (faults.length > 0) throw new Error(`the log lied: ${faults[0]!.code}`)
  const counts = hammer.counts()
  return { rate: (counts.written * 1000) / (performance.now() - start), counts }
}

/** Holds a log to what it has acknowledged. */
import { type LogFault, faultOf } from './fault.ts'
import { isEqual } from './hash-tile.ts'
import { type Stopwatch, createStopwatch } from './pace.ts'

export interface Acknowledged {
  /** Where the log says that the entry stands. */
  readonly index: number
  readonly entry: Uint8Array
  /** When it was sent, by `performance.now()`. */
  readonly sent: number
}

export interface Ledger {
  /** @returns what is wrong with it, as far as can be told by now */
  acknowledge(acknowledged: Acknowledged): LogFault | undefined
  /** Entries that a checkpoint proves. */
  prove(from: number, entries: readonly Uint8Array[]): LogFault[]
  /** Acknowledged, and in no checkpoint yet. */
  open(): readonly Acknowledged[]
  /** From sending an entry to the checkpoint that proves it. */
  readonly integration: Stopwatch
}

/** @param first entry that is followed; what is acknowledged before it was there already */
export function createLedger(first: number): Ledger {
  const proven = new Map<number, { readonly entry: Uint8Array; readonly at: number }>()
  const waiting = new Map<number, Acknowledged>()
  const integration = createStopwatch()
  const lost = (index: number): LogFault => faultOf('entry_lost', { index })

  function settle({ index, entry, sent }: Acknowledged, found: Uint8Array, at: number): LogFault | undefined {
    integration.add(at - sent)
    return isEqual(entry, found) ? undefined : lost(index)
  }

  return {
    integration,
    acknowledge(acknowledged) {
      const { index, entry } = acknowledged
      const other = waiting.get(index)
      // Two that were promised one place, or one that was new and is said to be older than what was there.
      if (index < first || (other && !isEqual(other.entry, entry))) return lost(index)
      const there = proven.get(index)
      if (there) return settle(acknowledged, there.entry, there.at)
      waiting.set(index, acknowledged)
      return undefined
    },
    prove(from, entries) {
      const at = performance.now()
      return entries.flatMap((entry, place) => {
        const index = from + place
        proven.set(index, { entry, at })
        const promised = waiting.get(index)
        waiting.delete(index)
        return (promised && settle(promised, entry, at)) ?? []
      })
    },
    open: () => [...waiting.values()],
  }
}

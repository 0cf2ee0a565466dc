/** What goes wrong, how often, and how often it has. */
import type { Random } from './random.ts'

export const faultKinds = [
  'message lost',
  'message doubled',
  'message delayed',
  'message overtaken',
  'crash',
  'disk fault',
  'clock jump',
  'partition',
  'lie of the register',
  'act of a false trustee',
] as const
export type FaultKind = (typeof faultKinds)[number]

export type FaultCounts = Record<FaultKind, number>

export const noFaults = (): FaultCounts =>
  Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as FaultCounts

export interface Faults {
  readonly counts: FaultCounts
  /** Whether a fault of this kind happens now; counted. Never in a calm. */
  happens(kind: FaultKind): boolean
  /** Counts one that somebody else has decided on. */
  count(kind: FaultKind): void
  /** Ends all faults for good. */
  calm(): void
  isCalm(): boolean
}

/** How likely a kind is each time when it could happen. A history has some kinds and not others: together they would hide each other. */
export type FaultRates = Partial<Record<FaultKind, number>>

const usual: FaultRates = {
  'message lost': 0.15,
  'message doubled': 0.15,
  'message delayed': 0.25,
  crash: 0.01,
  'disk fault': 0.01,
  'clock jump': 0.3,
  partition: 0.3,
}

export function chooseRates(random: Random): FaultRates {
  const chosen = Object.entries(usual).filter(() => random.chance(0.55))
  return Object.fromEntries(chosen.map(([kind, rate]) => [kind, rate * random.pick([0.3, 1, 2])]))
}

export function createFaults(random: Random, rates: FaultRates): Faults {
  const counts = noFaults()
  let isCalm = false
  return {
    counts,
    happens(kind) {
      const rate = rates[kind] ?? 0
      if (isCalm || rate === 0 || !random.chance(rate)) return false
      counts[kind] += 1
      return true
    },
    count: (kind) => void (counts[kind] += 1),
    calm: () => void (isCalm = true),
    isCalm: () => isCalm,
  }
}

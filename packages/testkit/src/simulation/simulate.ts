/** Many histories, and what came of them. */
import { type BugName } from './bugs.ts'
import { runCeremony } from './ceremony.ts'
import { type FaultCounts, faultKinds, noFaults } from './faults.ts'
import { type History, runHistory } from './history.ts'
import type { Violation } from './invariants.ts'

export interface Simulated {
  readonly histories: number
  readonly steps: number
  /** Virtual time of all histories together, years of 365 days. */
  readonly years: number
  readonly published: number
  /** Those of them that were waiting for others. */
  readonly together: number
  /** Lived through whole: with real primitives, and to the end of their calm. */
  readonly whole: number
  /** Keys of institutions that came into use. */
  readonly keys: number
  readonly faults: FaultCounts
  readonly violations: readonly (Violation & { readonly seed: number })[]
}

export interface SimulateOptions {
  /** The first seed; the others follow it. */
  readonly from: number
  readonly seeds: number
  readonly bug?: BugName
  /** Instead of histories of statements, those of how an institution key is made. */
  readonly ceremonies?: boolean
  /** Ends with the first history in which something did not hold. */
  readonly untilFound?: boolean
  readonly onHistory?: (history: History, so: Simulated) => void
}

const year = 365 * 86_400_000

const nothing: Simulated = {
  histories: 0,
  steps: 0,
  years: 0,
  published: 0,
  together: 0,
  whole: 0,
  keys: 0,
  faults: noFaults(),
  violations: [],
}

function plus(so: Simulated, history: History): Simulated {
  const { seed, steps, time, published, together, isWhole, keys, faults, violations } = history
  const sums = faultKinds.map((kind) => [kind, so.faults[kind] + faults[kind]])
  return {
    histories: so.histories + 1,
    steps: so.steps + steps,
    years: so.years + time / year,
    published: so.published + published,
    together: so.together + together,
    whole: so.whole + Number(isWhole),
    keys: so.keys + keys,
    faults: Object.fromEntries(sums) as FaultCounts,
    violations: [...so.violations, ...violations.map((one) => ({ ...one, seed }))],
  }
}

/** Lives through the histories of seeds that follow each other. */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const { from, seeds, bug, ceremonies = false, untilFound = false, onHistory } = options
  const run = ceremonies ? runCeremony : runHistory
  let so = nothing
  for (let seed = from; seed < from + seeds; seed += 1) {
    const history = await run(bug === undefined ? { seed } : { seed, bug })
    so = plus(so, history)
    onHistory?.(history, so)
    if (untilFound && so.violations.length > 0) break
  }
  return so
}

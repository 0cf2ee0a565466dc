/** One history: a whole network in one process, from a seed to what became of it. */
import { createFalseRegister, startFalseTrustee } from './adversary.ts'
import { startAuthor } from './author.ts'
import { type BugName, createBugs } from './bugs.ts'
import type { FaultCounts } from './faults.ts'
import { type House, hearingPace, openHouse, startTime } from './house.ts'
import { type Judge, type Violation, createJudge } from './invariants.ts'
import { type Plan, makePlan } from './plan.ts'
import { type Primitives, usePrimitives } from './primitives.ts'
import { type Random, createRandom, withChanceOf } from './random.ts'
import { type RegisterParty, createRegisterParty } from './service.ts'
import { type Stage, setStage } from './stage.ts'
import type { Surroundings } from './surroundings.ts'
import { type Parties, calmDown, startTrouble } from './trouble.ts'
import { type TrusteeParty, createTrusteeParty } from './trustee.ts'
import { type WitnessParty, createWitnessParty } from './witness.ts'

export interface History {
  readonly seed: number
  /** Events that happened one after the other. */
  readonly steps: number
  /** Virtual milliseconds. */
  readonly time: number
  readonly faults: FaultCounts
  /** Statements that were published. */
  readonly published: number
  /** Those of them that were waiting for others. */
  readonly together: number
  /** Keys of institutions that came into use. */
  readonly keys: number
  /** Whether it was lived through with real primitives, and to the end of its calm. */
  readonly isWhole: boolean
  readonly violations: readonly Violation[]
  /** SHA-256 over everything that happened, in hex. */
  readonly hash: string
  /** What happened, line by line; empty unless asked for. */
  readonly lines: readonly string[]
}

export interface HistoryOptions {
  readonly seed: number
  /** A mistake that is to be found. */
  readonly bug?: BugName
  /** Whether to keep what happened line by line. */
  readonly lines?: boolean
}

/** Rounds of a calm after which everything that can open must be open. */
const calmRounds = 8
/** And so many of them are always lived through: then a history ends when nothing is missing that the others could bring. */
const leastRounds = 2
/** A calm has rounds this far apart at least: a refused release is tried again after an hour at the latest. */
const calmPace = 1_800_000
/** One history in so many is lived through whole: with real primitives, nothing remembered, and to the end of its calm. */
const wholeEvery = 200
/** The silence that is sealed here takes so long, and some time more. */
const longestSilence = 2.75 * 3_600_000

interface Cast extends Parties {
  readonly register: RegisterParty
  readonly trustees: readonly TrusteeParty[]
  readonly witnesses: readonly WitnessParty[]
  readonly judge: Judge
}

/** Everybody who takes part, ready to begin. */
function assemble(surroundings: Surroundings, plan: Plan, bug: BugName | undefined): Cast {
  const { house, clock } = surroundings
  const bugs = createBugs(bug)
  const sealed = plan.intentions.map((one) => one.sealed)
  const falsehood = createFalseRegister({
    ...surroundings,
    log: () => register.log,
    witnesses: () => witnesses.slice(-1),
  })
  const isForked = () => falsehood.forks().length > 0
  const register: RegisterParty = createRegisterParty(surroundings, {
    rate: plan.rate,
    bugs,
    // A false register shows the last witness its other log only.
    witnesses: () => (isForked() ? witnesses.slice(0, -1) : witnesses),
    liar: plan.isRegisterFalse ? falsehood.liar : undefined,
  })
  const judge = createJudge({
    roster: house.roster,
    sealed,
    log: register.log,
    trees: () => [register.log.tree(), ...falsehood.forks()],
    now: clock.now,
    isHonest: !plan.isRegisterFalse,
    isLive: house.trustees.length - plan.falseTrustees.length >= plan.threshold,
  })
  const witnesses = house.witnesses.map((_, at) => createWitnessParty(surroundings, at + 1, bugs, judge))
  const honest = house.trustees.map((_, at) => at + 1).filter((one) => !plan.falseTrustees.includes(one))
  const trustees = honest.map((number) => createTrusteeParty(surroundings, number, register, bugs, judge))
  return { register, trustees, witnesses, judge }
}

function begin(surroundings: Surroundings, plan: Plan, cast: Cast): void {
  const { register, trustees, judge } = cast
  register.begin(judge)
  for (const trustee of trustees) trustee.begin()
  const sealed = plan.intentions.map((one) => one.sealed)
  for (const number of plan.falseTrustees) startFalseTrustee(surroundings, number, sealed, register)
  for (const [at, intention] of plan.intentions.entries())
    startAuthor(surroundings, at + 1, intention, register, judge)
  startTrouble(surroundings, plan, cast)
}

const isWholeSeed = (seed: number): boolean => seed % wholeEvery === 0

async function live(
  random: Random,
  house: House,
  { seed, bug, lines = false }: HistoryOptions,
): Promise<History> {
  const isWhole = isWholeSeed(seed)
  const plan = makePlan(random, house)
  const calmly = plan.pace === hearingPace ? plan.pace : calmPace
  const stage = setStage(random, house, { pace: plan.pace, calmPace: calmly, rates: plan.rates, lines })
  const { surroundings } = stage
  const { clock } = surroundings
  const cast = assemble(surroundings, plan, bug)
  const { judge } = cast
  const isViolated = () => judge.violations.length > 0
  const run = (until: number) =>
    stage.run(until, () => {
      judge.check()
      return isViolated()
    })

  begin(surroundings, plan, cast)
  await run(startTime + plan.pace * plan.rounds)
  if (!isViolated()) await liveCalm()
  for (const party of [...cast.trustees, ...cast.witnesses]) {
    party.crash()
    party.close()
  }
  return { ...livedOn(stage, seed, judge.violations), ...judge.counts(), isWhole, keys: 0 }

  async function liveCalm(): Promise<void> {
    const since = clock.now()
    calmDown(surroundings, cast)
    clock.hasten(calmly)
    const silence = plan.pace === hearingPace ? longestSilence : 0
    const calm = { since, until: since + calmRounds * calmly + silence }
    const isOver = () => clock.now() >= calm.until || (!isWhole && judge.isSettled(cast.trustees, calm))
    await run(since + leastRounds * calmly)
    while (!isViolated() && !isOver()) await run(Math.min(clock.now() + calmly, calm.until))
    if (!isViolated()) judge.finish(cast.trustees, calm)
  }
}

/** What is said of every history, which ends with this. */
export function livedOn(
  { surroundings, lines, digest, steps }: Stage,
  seed: number,
  violations: readonly Violation[],
) {
  const { clock, faults, trace } = surroundings
  for (const { invariant, what } of violations) trace(`VIOLATION ${invariant}: ${what}`)
  const time = clock.now() - startTime
  return { seed, steps: steps(), time, faults: faults.counts, violations, hash: digest(), lines }
}

/** Does some work with the chance of a seed, in the house of all histories. */
export async function withSeed<T>(
  seed: number,
  primitives: Primitives,
  work: (random: Random, house: House) => Promise<T>,
): Promise<T> {
  const house = await openHouse()
  usePrimitives(primitives)
  const { stackTraceLimit } = Error
  // Failures are many and foreseen: where each came from would be half of what it costs.
  Error.stackTraceLimit = 0
  try {
    return await withChanceOf(createRandom(seed + 2 ** 40), () => work(createRandom(seed), house))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Lives through the history of a seed. The same seed gives the same history. */
export const runHistory = (options: HistoryOptions): Promise<History> =>
  withSeed(options.seed, isWholeSeed(options.seed) ? 'real' : 'ideal', (random, house) =>
    live(random, house, options),
  )

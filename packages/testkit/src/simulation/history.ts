/** One history: a whole network in one process, from a seed to what became of it. */
import { createHash } from 'node:crypto'
import { createFalseRegister, startFalseTrustee } from './adversary.ts'
import { startAuthor } from './author.ts'
import { type BugName, createBugs } from './bugs.ts'
import { createClock, settled } from './clock.ts'
import { type FaultCounts, createFaults } from './faults.ts'
import { type House, hearingPace, openHouse, startTime } from './house.ts'
import { type Judge, type Violation, createJudge } from './invariants.ts'
import { isWorking, usePrimitives } from './primitives.ts'
import { createNetwork } from './network.ts'
import { type Plan, makePlan } from './plan.ts'
import { type Random, createRandom, withChanceOf } from './random.ts'
import { type RegisterParty, createRegisterParty } from './service.ts'
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

function createDiary(clock: { now(): number }, isKept: boolean) {
  const lines: string[] = []
  const hash = createHash('sha256')
  return {
    lines,
    trace(line: string) {
      const dated = `${((clock.now() - startTime) / 1000).toFixed(3)} ${line}`
      hash.update(`${dated}\n`)
      if (isKept) lines.push(dated)
    },
    digest: () => hash.digest('hex'),
  }
}

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

async function live(random: Random, house: House, { seed, bug, lines }: HistoryOptions): Promise<History> {
  const isWhole = isWholeSeed(seed)
  const plan = makePlan(random, house)
  const clock = createClock(startTime)
  const faults = createFaults(random, plan.rates)
  const longest = Math.min(plan.pace * 2, 30_000)
  const network = createNetwork({ clock, faults, random, longest })
  const diary = createDiary(clock, lines === true)
  const calmly = plan.pace === hearingPace ? plan.pace : calmPace
  const pace = () => (faults.isCalm() ? calmly : plan.pace)
  const restartAfter = () => random.between(100, faults.isCalm() ? 1000 : 3 * plan.pace)
  const surroundings = { clock, network, faults, random, house, pace, restartAfter, trace: diary.trace }
  const cast = assemble(surroundings, plan, bug)
  const { judge } = cast
  let steps = 0

  async function run(until: number): Promise<void> {
    while (judge.violations.length === 0 && clock.step(until)) {
      steps += 1
      await settled(isWorking)
      judge.check()
    }
  }

  begin(surroundings, plan, cast)
  await run(startTime + plan.pace * plan.rounds)
  const since = clock.now()
  calmDown(surroundings, cast)
  clock.hasten(calmly)
  const silence = plan.pace === hearingPace ? longestSilence : 0
  const calm = { since, until: since + calmRounds * calmly + silence }
  await run(since + leastRounds * calmly)
  const isOver = () => clock.now() >= calm.until || (!isWhole && judge.isSettled(cast.trustees, calm))
  while (judge.violations.length === 0 && !isOver()) await run(Math.min(clock.now() + calmly, calm.until))
  if (judge.violations.length === 0) judge.finish(cast.trustees, calm)
  for (const { invariant, what } of judge.violations) diary.trace(`VIOLATION ${invariant}: ${what}`)
  for (const party of [...cast.trustees, ...cast.witnesses]) {
    party.crash()
    party.close()
  }
  return {
    seed,
    steps,
    time: clock.now() - startTime,
    faults: faults.counts,
    ...judge.counts(),
    isWhole,
    violations: judge.violations,
    hash: diary.digest(),
    lines: diary.lines,
  }
}

/** Lives through the history of a seed. The same seed gives the same history. */
export async function runHistory(options: HistoryOptions): Promise<History> {
  const house = await openHouse()
  usePrimitives(isWholeSeed(options.seed) ? 'real' : 'ideal')
  const random = createRandom(options.seed)
  const { stackTraceLimit } = Error
  // Failures are many and foreseen: where each came from would be half of what it costs.
  Error.stackTraceLimit = 0
  try {
    return await withChanceOf(createRandom(options.seed + 2 ** 40), () => live(random, house, options))
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** What a history is going to be: chosen by its seed before it begins. */
import { type FaultRates, chooseRates } from './faults.ts'
import { type House, type Sealed, hearingPace, paces, startTime, thresholds } from './house.ts'
import { leavesOf } from '@avow/core'
import type { Intention } from './author.ts'
import { type Random, shuffled } from './random.ts'
import { isTogether } from './truth.ts'

export interface Plan {
  /** Milliseconds between two rounds of everybody. */
  readonly pace: number
  /** For how many of them things go wrong. */
  readonly rounds: number
  /** Shares that open. */
  readonly threshold: number
  /** Numbers of the trustees that are not honest: fewer than open. */
  readonly falseTrustees: readonly number[]
  readonly isRegisterFalse: boolean
  /** Entries in a period of the log; 0 for a log that grows as acts come. */
  readonly rate: number
  /** The one witness whose clock may be wrong: fewer than the quorum. */
  readonly wrongClock: number
  readonly rates: FaultRates
  readonly intentions: readonly Intention[]
}

/** Whether a condition can come to hold in a history of this pace, and not in its first moments. */
function isInTime({ condition }: Sealed, pace: number): boolean {
  return leavesOf(condition).every(({ leaf }) => {
    if (leaf.type === 'silence') return pace === hearingPace
    if (leaf.type !== 'at') return true
    const rounds = (Date.parse(leaf.time) - startTime) / pace
    return rounds >= 2 && rounds <= 12
  })
}

function intend(random: Random, pace: number, sealed: Sealed): Intention {
  const round = (low: number, high: number) => Math.floor(pace * (low + random.next() * (high - low)))
  const deposit = round(0, 3)
  // An adversary gives the word for its copy: what is in the notes waits for one.
  const word = sealed.copyOf || random.chance(0.6) ? deposit + round(1, 5) : undefined
  const withdraw = !sealed.copyOf && random.chance(0.3) ? deposit + round(0, 6) : undefined
  return {
    sealed,
    deposit,
    ...(word === undefined ? {} : { word }),
    ...(withdraw === undefined ? {} : { withdraw }),
    checkIns: Array.from({ length: random.below(4) }, () => deposit + round(1, 12)),
    ...(random.chance(0.2) ? { pause: { at: deposit + round(1, 6), length: round(2, 10) + 1000 } } : {}),
  }
}

/** Statements that wait for each other, or a few that do not; and now and then one of the others among them. */
function chooseHonest(random: Random, fitting: readonly Sealed[]): Sealed[] {
  const honest = shuffled(
    random,
    fitting.filter((one) => !one.copyOf),
  )
  const alone = honest.filter((one) => !isTogether(one))
  if (random.chance(0.6)) return alone.slice(0, random.between(1, 3))
  return [...honest.filter(isTogether).slice(0, random.between(2, 5)), ...alone.slice(0, random.below(2))]
}

function chooseSealed(random: Random, house: House, pace: number, threshold: number): Sealed[] {
  const fitting = house.pool.filter((one) => one.threshold === threshold && isInTime(one, pace))
  const honest = chooseHonest(random, fitting)
  const copies = fitting.filter(({ copyOf }) => honest.some(({ statement }) => statement === copyOf))
  return [...honest, ...copies]
}

export function makePlan(random: Random, house: House): Plan {
  const pace = random.chance(0.15) ? hearingPace : random.pick(paces)
  const threshold = random.pick(thresholds)
  const numbers = shuffled(
    random,
    house.trustees.map((_, at) => at + 1),
  )
  const count = random.chance(0.5) ? random.between(1, threshold - 1) : 0
  return {
    pace,
    rounds: random.between(5, 9),
    threshold,
    falseTrustees: numbers.slice(0, count),
    isRegisterFalse: random.chance(0.3),
    rate: random.chance(0.4) ? 4 : 0,
    wrongClock: random.between(1, house.witnesses.length),
    rates: chooseRates(random),
    intentions: chooseSealed(random, house, pace, threshold).map((one) => intend(random, pace, one)),
  }
}

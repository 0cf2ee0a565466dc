/** Where a history takes place: its clock, its network, its chance, and a diary of what happens. */
import { createHash } from 'node:crypto'
import { createClock, settled } from './clock.ts'
import { type FaultRates, createFaults } from './faults.ts'
import { type House, startTime } from './house.ts'
import { createNetwork } from './network.ts'
import { isWorking } from './primitives.ts'
import type { Random } from './random.ts'
import type { Surroundings } from './surroundings.ts'

export interface StageOptions {
  /** Milliseconds between two rounds of everybody, before the calm and in it. */
  readonly pace: number
  readonly calmPace: number
  readonly rates: FaultRates
  /** Whether to keep what happened line by line. */
  readonly lines: boolean
}

export interface Stage {
  readonly surroundings: Surroundings
  readonly lines: readonly string[]
  /** SHA-256 over everything that happened, in hex. */
  digest(): string
  /** Events that happened one after the other. */
  steps(): number
  /** Goes on until a time, or until `check`, which is asked after every step, says that it is over. */
  run(until: number, check: () => boolean): Promise<void>
}

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

export function setStage(
  random: Random,
  house: House,
  { pace, calmPace, rates, lines }: StageOptions,
): Stage {
  const clock = createClock(startTime)
  const faults = createFaults(random, rates)
  const network = createNetwork({ clock, faults, random, longest: Math.min(pace * 2, 30_000) })
  const diary = createDiary(clock, lines)
  let steps = 0
  return {
    surroundings: {
      clock,
      network,
      faults,
      random,
      house,
      pace: () => (faults.isCalm() ? calmPace : pace),
      restartAfter: () => random.between(100, faults.isCalm() ? 1000 : 3 * pace),
      trace: diary.trace,
    },
    lines: diary.lines,
    digest: diary.digest,
    steps: () => steps,
    async run(until, check) {
      while (clock.step(until)) {
        steps += 1
        await settled(isWorking)
        if (check()) return
      }
    },
  }
}

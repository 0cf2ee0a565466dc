/** Trouble that comes by itself: clocks jump, the network falls apart, programs end. */
import type { FaultCounts } from './faults.ts'
import type { Plan } from './plan.ts'
import type { Surroundings } from './surroundings.ts'

/** Whose clock can be wrong. */
export interface Clocked {
  readonly name: string
  skew: number
  crash(): void
}

export interface Parties {
  readonly register: { readonly name: string; crash(): void }
  readonly trustees: readonly Clocked[]
  readonly witnesses: readonly Clocked[]
}

const year = 365 * 86_400_000

export function startTrouble(
  { clock, network, faults, random, pace, trace }: Surroundings,
  { wrongClock }: Pick<Plan, 'wrongClock'>,
  { register, trustees, witnesses }: Parties,
): void {
  const everybody = [register, ...trustees, ...witnesses]

  function jump(): void {
    const target = random.pick([...trustees, ...witnesses.slice(wrongClock - 1, wrongClock)])
    const far = random.pick([0, 60_000, pace(), 5 * pace(), year])
    target.skew = Math.floor(random.pick([-1, 1, 1]) * far * random.next())
    trace(`the clock of ${target.name} is wrong by ${target.skew} ms`)
  }

  function fallApart(): void {
    const away = everybody.filter(() => random.chance(0.4)).map(({ name }) => name)
    trace(`cut off: ${away.join(', ')}`)
    network.partition(new Map(away.map((name) => [name, 1])))
    clock.after(pace() * random.between(1, 4), () => network.heal())
  }

  const happenings: readonly (readonly [keyof FaultCounts, () => void])[] = [
    ['clock jump', jump],
    ['partition', fallApart],
    ['crash', () => random.pick(everybody).crash()],
  ]

  const go = () => {
    if (faults.isCalm()) return
    for (const [kind, happen] of happenings) if (faults.happens(kind)) happen()
    clock.after(pace(), go)
  }
  clock.after(pace(), go)
}

/** Everything that went wrong goes right again, but what programs have forgotten they do not know. */
export function calmDown({ network, faults, trace }: Surroundings, { trustees, witnesses }: Parties): void {
  faults.calm()
  network.heal()
  for (const one of [...trustees, ...witnesses]) one.skew = 0
  trace('calm')
}

/** What every program of a history has around it. */
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { House } from './house.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'

export interface Surroundings {
  readonly clock: Clock
  readonly network: Network
  readonly faults: Faults
  readonly random: Random
  readonly house: House
  /** Milliseconds between two rounds of everybody; longer in the calm. */
  readonly pace: () => number
  /** How long a program that has ended stays away. */
  readonly restartAfter: () => number
  /** Writes down what happens. */
  readonly trace: (line: string) => void
}

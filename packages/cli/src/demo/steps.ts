/** The steps of the demonstration: each says in a sentence what it showed and how long it took. */
import { fail } from '../error.ts'
import type { Output, Value } from '../io/output.ts'
import { type MessageKey, t } from '../translate.ts'

export type StepName =
  | 'network'
  | 'seal'
  | 'deposit'
  | 'held'
  | 'too_few'
  | 'word'
  | 'released'
  | 'opened'
  | 'published'
  | 'proof'
  | 'offline'
  | 'flips'

/** What a step gives to the next ones, and what it says of itself. */
export interface Shown<T> {
  readonly value: T
  /** Parameters of the sentence `demo.NAME`, and members for programs. */
  readonly said: Readonly<Record<string, string | number>>
  /** For programs only. */
  readonly more?: Value
}

export interface Steps {
  show<T>(name: StepName, work: () => Promise<Shown<T>>): Promise<T>
  /** How many have held. */
  count(): number
}

const keyOf = (name: StepName): MessageKey => `demo.${name}`

export function createSteps(output: Output): Steps {
  let count = 0
  return {
    count: () => count,
    async show(name, work) {
      const start = performance.now()
      const { value, said, more } = await work()
      const seconds = Math.round(performance.now() - start) / 1000
      count += 1
      const timing = t('demo.seconds', { seconds: seconds.toFixed(2).padStart(7) })
      output.say(`${timing}  ${t(keyOf(name), said)}`, { step: name, holds: true, seconds, ...said, ...more })
      return value
    },
  }
}

/** What a step rests on. @throws CliError `step_failed` */
export function must(holds: boolean, step: StepName, details: Readonly<Record<string, string>> = {}): void {
  if (!holds) throw fail('step_failed', { step, reason: details['reason'] ?? '' })
}

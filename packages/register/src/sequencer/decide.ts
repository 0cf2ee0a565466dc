/** Which acts of a batch get a place in the log. Pure. */
import type { Act, ActKind } from '@avow/core'
import { RegisterError } from '../error.ts'
import { type Logged, type NewEntry, keyOf, refusedBy } from './entry.ts'

/** What the log holds already of the acts and statements of a batch. */
export interface Existing {
  /** By key. */
  readonly acts: ReadonlyMap<string, { readonly index: number; readonly act: Act }>
  /** `kind:statement` of what can stand in the way of another act. */
  readonly obstacles: ReadonlySet<string>
}

export type Outcome = Logged | RegisterError

export interface Placed extends NewEntry {
  readonly index: number
  readonly key: string
}

export interface Decision {
  /** One for each entry, in order. */
  readonly outcomes: readonly Outcome[]
  /** What is to be appended, from the next index on without a gap. */
  readonly placed: readonly Placed[]
}

function refusal(kind: ActKind): RegisterError {
  return kind === 'withdraw'
    ? new RegisterError('statement_withdrawn', 'its author has withdrawn the statement')
    : new RegisterError('statement_opened', 'the statement has been opened')
}

/** @param next the next index of the log */
export function decide(batch: readonly NewEntry[], existing: Existing, next: number): Decision {
  const acts = new Map(existing.acts)
  const obstacles = new Set(existing.obstacles)
  const placed: Placed[] = []
  const outcomes = batch.map((entry): Outcome => {
    const key = keyOf(entry.act)
    const first = acts.get(key)
    if (first) return { ...first, isRepeated: true }
    const { kind, statement } = entry.act
    const obstacle = refusedBy[kind]?.find((other) => obstacles.has(`${other}:${statement}`))
    if (obstacle) return refusal(obstacle)
    const index = next + placed.length
    placed.push({ ...entry, index, key })
    acts.set(key, { index, act: entry.act })
    obstacles.add(`${kind}:${statement}`)
    return { index, act: entry.act, isRepeated: false }
  })
  return { outcomes, placed }
}

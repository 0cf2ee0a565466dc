/** Which acts of a batch get a place in the log. Pure. */
import type { Act, ActKind } from '@avow/core'
import { RegisterError } from '../error.ts'
import { type Logged, type NewEntry, keyOf, refusedBy } from './entry.ts'
import type { Places } from './places.ts'

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
  /** What is to be appended. */
  readonly placed: readonly Placed[]
}

function refusal(kind: ActKind): RegisterError {
  return kind === 'withdraw'
    ? new RegisterError('statement_withdrawn', 'its author has withdrawn the statement')
    : new RegisterError('statement_opened', 'the statement has been opened')
}

/** One of the ten minutes of a sign that is logged: answered with that, it would pass for one that came in time. */
const isAnotherSign = (act: Act, logged: Act): boolean =>
  (act.kind === 'check-in' || act.kind === 'pause') && act.signature !== logged.signature

const tooMuchWaits = (): RegisterError =>
  new RegisterError('overloaded', 'more waits for the log than it may take; try again later')

export function decide(batch: readonly NewEntry[], existing: Existing, places: Places): Decision {
  const acts = new Map(existing.acts)
  const obstacles = new Set(existing.obstacles)
  const placed: Placed[] = []
  const outcomes = batch.map((entry): Outcome => {
    const key = keyOf(entry.act)
    const first = acts.get(key)
    const { kind, statement } = entry.act
    const obstacle = refusedBy[kind]?.find((other) => obstacles.has(`${other}:${statement}`))
    if (first && !(obstacle && isAnotherSign(entry.act, first.act))) return { ...first, isRepeated: true }
    if (obstacle) return refusal(obstacle)
    const index = places.take(entry.act)
    if (index === undefined) return tooMuchWaits()
    placed.push({ ...entry, index, key })
    acts.set(key, { index, act: entry.act })
    obstacles.add(`${kind}:${statement}`)
    return { index, act: entry.act, isRepeated: false }
  })
  return { outcomes, placed }
}

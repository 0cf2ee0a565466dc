/** What a trustee does, as pure functions of what it knows (spec/opening.md). */
import { type Fact, type Interval, type Match, type Verdict, gatherFacts, judgeCondition } from '@avow/core'
import type { Terms } from './reshare/store.ts'
import type { AuthorAct, Deposit, State, Store } from './store.ts'

/**
 * The time that a trustee goes by (docs/adr/0008-observed-time.md), milliseconds.
 * @param own the trustee's own clock
 * @param read observed time of the newest checkpoint whose feed was read to the end; null for none: then no date has come
 */
export const observedTime = (own: number, read: number | null): number =>
  read === null ? Number.NEGATIVE_INFINITY : Math.min(own, read)

/** What a trustee knows of a statement that it holds. */
export interface Known {
  readonly deposit: Deposit
  readonly held: Pick<Terms, 'condition' | 'mailbox'>
  readonly acts: readonly AuthorAct[]
  readonly pauses: readonly Interval[]
  /** When an author could be heard. */
  readonly heard: readonly Interval[]
  /** Of the institutions that its condition names. */
  readonly matches: readonly Match[]
}

/** Only the author's own acts count, and a word only after the deposit that it is about. */
export function factsOf({ deposit, acts, pauses, heard, matches }: Known): Fact[] {
  const { deposited, author, time, sign } = deposit
  const own = acts.filter(({ actor }) => actor === author)
  const words = own.filter(({ kind, index }) => kind === 'word' && index > deposited)
  return [
    { kind: 'deposit', time },
    ...words.map((word): Fact => ({ kind: 'word', time: word.time })),
    ...(own.some(({ kind }) => kind === 'withdraw') ? [{ kind: 'withdraw' } as const] : []),
    ...(sign === null ? [] : [{ kind: 'check-in', time: sign } as const]),
    ...pauses.map((interval): Fact => ({ kind: 'pause', ...interval })),
    ...heard.map((interval): Fact => ({ kind: 'heard', ...interval })),
    ...matches,
  ]
}

/** Whether the condition holds (spec/conditions.md, "Evaluation"). @param time observed time */
export const judge = (known: Known, time: number): Verdict =>
  judgeCondition(known.held.condition, gatherFacts(factsOf(known)), time)

/** All that is known of a statement that is held; undefined when neither its share nor enough parts are here. */
export function knownOf(store: Store, deposit: Deposit, heard: readonly Interval[]): Known | undefined {
  const { statement } = deposit
  const held = store.held(statement) ?? store.reshares.bundles(statement)[0]
  if (!held) return undefined
  const [acts, pauses] = [store.actsOf(statement), store.pausesOf(statement)]
  return { deposit, held, heard, acts, pauses, matches: store.matchesOf(statement) }
}

export type Decision = 'release' | 'recall' | 'destroy' | 'wait'

/** What to do with a share. A release that is decided on but not acknowledged stops when its condition holds no longer. */
export function decide(state: State, { holds, why }: Pick<Verdict, 'holds' | 'why'>): Decision {
  if (state !== 'holds' && state !== 'releasing') return 'wait'
  if (why === 'withdrawn') return 'destroy'
  if (state === 'holds') return holds ? 'release' : 'wait'
  return holds ? 'wait' : 'recall'
}

/**
 * Milliseconds to wait before the next attempt: doubles from one second to one minute.
 * @param failures in a row, from 1
 * @param random from 0 to 1, so that trustees do not all come back at once
 */
export const backoff = (failures: number, random: number): number =>
  Math.min(60_000, 1000 * 2 ** Math.min(failures - 1, 6)) * (0.5 + random / 2)

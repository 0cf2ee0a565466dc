/** What a trustee does, as pure functions of what it knows (spec/opening.md). */
import { type Facts, evaluateCondition } from '@avow/core'
import type { AuthorAct, Deposit, HeldShare } from './store.ts'

/**
 * The time that a trustee goes by (docs/adr/0008-observed-time.md), milliseconds.
 * @param own the trustee's own clock
 * @param read observed time of the newest checkpoint whose feed was read to the end; null for none: then no date has come
 */
export const observedTime = (own: number, read: number | null): number =>
  read === null ? Number.NEGATIVE_INFINITY : Math.min(own, read)

/** Only the author's own acts count, and a word only after the deposit that it is about. */
export function factsOf({ deposited, author }: Deposit, acts: readonly AuthorAct[]): Facts {
  const own = acts.filter(({ actor }) => actor === author)
  const word = own.find(({ kind, index }) => kind === 'word' && index > deposited)?.index
  const withdrawn = own.find(({ kind }) => kind === 'withdraw')?.index
  return {
    deposited,
    ...(word === undefined ? {} : { word }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
  }
}

export type Decision = 'release' | 'destroy' | 'wait'

/** What to do with a share. A withdrawal also stops a release that was decided on but is not acknowledged. */
export function decide(
  deposit: Deposit,
  held: HeldShare,
  acts: readonly AuthorAct[],
  time: number,
): Decision {
  if (deposit.state !== 'holds' && deposit.state !== 'releasing') return 'wait'
  const evaluation = evaluateCondition(held.condition, factsOf(deposit, acts), time)
  if (!evaluation.holds) return evaluation.why === 'withdrawn' ? 'destroy' : 'wait'
  return deposit.state === 'holds' ? 'release' : 'wait'
}

/**
 * Milliseconds to wait before the next attempt: doubles from one second to one minute.
 * @param failures in a row, from 1
 * @param random from 0 to 1, so that trustees do not all come back at once
 */
export const backoff = (failures: number, random: number): number =>
  Math.min(60_000, 1000 * 2 ** Math.min(failures - 1, 6)) * (0.5 + random / 2)

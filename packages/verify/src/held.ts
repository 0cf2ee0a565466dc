/** How far a file shows that a condition held where its releases stand (spec/opening.md, "The verdict"). */
import { type Condition, type Leaf, isGroup, leavesOf, millisecondsOf } from '@avow/core'

/** `claimed`: as far as time goes it held; the rest is what the trustees say by releasing. */
export type Held = 'not-held' | 'unknown' | 'claimed' | 'held'

/** What receipts and checkpoints show. All times are milliseconds since the epoch; undefined where nothing shows them. */
export interface Shown {
  /** When the deposit was in the log, no later than; and the earliest time that a witness gives it. */
  readonly depositedBy: number | undefined
  readonly depositedFrom: number | undefined
  /** The author's word stands before every release. */
  readonly isWordBefore: boolean
  /** A release was in the log at the latest. */
  readonly releasedBy: number | undefined
  /** The log was seen without any release. */
  readonly seen: number | undefined
}

const order: readonly Held[] = ['not-held', 'unknown', 'claimed', 'held']

/** A time is missed for certain when a release is older than it; it is met when the log was seen at it without one. */
function heldOfTime(time: number | undefined, { releasedBy, seen }: Shown): Held {
  if (time === undefined || seen === undefined || seen < time) return isOlder(releasedBy, time)
  return 'held'
}

const isOlder = (releasedBy: number | undefined, time: number | undefined): Held =>
  releasedBy !== undefined && time !== undefined && releasedBy < time ? 'not-held' : 'unknown'

const after = (time: number | undefined, length: number): number | undefined =>
  time === undefined ? undefined : time + length

function heldOfSilence({ duration, grace }: Leaf & { type: 'silence' }, shown: Shown): Held {
  const length = millisecondsOf(duration) + millisecondsOf(grace)
  if (isOlder(shown.releasedBy, after(shown.depositedFrom, length)) === 'not-held') return 'not-held'
  return heldOfTime(after(shown.depositedBy, length), shown) === 'held' ? 'claimed' : 'unknown'
}

/** Of a single term. */
function heldOfLeaf(leaf: Leaf, shown: Shown): Held {
  switch (leaf.type) {
    case 'now':
      return 'held'
    case 'word':
      return shown.isWordBefore ? 'held' : 'not-held'
    case 'at':
      return heldOfTime(Date.parse(leaf.time), shown)
    case 'silence':
      return heldOfSilence(leaf, shown)
    case 'together':
      return 'claimed'
  }
}

/** The best of the parts of `any`, the worst of those of `all`. */
export function heldOf(condition: Condition, shown: Shown): Held {
  if (!isGroup(condition)) return heldOfLeaf(condition, shown)
  const places = condition.of.map((part) => order.indexOf(heldOf(part, shown)))
  return order[condition.type === 'any' ? Math.max(...places) : Math.min(...places)]!
}

/** Whether others are part of the condition, of whom a file cannot tell. */
export const hasOthers = (condition: Condition): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'together')

/** Whether a time is part of the condition: then a checkpoint can show that it had come. */
export const hasTime = (condition: Condition): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'at' || leaf.type === 'silence')

/** Whether `seen` shows for any part that its time had come. */
export const isShownByTime = (condition: Condition, shown: Shown): boolean =>
  leavesOf(condition).some(
    ({ leaf }) =>
      (leaf.type === 'at' || leaf.type === 'silence') &&
      order.indexOf(heldOfLeaf(leaf, shown)) >= order.indexOf('claimed'),
  )

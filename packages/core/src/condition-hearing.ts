/** Times in which a trustee could have heard an author (spec/conditions.md, "Hearing"). All times are observed time, milliseconds since the epoch. */

/** From `from` up to and without `until`. */
export interface Interval {
  readonly from: number
  readonly until: number
}

/** Contacts that are further apart than this leave a time in which an author may have spoken unheard. Ten minutes. */
export const hearingGap = 600_000

/**
 * What a trustee keeps of its contacts with the witnessed log. A contact is a moment of observed time at which it has read everything
 * that concerns it; the time since the contact before counts as heard when the two are no further apart than `hearingGap`.
 * An interval of no length is the first contact after an outage. A contact before the last one adds nothing.
 */
export function recordContact(hearing: readonly Interval[], contact: number): readonly Interval[] {
  const last = hearing.at(-1)
  if (last === undefined || contact - last.until > hearingGap)
    return [...hearing, { from: contact, until: contact }]
  if (contact <= last.until) return hearing
  return [...hearing.slice(0, -1), { from: last.from, until: contact }]
}

const byStart = (a: Interval, b: Interval): number => a.from - b.from

/** Sorted, without overlap, without intervals of no length. */
export function mergeIntervals(intervals: readonly Interval[]): readonly Interval[] {
  const merged: { from: number; until: number }[] = []
  for (const { from, until } of intervals.filter((one) => one.until > one.from).toSorted(byStart)) {
    const last = merged.at(-1)
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else merged.push({ from, until })
  }
  return merged
}

function without({ from, until }: Interval, pauses: readonly Interval[]): readonly Interval[] {
  const rest: Interval[] = []
  let start = from
  for (const pause of pauses.filter((one) => one.until > from && one.from < until)) {
    rest.push({ from: start, until: pause.from })
    start = pause.until
  }
  return [...rest, { from: start, until }].filter((one) => one.until > one.from)
}

/** The parts of `heard` from `start` on that are in none of the `pauses`. Both lists merged. */
export const countedTime = (
  heard: readonly Interval[],
  pauses: readonly Interval[],
  start: number,
): readonly Interval[] =>
  heard
    .filter((one) => one.until > start)
    .flatMap(({ from, until }) => without({ from: Math.max(from, start), until }, pauses))

/** When the intervals reach a length together; how much is missing where they do not. */
export function reachOf(
  intervals: readonly Interval[],
  length: number,
): { readonly time: number } | { readonly missing: number } {
  let missing = length
  for (const { from, until } of intervals) {
    if (until - from >= missing) return { time: from + missing }
    missing -= until - from
  }
  return { missing }
}

/** The earliest moment by which `length` has passed since `start` outside all pauses. */
export function earliestAfter(start: number, length: number, pauses: readonly Interval[]): number {
  const one = pauses.find(({ until }) => until > start)
  const end = Math.max(start, one?.until ?? start)
  const free = without({ from: start, until: end }, pauses)
  const found = reachOf(free, length)
  if ('time' in found) return found.time
  return one === undefined ? start + length : earliestAfter(end, found.missing, pauses)
}

/** Signs of life of an author: check-ins and pauses (spec/conditions.md, "Signs of life"). */
import type { ActOf } from './act.ts'
import type { Fact } from './condition-facts.ts'

const day = 86_400_000

/** How long a pause may be, and how far ahead it may begin; milliseconds. */
const longestPause = 366 * day

/** How far the time in a sign of life may be from that of whoever takes it; milliseconds. */
export const signSkew = day

interface Pause {
  readonly time: string
  readonly from: string
  readonly until: string
}

/** Whether a pause begins after it is announced and ends, both within the bounds. */
export function isPause({ time, from, until }: Pause): boolean {
  const [said, start, end] = [time, from, until].map((one) => Date.parse(one)) as [number, number, number]
  return said <= start && start <= said + longestPause && start < end && end <= start + longestPause
}

/** An act by which an author says that they are there. */
export type Sign = ActOf<'check-in'> | ActOf<'pause'>

/**
 * When a sign of life counts: when it came, and at most a day after its own time, so that whoever keeps one back or sends
 * one again delays by a day and no more. Milliseconds.
 * @param came observed time; null where the log has no witnesses
 */
export function signTimeOf({ body }: Sign, came: number | null): number {
  const latest = Date.parse(body.time) + signSkew
  return came === null ? latest : Math.min(came, latest)
}

/** @param came as for `signTimeOf` */
export function factsOfSign(sign: Sign, came: number | null): readonly Fact[] {
  const checkIn = { kind: 'check-in', time: signTimeOf(sign, came) } as const
  if (sign.kind === 'check-in') return [checkIn]
  const { from, until } = sign.body
  return [checkIn, { kind: 'pause', from: Date.parse(from), until: Date.parse(until) }]
}

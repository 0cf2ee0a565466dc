/** What a register knows of a statement when a trustee releases. */
import { type Act, type Fact, gatherFacts } from '@avow/core'
import { expect, test } from 'vitest'
import { factsOf } from '../src/reads/facts.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const hour = 3_600_000
const day = 24 * hour
const instant = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')

/** Only what facts are made of. */
const actOf = (kind: string, body: object = {}): Act => ({ kind, body }) as Act
const checkIn = (time: number) => actOf('check-in', { time: instant(time) })
const indexed = (acts: readonly Act[]) => acts.map((act, index) => ({ index, act }))

/** Entry n is cosigned so many hours after the start. */
async function known(acts: readonly Act[], hours: (index: number) => number, waiting: readonly Act[] = []) {
  const asked: number[] = []
  const evidenceOf = async (index: number) => {
    asked.push(index)
    const time = hours(index)
    return Number.isFinite(time) ? start + time * hour : undefined
  }
  const now = start + 400 * day
  const facts: Fact[] = await factsOf(indexed(acts), indexed(waiting), evidenceOf, now)
  return { asked, now, facts: gatherFacts(facts) }
}

test('of a year of check-ins the evidence of the last is asked for, and of nothing else but deposit and word', async () => {
  const daily = Array.from({ length: 365 }, (_, at) => checkIn(start + at * day))
  const acts = [actOf('deposit'), actOf('word'), ...daily]
  const { asked, facts } = await known(acts, (index) => index * 24)
  expect(asked.toSorted((a, b) => a - b)).toEqual([0, 1, 366])
  expect(facts).toMatchObject({ deposited: true, word: true, lastSign: start + 365 * day })
})

test('a check-in that was kept back does not hide the one before it, which counts longer', async () => {
  const acts = [checkIn(start + 20 * hour), checkIn(start)]
  const { facts } = await known(acts, () => 30)
  expect(facts.lastSign).toBe(start + 30 * hour)
})

test('every pause counts, and what waits for its place as if it came now', async () => {
  const pauseOf = (from: number) =>
    actOf('pause', { time: instant(from), from: instant(from), until: instant(from + hour) })
  const acts = [pauseOf(start), pauseOf(start + day)]
  const { facts, now } = await known(acts, (index) => index * 24)
  expect(facts.pauses).toHaveLength(2)
  expect(facts.lastSign).toBe(start + day)
  const late = await known(acts, () => Number.POSITIVE_INFINITY, [checkIn(now)])
  expect(late.facts.lastSign).toBe(now)
})

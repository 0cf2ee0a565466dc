import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Fact,
  type Interval,
  type Term,
  checkFacts,
  gatherFacts,
  hearingGap,
  judgeCondition,
  leavesOf,
  millisecondsOf,
  recordContact,
} from '../src/index.ts'
import { conditions, delaying, facts, helping, hour, moments, span } from './arbitrary-facts.ts'
import { refusalOf } from './code-of.ts'

const judge = (condition: Term, known: readonly Fact[], now: number) =>
  judgeCondition(condition, gatherFacts(known), now)

const covers = (some: readonly Fact[], kind: Fact['kind'], time: number): boolean =>
  some.some((fact) => fact.kind === kind && 'from' in fact && fact.from <= time && time < fact.until)

const signs = (known: readonly Fact[]): number[] =>
  known.flatMap((fact) => {
    if (fact.kind === 'pause') return [fact.from]
    return (fact.kind === 'deposit' || fact.kind === 'word' || fact.kind === 'check-in') && fact.time !== null
      ? [fact.time]
      : []
  })

/** The rules as they are written down, hour by hour, with no cleverness at all. */
function plainly(condition: Term, known: readonly Fact[], now: number): boolean {
  const isMet = (term: Term): boolean => {
    switch (term.type) {
      case 'now':
        return true
      case 'word':
        return known.some(({ kind }) => kind === 'word')
      case 'at':
        return now >= Date.parse(term.time)
      case 'silence': {
        let silent = 0
        for (let time = Math.max(...signs(known)); time < now; time += hour)
          if (covers(known, 'heard', time) && !covers(known, 'pause', time)) silent += hour
        return silent >= millisecondsOf(term.duration) + millisecondsOf(term.grace)
      }
      case 'together':
        return known.some(
          (fact) =>
            fact.kind === 'match' &&
            fact.institution === term.institution &&
            (term.vouched ? fact.vouched : fact.all) >= term.size,
        )
      case 'any':
        return term.of.some(isMet)
      case 'all':
        return term.of.every(isMet)
    }
  }
  return known.every(({ kind }) => kind !== 'withdraw') && isMet(condition)
}

const runs = { numRuns: 1000 }

describe('evaluation', () => {
  test('is that of the plain rules', () => {
    let held = 0
    fc.assert(
      fc.property(conditions, facts, moments, (condition, known, now) => {
        const { holds } = judge(condition, known, now)
        held += holds ? 1 : 0
        expect(holds).toBe(plainly(condition, known, now))
      }),
      runs,
    )
    expect(held).toBeGreaterThan(50)
  })

  test('order and repetition of facts never matter, and two trustees with the same facts agree', () => {
    const shuffled = facts.chain((known) =>
      fc.tuple(
        fc.constant(known),
        fc.shuffledSubarray([...known, ...known], {
          minLength: 2 * known.length,
          maxLength: 2 * known.length,
        }),
      ),
    )
    fc.assert(
      fc.property(conditions, shuffled, moments, (condition, [known, again], now) => {
        expect(judge(condition, again, now)).toEqual(judge(condition, known, now))
      }),
      runs,
    )
  })

  test('what holds goes on holding when only time passes', () => {
    fc.assert(
      fc.property(conditions, facts, moments, moments, (condition, known, a, b) => {
        const [before, after] = [Math.min(a, b), Math.max(a, b)]
        if (judge(condition, known, before).holds) expect(judge(condition, known, after).holds).toBe(true)
      }),
      runs,
    )
  })

  test('more hearing and more matches never undo it', () => {
    fc.assert(
      fc.property(conditions, facts, helping, moments, (condition, known, fact, now) => {
        if (judge(condition, known, now).holds)
          expect(judge(condition, [...known, fact], now).holds).toBe(true)
      }),
      runs,
    )
  })

  test('a sign of life, a pause, a withdrawal never make it hold', () => {
    fc.assert(
      fc.property(conditions, facts, delaying, moments, (condition, known, fact, now) => {
        if (!judge(condition, known, now).holds)
          expect(judge(condition, [...known, fact], now).holds).toBe(false)
      }),
      runs,
    )
  })

  test('an outage can only delay', () => {
    const outage = fc.tuple(fc.integer({ min: 0, max: span }), fc.integer({ min: 1, max: 20 }))
    fc.assert(
      fc.property(conditions, facts, outage, moments, (condition, known, [from, length], now) => {
        const until = from + length
        const rest = known.flatMap((fact): Fact[] =>
          fact.kind === 'heard'
            ? [
                { ...fact, until: Math.max(fact.from, Math.min(fact.until, from * hour)) },
                { ...fact, from: Math.min(fact.until, Math.max(fact.from, until * hour)) },
              ]
            : [fact],
        )
        const [with_, without] = [judge(condition, rest, now), judge(condition, known, now)]
        if (!without.holds) expect(with_.holds).toBe(false)
        if (with_.holds) expect(with_.since ?? 0).toBeGreaterThanOrEqual(without.since ?? 0)
      }),
      runs,
    )
  })

  test('since when is the first moment at which it held', () => {
    fc.assert(
      fc.property(conditions, facts, moments, (condition, known, now) => {
        const { holds, since } = judge(condition, known, now)
        if (!holds) {
          expect(since).toBeNull()
          return
        }
        expect(since).not.toBeNull()
        if (leavesOf(condition).some(({ leaf }) => leaf.type === 'word' || leaf.type === 'together')) return
        const [deposit] = known as [Extract<Fact, { kind: 'deposit' }>]
        expect(judge(condition, known, since!).holds).toBe(true)
        if (since! > deposit.time!) expect(judge(condition, known, since! - 1).holds).toBe(false)
      }),
      runs,
    )
  })

  test('before the moment to look again nothing changes, whatever the trustee hears until then', () => {
    fc.assert(
      fc.property(
        conditions,
        facts,
        moments,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (condition, known, now, part) => {
          const past = known.filter((fact) => !('from' in fact) || fact.kind === 'pause' || fact.until <= now)
          const verdict = judge(condition, past, now)
          if (verdict.holds) {
            expect(verdict.lookAgain).toBeNull()
            return
          }
          const end = verdict.lookAgain ?? now + 1000 * hour
          expect(end).toBeGreaterThanOrEqual(now)
          const then = Math.floor(now + (end - now) * part)
          if (then === end) return
          // All that can be heard from now on, and the time since the last contact.
          const from = Math.max(0, ...past.map((fact) => (fact.kind === 'heard' ? fact.until : 0)))
          const later = judge(
            condition,
            [...past, { kind: 'heard', from: Math.min(from, then), until: then }],
            then,
          )
          expect([later.holds, later.why]).toEqual([false, verdict.why])
          expect(later.warning === null).toBe(verdict.warning === null)
        },
      ),
      runs,
    )
  })
})

const silence: Term = { type: 'silence', duration: 'P1D', grace: 'PT6H' } as Term
const start = Date.parse('2026-03-01T00:00:00Z')
const at = (hours: number): number => start + hours * hour
const known = (hours: number, ...more: readonly Fact[]): Fact[] => [
  { kind: 'deposit', time: start },
  { kind: 'heard', from: start, until: at(hours) },
  ...more,
]

describe('silence', () => {
  test('first silence, then the warning, then the opening', () => {
    expect(judge(silence, known(23), at(23))).toMatchObject({
      holds: false,
      why: 'waiting-for-silence',
      lookAgain: at(24),
      warning: null,
    })
    expect(judge(silence, known(24), at(24))).toMatchObject({
      holds: false,
      why: 'in-grace',
      lookAgain: at(30),
      warning: { since: at(24), opens: at(30) },
    })
    expect(judge(silence, known(29), at(29))).toMatchObject({
      holds: false,
      why: 'in-grace',
      warning: { since: at(24), opens: at(30) },
    })
    expect(judge(silence, known(30), at(30))).toMatchObject({ holds: true, since: at(30), warning: null })
  })

  test('a check-in in the last hour of grace begins it anew', () => {
    expect(judge(silence, known(40, { kind: 'check-in', time: at(29) }), at(40))).toMatchObject({
      why: 'waiting-for-silence',
      lookAgain: at(53),
    })
  })

  test('a trustee that was away counts nothing of it', () => {
    const away: Fact[] = [...known(20), { kind: 'heard', from: at(500), until: at(503) }]
    expect(judge(silence, away, at(503))).toMatchObject({ why: 'waiting-for-silence', lookAgain: at(504) })
  })

  test('a pause does not count, and holds back the warning and the opening', () => {
    const paused = known(20, { kind: 'pause', from: at(2), until: at(12) })
    expect(judge(silence, paused, at(20))).toMatchObject({ why: 'waiting-for-silence', lookAgain: at(36) })
    const ahead = known(20, { kind: 'pause', from: at(18), until: at(100) })
    expect(judge(silence, ahead, at(20))).toMatchObject({ why: 'waiting-for-silence', lookAgain: at(124) })
  })

  test('a log without witnesses never counts', () => {
    const blind: Fact[] = [
      { kind: 'deposit', time: null },
      { kind: 'heard', from: start, until: at(1000) },
    ]
    expect(judge(silence, blind, at(1000))).toMatchObject({ holds: false, lookAgain: null })
    expect(judge(silence, [{ kind: 'deposit', time: null }], Number.NEGATIVE_INFINITY)).toMatchObject({
      holds: false,
      lookAgain: null,
    })
  })

  test('it warns only when the end of grace would open it', () => {
    const both: Term = { type: 'all', of: [silence, { type: 'at', time: '2026-03-03T00:00:00Z' }] }
    expect(judge(both, known(25), at(25)).warning).toBeNull()
    const either: Term = { type: 'any', of: [{ type: 'word' }, silence] }
    expect(judge(either, known(25), at(25)).warning).toEqual({ since: at(24), opens: at(30) })
    expect(judge(either, known(25, { kind: 'word', time: at(25) }), at(25))).toMatchObject({
      holds: true,
      warning: null,
    })
  })
})

describe('hearing', () => {
  test('contacts make the times that lie between those no further apart than the gap', () => {
    const contacts = fc
      .array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
      .map((list) => list.map((n) => n * (hearingGap / 4)))
    fc.assert(
      fc.property(contacts, (unsorted) => {
        const sorted = unsorted.toSorted((a, b) => a - b)
        const hearing = sorted.reduce<readonly Interval[]>(recordContact, [])
        for (let time = 0; time < 40 * (hearingGap / 4); time += hearingGap / 4) {
          const before = sorted.findLast((contact) => contact <= time)
          const after = sorted.find((contact) => contact > time)
          const isHeard = before !== undefined && after !== undefined && after - before <= hearingGap
          expect(hearing.some(({ from, until }) => from <= time && time < until)).toBe(isHeard)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('contacts out of order only leave out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { maxLength: 30 }), (minutes) => {
        const contacts = minutes.map((n) => n * 60_000)
        const length = (hearing: readonly Interval[]) =>
          hearing.reduce((sum, { from, until }) => sum + until - from, 0)
        const inOrder = contacts.toSorted((a, b) => a - b).reduce<readonly Interval[]>(recordContact, [])
        expect(length(contacts.reduce<readonly Interval[]>(recordContact, []))).toBeLessThanOrEqual(
          length(inOrder),
        )
      }),
    )
  })
})

test('facts from a file are checked', async () => {
  expect(checkFacts(known(3))).toEqual(known(3))
  for (const fact of [
    { kind: 'heard', from: 2, until: 1 },
    { kind: 'word' },
    { kind: 'rumour' },
    { kind: 'check-in', time: null },
  ])
    expect(await refusalOf(() => checkFacts([fact]))).toMatchObject({ code: 'malformed' })
})

import type { Condition, Hash, Interval, Match, PublicKey, Salt, Share } from '@avow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoff, decide, factsOf, judge, observedTime } from '../src/decide.ts'
import type { AuthorAct, Deposit, HeldShare } from '../src/store.ts'

const statement = '11'.repeat(32) as Hash
const author = 'aa'.repeat(32) as PublicKey
const other = 'bb'.repeat(32) as PublicKey
const noon = Date.parse('2027-01-01T12:00:00Z')
const hour = 3_600_000
const day = 24 * hour

const deposit = (fields: Partial<Deposit> = {}): Deposit => ({
  statement,
  deposited: 5,
  author,
  trustee: 1,
  state: 'holds',
  code: null,
  credential: null,
  time: noon - day,
  sign: null,
  checkIn: null,
  ...fields,
})

const heldUnder = (condition: Condition): HeldShare => ({
  trustee: 1,
  share: '' as Share,
  shareSalt: '' as Salt,
  condition,
  conditionSalt: '' as Salt,
  mailbox: null,
})

const act = (kind: 'word' | 'withdraw', actor = author, index = 9): AuthorAct => ({
  statement,
  kind,
  actor,
  index,
  time: noon - day,
})

interface Case {
  readonly deposit?: Deposit
  readonly acts?: readonly AuthorAct[]
  readonly pauses?: readonly Interval[]
  readonly matches?: readonly Match[]
  readonly heard?: readonly Interval[]
}

const decision = (
  condition: Condition,
  time: number,
  { deposit: known = deposit(), acts = [], pauses = [], heard = [], matches = [] }: Case = {},
) =>
  decide(
    known.state,
    judge({ deposit: known, held: heldUnder(condition), acts, pauses, heard, matches }, time),
  )

const at: Condition = { type: 'at', time: '2027-01-01T12:00:00Z' }

describe('observed time', () => {
  test('is the smaller of the own clock and the witnessed time', () => {
    expect(observedTime(noon + 9_000_000, noon)).toBe(noon)
    expect(observedTime(noon, noon + 9_000_000)).toBe(noon)
  })

  test('a date never comes without witnesses, however late the own clock says it is', () => {
    const time = observedTime(noon + 1e12, null)
    expect(decision(at, time)).toBe('wait')
    expect(decision({ type: 'now' }, time)).toBe('release')
  })
})

describe('a decision', () => {
  test.each([
    ['now', { type: 'now' }, [], noon, 'release'],
    ['a second before the date', at, [], noon - 1000, 'wait'],
    ['at the date', at, [], noon, 'release'],
    ['without the word', { type: 'word' }, [], noon, 'wait'],
    ['with the word', { type: 'word' }, [act('word')], noon, 'release'],
    ['with the word of somebody else', { type: 'word' }, [act('word', other)], noon, 'wait'],
    ['with a word that stands before the deposit', { type: 'word' }, [act('word', author, 3)], noon, 'wait'],
    ['withdrawn', { type: 'now' }, [act('withdraw')], noon, 'destroy'],
    [
      'withdrawn after the word',
      { type: 'word' },
      [act('word'), act('withdraw', author, 10)],
      noon,
      'destroy',
    ],
    ['withdrawn by somebody else', { type: 'now' }, [act('withdraw', other)], noon, 'release'],
  ] as const)('%s: %s', (_name, condition, acts, time, expected) => {
    expect(decision(condition, time, { acts })).toBe(expected)
  })

  test('a withdrawal stops a release that was decided on and not yet acknowledged', () => {
    const releasing = deposit({ state: 'releasing' })
    expect(decision({ type: 'now' }, noon, { deposit: releasing })).toBe('wait')
    expect(decision({ type: 'now' }, noon, { deposit: releasing, acts: [act('withdraw')] })).toBe('destroy')
  })

  test.each(['refused', 'released', 'destroyed'] as const)(
    'nothing is done with a share that is %s',
    (state) => {
      const known = { deposit: deposit({ state }), acts: [act('withdraw')] }
      expect(decision({ type: 'now' }, noon, known)).toBe('wait')
    },
  )

  test('no date is met before both clocks have reached it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e10, max: 1e10 }),
        fc.integer({ min: -1e10, max: 1e10 }),
        (own, read) => {
          const decided = decision(at, observedTime(noon + own, noon + read))
          expect(decided).toBe(own >= 0 && read >= 0 ? 'release' : 'wait')
        },
      ),
    )
  })

  test('a release that its condition no longer allows is taken back as long as nobody has it', () => {
    const silence: Condition = { type: 'silence', duration: 'P1D', grace: 'PT1H' } as Condition
    const releasing = deposit({ state: 'releasing' })
    const heard = [{ from: noon - day, until: noon + hour }]
    expect(decision(silence, noon + hour, { deposit: releasing, heard })).toBe('wait')
    expect(decision(silence, noon + hour - 1, { deposit: releasing, heard })).toBe('recall')
  })

  test('facts are those of the author, and of the time that was heard', () => {
    const heard = [{ from: noon, until: noon + 1 }]
    const acts = [act('word', author, 7), act('withdraw', author, 8), act('word', other, 9)]
    expect(
      factsOf({
        deposit: deposit(),
        held: heldUnder({ type: 'word' }),
        acts,
        pauses: [],
        heard,
        matches: [],
      }),
    ).toEqual([
      { kind: 'deposit', time: noon - day },
      { kind: 'word', time: noon - day },
      { kind: 'withdraw' },
      { kind: 'heard', ...heard[0] },
    ])
  })
})

test('attempts come at most a minute apart, and never at once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const wait = backoff(failures, random)
        expect(wait).toBeGreaterThanOrEqual(500)
        expect(wait).toBeLessThanOrEqual(60_000)
      },
    ),
  )
})

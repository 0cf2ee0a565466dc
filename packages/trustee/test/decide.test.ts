import type { Condition, Hash, PublicKey, Salt, Share } from '@avow/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backoff, decide, factsOf, observedTime } from '../src/decide.ts'
import type { AuthorAct, Deposit, HeldShare } from '../src/store.ts'

const statement = '11'.repeat(32) as Hash
const author = 'aa'.repeat(32) as PublicKey
const other = 'bb'.repeat(32) as PublicKey
const noon = Date.parse('2027-01-01T12:00:00Z')

const deposit = (fields: Partial<Deposit> = {}): Deposit => ({
  statement,
  deposited: 5,
  author,
  trustee: 1,
  state: 'holds',
  code: null,
  ...fields,
})

const held = (condition: Condition): HeldShare => ({
  trustee: 1,
  share: '' as Share,
  shareSalt: '' as Salt,
  condition,
  conditionSalt: '' as Salt,
})

const act = (kind: 'word' | 'withdraw', actor = author, index = 9): AuthorAct => ({
  statement,
  kind,
  actor,
  index,
})
const at: Condition = { type: 'at', time: '2027-01-01T12:00:00Z' }

describe('observed time', () => {
  test('is the smaller of the own clock and the witnessed time', () => {
    expect(observedTime(noon + 9_000_000, noon)).toBe(noon)
    expect(observedTime(noon, noon + 9_000_000)).toBe(noon)
  })

  test('a date never comes without witnesses, however late the own clock says it is', () => {
    const time = observedTime(noon + 1e12, null)
    expect(decide(deposit(), held(at), [], time)).toBe('wait')
    expect(decide(deposit(), held({ type: 'now' }), [], time)).toBe('release')
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
    expect(decide(deposit(), held(condition), acts, time)).toBe(expected)
  })

  test('a withdrawal stops a release that was decided on and not yet acknowledged', () => {
    const releasing = deposit({ state: 'releasing' })
    expect(decide(releasing, held({ type: 'now' }), [], noon)).toBe('wait')
    expect(decide(releasing, held({ type: 'now' }), [act('withdraw')], noon)).toBe('destroy')
  })

  test.each(['refused', 'released', 'destroyed'] as const)(
    'nothing is done with a share that is %s',
    (state) => {
      expect(decide(deposit({ state }), held({ type: 'now' }), [act('withdraw')], noon)).toBe('wait')
    },
  )

  test('no date is met before both clocks have reached it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e10, max: 1e10 }),
        fc.integer({ min: -1e10, max: 1e10 }),
        (own, read) => {
          const decision = decide(deposit(), held(at), [], observedTime(noon + own, noon + read))
          expect(decision).toBe(own >= 0 && read >= 0 ? 'release' : 'wait')
        },
      ),
    )
  })

  test('facts name the place of each act', () => {
    expect(factsOf(deposit(), [act('word', author, 7), act('withdraw', author, 8)])).toEqual({
      deposited: 5,
      word: 7,
      withdrawn: 8,
    })
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

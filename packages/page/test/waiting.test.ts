/** What an author with the words is told of a condition that waits. */
import { type Condition, type Report, checkTerms } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { type Known, stagesOfReturn } from '../src/deposit/stages.ts'
import { possibleActs } from '../src/return/author-acts.ts'
import { sentenceOf, stateOfTerm, termsOf } from '../src/return/condition-view.ts'
import { canCheckIn, lastSignText, pauseEnd } from '../src/return/signs.ts'
import { conditionIn, silenceAt, warningIn } from '../src/deposit/waiting.ts'
import { known as knownWith } from './known-of.ts'

const silence = { type: 'silence', duration: 'P30D', grace: 'P7D' }
const wordOrSilence = checkTerms({ type: 'any', of: [{ type: 'word' }, silence] })
const day = (number: number): string => `2026-12-${String(number).padStart(2, '0')}T00:00:00Z`

const reportOf = (trustee: number, changes: Partial<Report> = {}): Report => ({
  version: 'avow/report/v1',
  statement: '00'.repeat(32) as Report['statement'],
  trustee,
  time: day(1),
  checkIn: null,
  condition: wordOrSilence,
  warning: null,
  silences: [{ path: '1', warned: null, until: day(20) }],
  ...changes,
})

/** Three trustees, of which some have reported. */
function known(reports: readonly (Partial<Report> | undefined)[], changes: Partial<Known> = {}): Known {
  const { holders, ...rest } = knownWith(['holds', 'holds', 'holds'])
  const reported = holders.map((holder, at) => ({
    ...holder,
    report: reports[at] && reportOf(at + 1, reports[at]),
  }))
  return { ...rest, holders: reported, ...changes }
}

const warned = (opens: string): Partial<Report> => ({
  warning: { since: day(2), opens },
  silences: [{ path: '1', warned: day(2), until: opens }],
})

describe('the condition', () => {
  test('is not known before a trustee has reported', () => {
    expect(conditionIn(known([]))).toBeUndefined()
  })

  test('is said anew when a date comes, although no trustee reports anything new', () => {
    const condition = checkTerms({ type: 'any', of: [{ type: 'word' }, { type: 'at', time: day(3) }] })
    const waiting = known([{ condition, silences: [] }])
    const saidOn = (now: number) =>
      termsOf(waiting, condition, Date.parse(day(now))).map(({ status }) => status)
    expect([saidOn(2), saidOn(3)]).toEqual([
      ['pending', 'pending'],
      ['pending', 'proven'],
    ])
  })

  test('is that which most trustees report: one that lies changes nothing', () => {
    const lie: Condition = { type: 'now' }
    expect(conditionIn(known([{ condition: lie }, {}, {}]))).toEqual(wordOrSilence)
    expect(conditionIn(known([undefined, {}]))).toEqual(wordOrSilence)
  })

  test('that waits for others says so, how many it wants, and neither how many there are nor a tag of 64 digits', () => {
    const institution = `tag:0123456789abcdef${'0'.repeat(48)}`
    const others = { type: 'together', size: 3, institution, vouched: false }
    const condition = checkTerms({ type: 'any', of: [{ type: 'word' }, others] })
    expect(sentenceOf(condition)).toBe(
      'on my word, or once 3 statements about the institution with the tag 0123 4567 …, mine included, are sealed',
    )
    expect(stateOfTerm(known([{ condition }]), checkTerms(others) as never, '1', 0)).toEqual({
      status: 'pending',
      sentence: 'waits for others; nobody is told how many there are',
    })
  })

  test('tells how far each term is', () => {
    const [word, quiet] = [{ type: 'word' } as const, checkTerms(silence) as never]
    const textOf = (one: Known) => [
      stateOfTerm(one, word, '0', 0).sentence,
      stateOfTerm(one, quiet, '1', 0).sentence,
    ]
    expect(textOf(known([{}, {}, {}]))).toEqual([
      'you have not given it',
      'no warning before 20 December 2026 at 00:00 UTC; any sign of life puts it off',
    ])
    expect(textOf(known([{}, warned(day(9)), {}], { word: { index: 7, time: null } }))).toEqual([
      'you have given it',
      'the silence is over; the days of grace end on 9 December 2026 at 00:00 UTC at the earliest',
    ])
    expect(textOf(known([{ silences: [] }]))[1]).toBe('silence and grace are over')
  })

  test('does not say that no warning stands when there could be one of which nobody has reported', () => {
    const quiet = checkTerms(silence) as never
    const statusAt = (time: string) => stateOfTerm(known([{}, {}, {}]), quiet, '1', Date.parse(time)).status
    expect([day(19), day(20)].map(statusAt)).toEqual(['pending', 'could-not-check'])
  })

  test('a date comes by the clock, whatever the last report says', () => {
    const at = { type: 'at', time: day(5) } as const
    const sentenceAt = (time: string) => stateOfTerm(known([{}]), at, '', Date.parse(time)).sentence
    expect([day(4), day(5)].map(sentenceAt)).toEqual(['has not come yet', 'has come'])
  })
})

describe('the warning', () => {
  test('stands as soon as one trustee gives it, with the earliest time', () => {
    expect(warningIn(known([{}, {}, {}]))).toBeUndefined()
    expect(warningIn(known([{}, warned(day(9)), {}]))).toEqual({ opens: day(9), count: 1 })
    expect(warningIn(known([warned(day(9)), warned(day(8)), {}]))).toEqual({ opens: day(8), count: 2 })
  })

  test('the trustee that is furthest tells how far a silence is', () => {
    expect(silenceAt(known([{}, warned(day(9)), {}]), '1')).toEqual({ isWarned: true, until: day(9) })
    expect(silenceAt(known([{}, { silences: [{ path: '1', warned: null, until: day(18) }] }]), '1')).toEqual({
      isWarned: false,
      until: day(18),
    })
    expect(silenceAt(known([{}]), '0')).toBeUndefined()
  })
})

test('the word is offered where the condition asks for it, or nobody has said what it is', () => {
  const other = { condition: checkTerms(silence) as Condition }
  const others = [other, other]
  expect(possibleActs(known([]))).toEqual(['word', 'withdraw'])
  expect(possibleActs(known([{}]))).toEqual(['word', 'withdraw'])
  expect(possibleActs(known(others))).toEqual(['withdraw'])
  const names = (one: Known) => stagesOfReturn(one).map(({ name }) => name)
  expect(names(known([{}]))).toContain('The word is given')
  expect(names(known(others))).not.toContain('The word is given')
})

describe('signs of life', () => {
  test('can be given while it is closed, where silence opens it or nobody has said what does', () => {
    expect(canCheckIn(known([{}]))).toBe(true)
    expect(canCheckIn(known([]))).toBe(true)
    const word: Partial<Report> = { condition: { type: 'word' } }
    expect(canCheckIn(known([word, word]))).toBe(false)
    // Fewer than the threshold may lie, and a register that helps them keeps back what the others report.
    expect(canCheckIn(known([word]))).toBe(true)
    expect(canCheckIn(known([{}], { isOpened: true }))).toBe(false)
    expect(canCheckIn(known([{}], { withdraw: { index: 9, time: null } }))).toBe(false)
    expect(canCheckIn(known([{}], { deposit: undefined }))).toBe(false)
  })

  test('the last one is shown with how many trustees have counted it or a later one', () => {
    const sign = day(3)
    expect(lastSignText(known([{}]))).toBeUndefined()
    expect(
      lastSignText(known([{ checkIn: day(3) }, { checkIn: day(2) }, { checkIn: day(4) }], { sign })),
    ).toBe(
      'Your last check-in, of 3 December 2026 at 00:00 UTC, is in the log. 2 trustees have counted it, of 3.',
    )
    expect(lastSignText(known([{}], { waiting: new Map([['check-in', day(3)]]) }))).toContain('on its way')
  })

  test.each([
    ['2026-12-02', '2026-12-02T00:00:00Z'],
    ['2027-12-02', '2027-12-02T00:00:00Z'],
    ['2027-12-03', undefined],
    ['2026-12-01', undefined],
    ['2020-01-01', undefined],
    ['', undefined],
  ])('a pause until %s ends %s', (date, expected) => {
    expect(pauseEnd(date, Date.parse(day(1)))).toBe(expected)
  })
})

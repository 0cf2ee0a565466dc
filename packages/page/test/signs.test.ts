/** Signs of life on the return page: when they can be given, and what is said of the last one. */
import { expect, test } from 'vitest'
import { canCheckIn, lastSignText, pauseEnd } from '../src/return/signs.ts'
import { known, time } from './known-of.ts'

const held = (...changes: Parameters<typeof known>[1][]) => known(['holds', 'holds', 'holds'], ...changes)

test('they can be given while it is deposited and closed', () => {
  expect(canCheckIn(held())).toBe(true)
  expect(canCheckIn(held({ isOpened: true }))).toBe(false)
  expect(canCheckIn(held({ withdraw: { index: 9, time: null } }))).toBe(false)
  expect(canCheckIn(held({ deposit: undefined }))).toBe(false)
})

test('the last one is shown when the log holds it, and until then that it is on its way', () => {
  expect(lastSignText(held())).toBeUndefined()
  expect(lastSignText(held({ waiting: new Map([['check-in', time]]), sign: time }))).toContain('on its way')
  expect(lastSignText(held({ sign: time }))).toBe(
    'Your last check-in, of 1 November 2026 at 12:00 UTC, is in the log.',
  )
})

test.each([
  ['2026-12-02', '2026-12-02T00:00:00Z'],
  ['2027-12-02', '2027-12-02T00:00:00Z'],
  ['2027-12-03', undefined],
  ['2026-12-01', undefined],
  ['2020-01-01', undefined],
  ['', undefined],
])('a pause until %s ends %s', (date, expected) => {
  expect(pauseEnd(date, Date.parse('2026-12-01T00:00:00Z'))).toBe(expected)
})

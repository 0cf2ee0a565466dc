import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boundsOf, parseInstant, parseTypedDate } from '../src/dates.ts'
import { formatDate } from '../src/format.ts'
import { statementOf } from '../src/write/statement-of.ts'
import { filledDraft } from './draft-of.ts'

describe('a date as it is typed', () => {
  test.each([
    ['1974', '1974'],
    [' 1974 ', '1974'],
    ['1974-7', '1974-07'],
    ['1974-07-01', '1974-07-01'],
    ['1974/7/1', '1974-07-01'],
    ['1974.07', '1974-07'],
    ['July 1974', '1974-07'],
    ['1 July 1974', '1974-07-01'],
    ['July 1st, 1974', '1974-07-01'],
    ['sept 1974', '1974-09'],
    ['about 1999', '1999~'],
    ['c. 1999', '1999~'],
    ['1999~', '1999~'],
    ['about July 1974', '1974-07~'],
    ['1984?', '1984?'],
    ['perhaps 1984', '1984?'],
    ['about 1984?', '1984%'],
    ['1990s', '199X'],
    ['199X', '199X'],
    ['١٩٩٩', '1999'],
    ['१९७४-०७', '1974-07'],
    ['１９７４', '1974'],
    ['29 February 2024', '2024-02-29'],
  ])('%s is %s', (typed, edtf) => expect(parseTypedDate(typed)).toBe(edtf))

  test.each([
    '',
    'soon',
    '74',
    '1974-13',
    '1974-02-30',
    '29 February 2023',
    'July',
    '1 1974',
    '1974-07-01-02',
    'May June 1974',
  ])('%s is none', (typed) => expect(parseTypedDate(typed)).toBeUndefined())

  test('whatever is read, core takes', () => {
    const year = fc.integer({ min: 1000, max: 2999 }).map(String)
    const month = fc.integer({ min: 1, max: 14 }).map(String)
    const day = fc.integer({ min: 1, max: 33 }).map(String)
    const calendar = fc
      .tuple(year, month, day, fc.integer({ min: 1, max: 3 }))
      .map(([y, m, d, parts]) => [y, m, d].slice(0, parts).join('-'))
    const mark = fc.constantFrom('', '~', '?', '?~')
    const before = fc.constantFrom('', 'about ', 'perhaps ')
    fc.assert(
      fc.property(before, calendar, mark, (prefix, date, suffix) => {
        const written = parseTypedDate(prefix + date + suffix)
        if (written === undefined) return
        statementOf(filledDraft({ written }))
      }),
    )
  })
})

test.each([
  ['1974', '1974'],
  ['1974-07', 'July 1974'],
  ['1974-07-01', '1 July 1974'],
  ['1999~', 'about 1999'],
  ['1984?', '1984 (uncertain)'],
  ['1984%', 'about 1984 (uncertain)'],
  ['199X', 'the 1990s'],
])('%s is read back as %s', (edtf, words) => expect(formatDate(edtf)).toBe(words))

test.each([
  ['1974', '1974-01-01', '1974-12-31'],
  ['1974-07', '1974-07-01', '1974-07-31'],
  ['1974-07-04', '1974-07-04', '1974-07-04'],
  ['199X', '1990-01-01', '1999-12-31'],
  ['1999~', '1989-01-01', '2009-12-31'],
])('%s lies between %s and %s', (edtf, first, last) => expect(boundsOf(edtf)).toEqual({ first, last }))

describe('an instant', () => {
  test('is in UTC, to the minute', () =>
    expect(parseInstant('2027-01-31', '08:30')).toBe('2027-01-31T08:30:00Z'))
  test.each([
    ['2027-02-30', '08:30'],
    ['2027-01-31', '25:00'],
    ['', '08:30'],
    ['2027-01-31', ''],
  ])('%s %s is none', (date, time) => expect(parseInstant(date, time)).toBeUndefined())
})

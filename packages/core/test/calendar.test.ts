import * as fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, test } from 'vitest'
import {
  type Term,
  checkTerms,
  earliestOpening,
  formatCalendar,
  remindersOf,
  shortestSilence,
} from '../src/index.ts'
import { conditions } from './arbitrary-conditions.ts'
import { refusalOf } from './code-of.ts'

const hour = 3_600_000
const day = 24 * hour
const now = Date.parse('2026-11-26T15:37:12.345Z')
const id = new Uint8Array(16).fill(0xab)
const silenceOf = (duration: string) => checkTerms({ type: 'silence', duration, grace: 'P7D' })
const monthly = silenceOf('P30D')

/** The one event of a file, read by somebody else's reader. */
function eventIn(file: string) {
  const [component, ...others] = new ICAL.Component(ICAL.parse(file)).getAllSubcomponents('vevent')
  expect(others).toEqual([])
  return new ICAL.Event(component!)
}

/** The times of the first reminders, in milliseconds. */
function occurrencesIn(file: string, count: number): number[] {
  const iterator = eventIn(file).iterator()
  return Array.from({ length: count }, () => iterator.next().toJSDate().getTime())
}

test('a file is, byte for byte, what RFC 5545 says', () => {
  expect(formatCalendar(remindersOf(monthly, now), 'Reminder', id).split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//calendar//EN',
    'BEGIN:VEVENT',
    'UID:abababababababababababababababab',
    'DTSTAMP:20261206T150000Z',
    'DTSTART:20261206T150000Z',
    'DURATION:PT15M',
    'RRULE:FREQ=DAILY;INTERVAL=10',
    'SUMMARY:Reminder',
    'CLASS:PRIVATE',
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Reminder',
    'TRIGGER:PT0S',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

describe('another reader', () => {
  const titles = fc.stringMatching(/^[^\p{C}\p{Z}]([^\p{C}\p{Zl}\p{Zp}]{0,150}[^\p{C}\p{Z}])?$/u)

  test('reads title and identifier back, whatever the title holds', () => {
    fc.assert(
      fc.property(titles, fc.uint8Array({ minLength: 16, maxLength: 16 }), (title, bytes) => {
        const event = eventIn(formatCalendar(remindersOf(monthly, now), title, bytes))
        expect(event.summary).toBe(title.normalize('NFC'))
        expect(event.uid).toBe(Buffer.from(bytes).toString('hex'))
        const alarm = event.component.getFirstSubcomponent('valarm')!
        expect(alarm.getFirstPropertyValue('description')).toBe(event.summary)
      }),
    )
  })

  test('counts the reminders that the author was promised, none of them too late', () => {
    const withSilence = conditions.filter((term) => shortestSilence(term) !== null)
    const moments = fc.integer({ min: 0, max: 4_000_000_000_000 })
    fc.assert(
      fc.property(withSilence, moments, (term, start) => {
        const reminders = remindersOf(term, start)
        const times = occurrencesIn(formatCalendar(reminders, 'Reminder', id), 4)
        expect(times).toEqual([0, 1, 2, 3].map((n) => reminders.first + n * reminders.every))
        // Who answers every other one is never silent for too long.
        expect(times[0]! - start).toBeLessThanOrEqual(reminders.every)
        expect(2 * reminders.every).toBeLessThan(shortestSilence(term)!)
      }),
    )
  })
})

test('no line has more than 75 octets, no character is torn, and lines end with CR LF', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (title) => {
      let file
      try {
        file = formatCalendar(remindersOf(monthly, now), title, id)
      } catch {
        return
      }
      const lines = file.split('\r\n')
      expect(lines.pop()).toBe('')
      for (const line of lines) {
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        expect(line).not.toMatch(/[\r\n]/)
        expect(line.isWellFormed()).toBe(true)
      }
    }),
  )
  const long = formatCalendar(remindersOf(monthly, now), '記'.repeat(200), id)
  expect(long.split('\r\n ').length).toBeGreaterThan(12)
  expect(eventIn(long).summary).toBe('記'.repeat(200))
})

test('a calendar tells whoever sees it nothing: neither what it is for nor when it was made', () => {
  const made = [now, now + 60_000].map((time) => formatCalendar(remindersOf(monthly, time), 'Reminder', id))
  expect(made[0]).toBe(made[1])
  expect(made[0]).not.toMatch(/avow|seal|silence|trustee|statement|http|20261126/i)
})

test.each([
  ['PT1H', 20 * 60_000, 'FREQ=MINUTELY;INTERVAL=20'],
  ['P1D', 8 * hour, 'FREQ=HOURLY;INTERVAL=8'],
  ['P7D', 2 * day, 'FREQ=DAILY;INTERVAL=2'],
  ['P3660D', 1220 * day, 'FREQ=DAILY;INTERVAL=1220'],
])('of a silence of %s a third goes by between reminders', (duration, every, rule) => {
  const reminders = remindersOf(silenceOf(duration), now)
  expect(reminders.every).toBe(every)
  expect(formatCalendar(reminders, 'Reminder', id)).toContain(`\r\nRRULE:${rule}\r\n`)
})

test('another interval may be chosen, as long as it comes before the silence ends', async () => {
  expect(remindersOf(monthly, now, 7 * day)).toMatchObject({ every: 7 * day })
  for (const every of [30 * day, 31 * day, 30_000, hour + 1, 0])
    expect(await refusalOf(() => remindersOf(monthly, now, every))).toEqual({
      code: 'reminder_invalid',
      details: { reason: 'every' },
    })
})

test('the shortest silence of a condition counts; without one there is nothing to be reminded of', async () => {
  const of = [silenceOf('P30D'), { type: 'all', of: [silenceOf('P9D'), { type: 'word' }] }]
  expect(remindersOf(checkTerms({ type: 'any', of }), now).every).toBe(3 * day)
  expect(await refusalOf(() => remindersOf({ type: 'word' }, now))).toEqual({
    code: 'reminder_invalid',
    details: { reason: 'silence' },
  })
})

test.each(['', ' ', 'two\nlines', 'a\u202eb', 'x'.repeat(201)])('the title %j is refused', async (title) => {
  expect(await refusalOf(() => formatCalendar(remindersOf(monthly, now), title, id))).toEqual({
    code: 'reminder_invalid',
    details: { reason: 'title' },
  })
})

describe('the earliest opening', () => {
  const deposited = { kind: 'deposit', time: now } as const
  const word: Term = { type: 'word' }
  const at: Term = { type: 'at', time: '2030-01-01T00:00:00Z' }
  const silence = silenceOf('P30D')

  test.each<[string, Term, number | null]>([
    ['at once', { type: 'now' }, now],
    ['a word that nobody gives', word, null],
    ['a date', at, Date.parse('2030-01-01T00:00:00Z')],
    ['a date that has passed', { type: 'at', time: '2020-01-01T00:00:00Z' }, now],
    ['silence and its grace', silence, now + 37 * day],
    ['any', { type: 'any', of: [word, at, silence] }, now + 37 * day],
    ['all', { type: 'all', of: [at, silence] }, Date.parse('2030-01-01T00:00:00Z')],
    ['all with a word', { type: 'all', of: [at, word] }, null],
  ])('of %s', (_, term, expected) => {
    expect(earliestOpening(term, [deposited], now)).toBe(expected)
  })

  test('goes on from what has been heard: neither a gap nor a pause counts', () => {
    const facts = [
      deposited,
      { kind: 'heard', from: now, until: now + 10 * day },
      { kind: 'pause', from: now + 20 * day, until: now + 30 * day },
    ] as const
    // The pause begins with a sign of life; the days before it count for nothing.
    expect(earliestOpening(silence, facts, now + 15 * day)).toBe(now + 67 * day)
    expect(earliestOpening(silence, facts.slice(0, 2), now + 15 * day)).toBe(now + 42 * day)
  })

  test('there is none after a withdrawal, and none before a deposit', () => {
    expect(earliestOpening(silence, [deposited, { kind: 'withdraw' }], now)).toBe(null)
    expect(earliestOpening(silence, [], now)).toBe(null)
  })
})

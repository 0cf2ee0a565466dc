import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findHints, removeHidden } from '../src/hints.ts'

const kindsIn = (text: string) => findHints(text).map(({ kind, found }) => [kind, found])

describe('what could point at an author', () => {
  test.each([
    ['Write to anna.k@example.org.', 'email', 'anna.k@example.org'],
    ['Пишите на анна@пример.рф', 'email', 'анна@пример.рф'],
    ['see https://example.org/x?id=7, page 3', 'web', 'https://example.org/x?id=7'],
    ['I am @night_clerk there', 'handle', '@night_clerk'],
    ['call +49 170 1234567 now', 'phone', '+49 170 1234567'],
    ['my number is 04711899', 'number', '04711899'],
    ['it was in IMG_2024 then', 'file', 'IMG_2024'],
    ['the file list-7.xlsx went out', 'file', 'list-7.xlsx'],
    ['under /home/anna/lists it lay', 'path', '/home/anna/lists'],
    ['at 52.52001, 13.40495 exactly', 'place', '52.52001, 13.40495'],
    ['at 06:40 they came', 'clock', '06:40'],
    ['I lived in Long Meadow Street then', 'address', 'Long Meadow Street'],
    ['in der Lindenstraße 14', 'address', 'Lindenstraße 14'],
    ['住在解放路12号', 'address', '住在解放路12号'],
  ])('%s', (text, kind, found) => expect(kindsIn(text)).toContainEqual([kind, found]))

  test.each([
    'I resign from the order.',
    'From 1974 to 1999 I served.',
    'In 12.5 of 100 cases it was so.',
    'Ich trete aus. Ich war dabei, seit 1974.',
    'أستقيل من الحزب منذ ١٩٩٩.',
    '我宣布退出，从1999年起。',
  ])('nothing in: %s', (text) => expect(findHints(text)).toEqual([]))

  test('says where, and once for one place', () => {
    const text = 'a@b.example, then a@b.example'
    expect(findHints(text).map(({ at }) => at)).toEqual([0, 18])
    expect(text.slice(18)).toBe('a@b.example')
  })

  test('names characters that cannot be seen, and takes them away', () => {
    const text = 'one\u200btwo\u202e three'
    expect(kindsIn(text)).toEqual([
      ['hidden', 'U+200B'],
      ['hidden', 'U+202E'],
    ])
    expect(removeHidden(text)).toBe('onetwo three')
  })

  test('leaves the joiners that scripts need, line breaks and tabs', () => {
    const text = 'می\u200cخواهم\tक्\u200dष\n\u200f'
    expect(removeHidden(text)).toBe(text)
  })

  test('ends for any text, with what is in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        for (const { kind, found, at } of findHints(text))
          if (kind !== 'hidden') expect(text.slice(at, at + found.length)).toBe(found)
      }),
    )
  })

  test('a long text without an end of a pattern is looked at in time that grows with its length', () => {
    // With a pattern that tries every beginning with every end, the test would run out of time here.
    for (const part of [
      'a.',
      'a',
      '1 ',
      '01 ',
      '1',
      'Aa ',
      'A',
      'A-',
      '的',
      '+',
      '@a',
      'C:\\',
      '/home/',
      '00 ',
    ])
      expect(findHints(part.repeat(300_000)).length).toBeLessThanOrEqual(50)
  })
})

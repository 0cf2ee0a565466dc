/** What strings a statement may hold (spec/statement.md), and the sentences for people. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type StatementDraft,
  createStatement,
  createTranslator,
  decodeStatement,
  directionOf,
  encodeStatement,
  formatBody,
  formatInstant,
  formatMessage,
  parseBody,
  tidy,
} from '../src/index.ts'
import { instantSchema } from '../src/condition.ts'
import { isLanguage } from '../src/direction.ts'
import { dateSchema, isRun, isText, lineOf, textOf } from '../src/text.ts'
import { statements } from './arbitrary-statement.ts'
import { codeOf } from './hostile.ts'

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe('lines and texts', () => {
  test('hold no character that shows another text than was sealed', () => {
    const isForbidden = (code: number): boolean =>
      (code < 0x20 && code !== 0x0a) ||
      (code >= 0x7f && code <= 0x9f) ||
      (code >= 0x2028 && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      (code >= 0xd800 && code <= 0xdfff) ||
      code === 0xfeff ||
      (code >= 0xfdd0 && code <= 0xfdef) ||
      (code & 0xfffe) === 0xfffe
    for (let code = 0; code <= 0x10ffff; code += code < 0x30000 ? 1 : 61) {
      const character = String.fromCodePoint(code)
      const text = `a${character}b`
      const isNfc = text === text.normalize('NFC')
      if (isRun(text, 9) !== (!isForbidden(code) && isNfc)) expect.unreachable(code.toString(16))
    }
    for (let plane = 0; plane <= 0x10; plane += 1)
      for (const end of [0xfffe, 0xffff])
        expect(isRun(`a${String.fromCodePoint(plane * 0x10000 + end)}b`, 9)).toBe(false)
  })

  test('have no white space at their ends, of any kind', () => {
    const spaces = [' ', '\n', '\u00a0', '\u1680', '\u2002', '\u200a', '\u202f', '\u205f', '\u3000']
    for (const space of spaces)
      for (const text of [`${space}a`, `a${space}`]) {
        expect([isText(text, 9), isRun(text, 9)]).toEqual([false, true])
        expect(isText(tidy(text), 9)).toBe(true)
      }
    for (const space of spaces) expect(isText(`a${space}b`, 9)).toBe(true)
  })

  test('count code points', () => {
    for (const unit of ['a', '我', '😀', '\u{20000}']) {
      expect(takes(lineOf(200), unit.repeat(200))).toBe(true)
      expect(takes(lineOf(200), unit.repeat(201))).toBe(false)
    }
    expect([takes(lineOf(9), ''), takes(textOf(9), ''), takes(lineOf(9), 1), takes(textOf(9), null)]).toEqual(
      Array(4).fill(false),
    )
  })

  test('of which only texts break lines', () => {
    expect([takes(textOf(9), 'a\nb'), takes(lineOf(9), 'a\nb'), takes(textOf(9), 'a\r\nb')]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('are in NFC', () => {
    expect([isText('\u00e9', 9), isText('e\u0301', 9), isText('\u212b', 9)]).toEqual([true, false, false])
  })

  test('tidied, whatever was typed is a text or has a character that none may have', () => {
    expect(tidy('\ufeff a\tb\r\nc\rd\u2028e\u2029f e\u0301 \n')).toBe('a b\nc\nd\ne\nf \u00e9')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const text = tidy(typed)
        expect(tidy(text)).toBe(text)
        expect(text).toBe(text.normalize('NFC'))
        // eslint-disable-next-line no-control-regex
        if (
          !/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|\p{Noncharacter_Code_Point}/u.test(
            text,
          )
        )
          expect(isText(text, 1e6)).toBe(text !== '')
      }),
    )
  })
})

describe('dates', () => {
  test.each([
    '1974',
    '1974-07',
    '1974-07-01',
    '1999~',
    '1984?',
    '1984%',
    '198X',
    '19XX',
    '2004-06-XX',
    '2004-XX',
    '1974/1989',
    '1974-07/1975',
    '1974/..',
    '../1989',
    '1974/',
    '/1989',
    '1984-06-02?/2004-08-08~',
    '2001-21',
    '2024-02-29',
    '2000-02-29',
    '-0044',
    'Y170000002',
    '0000-02-29',
  ])('%s', (date) => {
    expect(takes(dateSchema, date)).toBe(true)
  })

  test.each([
    '',
    ' 1974',
    '1974 ',
    '74',
    '-19',
    '19/1999',
    '1999/20',
    '197',
    '1974-7-1',
    '1974-13',
    '1974-00',
    '1974-07-32',
    '1974-04-31',
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2023-02-30',
    '2023-01-01/2023-02-29',
    '1974-07-01T12:00:00Z',
    '{1999,2001}',
    '[1999..2001]',
    '1999..2001',
    'Y17E7',
    '1950S2',
    '../..',
    '/',
    '../',
    '/..',
    'May 1999',
    '1X99',
    '１９９９',
    `1999${'~'.repeat(61)}`,
    1999,
    null,
  ])('%j is none', (date) => {
    expect(takes(dateSchema, date)).toBe(false)
  })

  test('anything is a date or none, without delay', () => {
    const unit = fc.constantFrom(...'0123456789-XY/.~?%')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 70 }), (text) => {
        if (takes(dateSchema, text)) expect(text.length).toBeLessThanOrEqual(64)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('instants', () => {
  test('are those that exist, to the second, in UTC', () => {
    for (const good of [
      '2026-11-01T12:00:00Z',
      '2024-02-29T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
    ])
      expect(takes(instantSchema, good), good).toBe(true)
    for (const bad of [
      '2026-02-29T00:00:00Z',
      '2026-11-01T24:00:00Z',
      '2026-11-01T12:60:00Z',
      '2026-11-01T12:00:60Z',
      '2026-11-01T12:00:00z',
      '2026-11-01t12:00:00Z',
      '2026-11-01 12:00:00Z',
      '2026-11-01T12:00:00.0Z',
      '2026-11-01T12:00:00+01:00',
      '2026-11-01T12:00Z',
      '+10000-01-01T00:00:00Z',
      '2026-11-01T12:00:00Z\n',
      0,
      undefined,
    ])
      expect(takes(instantSchema, bad), String(bad)).toBe(false)
  })

  test('of whole seconds come back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        expect(takes(instantSchema, formatInstant(seconds * 1000))).toBe(true)
        expect(Date.parse(formatInstant(seconds * 1000))).toBe(seconds * 1000)
      }),
    )
  })
})

describe('language and direction', () => {
  test.each([
    'en',
    'zh-Hant-TW',
    'de-1996',
    'es-419',
    'sl-rozaj-biske',
    'kas-Arab',
    'ku-Arab',
    'pnb',
    'de-CH-1901',
  ])('%s is a tag', (tag) => {
    expect(isLanguage(tag)).toBe(true)
  })

  test.each([
    '',
    'e',
    'EN',
    'klingon',
    'en-us',
    'en_US',
    'zh-hant',
    'zh-HANT',
    'zh-cmn',
    'en-x-private',
    'x-private',
    'i-default',
    'en-u-ca-buddhist',
    'de-1996-1996',
    'en-',
    '-en',
    'en--US',
    'en-US\n',
    'de-1901-1901x-1901y-1901z-1901a-1901b',
    7,
    null,
    undefined,
  ])('%j is none', (tag) => {
    expect(isLanguage(tag)).toBe(false)
  })

  test('the script decides where there is one, the likely script otherwise', () => {
    expect(
      ['ar', 'he', 'fa-IR', 'ur', 'yi', 'dv', 'ckb', 'pnb', 'ku-Arab', 'az-Arab-IR', 'ff-Adlm', 'iw'].map(
        directionOf,
      ),
    ).toEqual(Array(12).fill('rtl'))
    expect(
      ['en', 'zh-Hans', 'ru', 'ku', 'ar-Latn', 'he-Latn-IL', 'pa', 'sr-Latn', 'arn'].map(directionOf),
    ).toEqual(Array(9).fill('ltr'))
  })

  test('the lists are those of the specification', async () => {
    const { readFileSync } = await import('node:fs')
    const text = readFileSync(new URL('../../../spec/statement.md', import.meta.url), 'utf8')
    const [scripts, languages] = [...text.matchAll(/^> (.+)$/gm)].map(([, list]) => list!.split(' '))
    expect([scripts!.length, languages!.length]).toEqual([new Set(scripts).size, new Set(languages).size])
    for (const script of scripts!) expect(directionOf(`en-${script}`), script).toBe('rtl')
    for (const language of languages!) expect(directionOf(language), language).toBe('rtl')
    for (const script of ['Latn', 'Cyrl', 'Hans', 'Deva', 'Grek'])
      expect(directionOf(`ar-${script}`)).toBe('ltr')
    // Of all two-letter languages, those in the list and no others.
    for (const a of 'abcdefghijklmnopqrstuvwxyz')
      for (const b of 'abcdefghijklmnopqrstuvwxyz')
        expect(directionOf(a + b)).toBe(languages!.includes(a + b) ? 'rtl' : 'ltr')
  })
})

describe('a statement', () => {
  test('of any shape has one encoding, and its tidied self is itself', () => {
    fc.assert(
      fc.property(statements, ({ statement }) => {
        const bytes = encodeStatement(statement)
        expect(decodeStatement(bytes)).toEqual(statement)
        const { version: _v, direction: _d, ...draft } = statement
        expect(createStatement(draft)).toEqual(statement)
      }),
      { numRuns: 100 },
    )
  })

  const draft: StatementDraft = {
    kind: 'testimony',
    title: 'T',
    language: 'en',
    body: parseBody('x'),
    declarant: { as: 'nobody' },
    institutions: [{ name: 'I' }],
  }

  test('from a form is tidied, its sentences keep the space between marks', () => {
    const { title, body, institutions } = createStatement({
      ...draft,
      title: ' \tT e\u0301\r\n',
      body: [[{ text: '  So ' }, { text: 'it', emphasis: true }, { text: ' was.\r\nYes. \n' }]],
      institutions: [{ name: ' I ', unit: '\ufeffU' }],
    })
    expect(title).toBe('T \u00e9')
    expect(body).toEqual([[{ text: 'So ' }, { text: 'it', emphasis: true }, { text: ' was.\nYes.' }]])
    expect(institutions).toEqual([{ name: 'I', unit: 'U' }])
  })

  test('says nothing of what was not said', () => {
    expect(createStatement(draft)).toEqual({
      ...draft,
      version: 'avow/statement/v1',
      direction: 'ltr',
      affiliations: [],
      convictions: [],
      events: [],
      attachments: [],
      wishes: { translate: true, contact: false, licence: 'CC-BY-4.0' },
    })
  })

  const codeFor = (change: object) => codeOf(() => createStatement({ ...draft, ...change }))

  test('keeps to its bounds', () => {
    const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)
    const hash = 'ab'.repeat(32)
    const file = { name: 'a', mediaType: 'image/png', size: 0, hash, state: 'original' }
    const bounds: readonly (readonly [good: object, bad: object])[] = [
      [{ title: 'x'.repeat(200) }, { title: 'x'.repeat(201) }],
      [{ institutions: many(16, { name: 'I' }) }, { institutions: many(17, { name: 'I' }) }],
      [{ affiliations: many(64, { institution: 0 }) }, { affiliations: many(65, { institution: 0 }) }],
      [{ affiliations: [{ institution: 0 }] }, { affiliations: [{ institution: 1 }] }],
      [{ affiliations: [{ institution: 0 }] }, { affiliations: [{ institution: -1 }] }],
      [{ convictions: many(64, 'x') }, { convictions: many(65, 'x') }],
      [{ convictions: ['x'.repeat(5000)] }, { convictions: ['x'.repeat(5001)] }],
      [{ events: many(64, { description: 'x' }) }, { events: many(65, { description: 'x' }) }],
      [{ attachments: many(64, file) }, { attachments: many(65, file) }],
      [{ attachments: [{ ...file, size: 2 ** 24 }] }, { attachments: [{ ...file, size: 2 ** 24 + 1 }] }],
      [{ attachments: [{ ...file, name: '...' }] }, { attachments: [{ ...file, name: '..' }] }],
      [{ attachments: [{ ...file, name: '.a' }] }, { attachments: [{ ...file, name: '.' }] }],
      [{ attachments: [{ ...file, name: 'a b' }] }, { attachments: [{ ...file, name: 'a\\b' }] }],
      [
        { attachments: [{ ...file, mediaType: 'a/b+c' }] },
        { attachments: [{ ...file, mediaType: 'a/b; c' }] },
      ],
      [{ body: many(2000, [{ text: 'x' }]) }, { body: many(2001, [{ text: 'x' }]) }],
      [{ body: [many(1000, { text: 'x' })] }, { body: [many(1001, { text: 'x' })] }],
      [{ body: [[{ text: 'x'.repeat(100_000) }]] }, { body: [[{ text: 'x'.repeat(100_001) }]] }],
      [
        { body: [[{ text: 'x'.repeat(50_000) }, { text: 'y'.repeat(50_000) }]] },
        { body: [[{ text: 'x'.repeat(50_000) }, { text: 'y'.repeat(50_001) }]] },
      ],
      [{ body: [[{ text: 'a\nb' }]] }, { body: [[{ text: 'a\n\nb' }]] }],
      [{ body: [[{ text: 'a\n' }, { text: 'b' }]] }, { body: [[{ text: 'a\n' }, { text: '\nb' }]] }],
      [
        { institutions: [{ name: 'I', id: 'wikidata:Q42' }] },
        { institutions: [{ name: 'I', id: 'wikidata:Q042' }] },
      ],
      [{ declarant: { as: 'role', name: 'x' } }, { declarant: { as: 'nobody', name: 'x' } }],
      [{ declarant: { as: 'pseudonym', name: 'x' } }, { declarant: { as: 'name' } }],
    ]
    for (const [good, bad] of bounds) {
      const said = JSON.stringify(bad).slice(0, 80)
      expect(codeFor(good), said).toBeUndefined()
      expect(codeFor(bad), said).toBe('statement_invalid')
    }
  })

  test('has at most 1 MiB', () => {
    const body = Array.from({ length: 11 }, () => [{ text: '我'.repeat(33_000) }])
    expect(codeOf(() => encodeStatement(createStatement({ ...draft, body })))).toBe('too_large')
    expect(codeOf(() => encodeStatement(createStatement({ ...draft, body: body.slice(2) })))).toBeUndefined()
  })
})

describe('a body', () => {
  test('from plain text and back', () => {
    expect(parseBody('\n\n One\nstill one \n \t\n\n\nTwo\n')).toEqual([
      [{ text: 'One\nstill one' }],
      [{ text: 'Two' }],
    ])
    expect(parseBody('a \n b')).toEqual([[{ text: 'a\n b' }]])
    expect(parseBody('')).toEqual([])
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '\r', 'é', '我'), maxLength: 60 }),
        (typed) => {
          const body = parseBody(typed)
          expect(parseBody(formatBody(body))).toEqual(body)
          expect(formatBody(body).replace(/\s/g, '')).toBe(typed.replace(/\s/g, ''))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('of very many line breaks is read at once', () => {
    expect(parseBody(`a${'\n'.repeat(1_000_000)}b`)).toHaveLength(2)
    expect(parseBody(`a${'\n \t'.repeat(300_000)}b`)).toHaveLength(2)
    expect(parseBody(`a\n${' '.repeat(1_000_000)}b`)).toHaveLength(1)
  })
})

describe('sentences', () => {
  test('take their parameters', () => {
    expect(formatMessage('{a} and {b} and {a}', { a: 'x', b: 2 }, 'en')).toBe('x and 2 and x')
    expect(formatMessage('{missing}!', {}, 'en')).toBe('!')
    expect(formatMessage('{constructor}', {}, 'en')).toBe('')
    // What stands in a parameter is not looked at again.
    expect(formatMessage('{a}{b}', { a: '{b}$&', b: '$1' }, 'en')).toBe('{b}$&$1')
  })

  test('count in their language', () => {
    const sentence = '{n, one file, # files}'
    expect([0, 1, 2, 1234].map((n) => formatMessage(sentence, { n }, 'en'))).toEqual([
      '0 files',
      'one file',
      '2 files',
      '1,234 files',
    ])
    expect(formatMessage(sentence, { n: 0 }, 'fr')).toBe('one file')
    expect(formatMessage(sentence, { n: 1234 }, 'de')).toBe('1.234 files')
    expect(formatMessage('{n, #, # # files}', { n: 3 }, 'en')).toBe('3 3 files')
    expect(formatMessage('{n, #, # # files}', { n: 1 }, 'en')).toBe('1')
  })

  test('come from a catalogue by their keys', () => {
    const say = createTranslator({ hello: 'Hello {name}', bye: 'Bye' }, 'en')
    expect([say('hello', { name: 'you' }), say('bye')]).toEqual(['Hello you', 'Bye'])
  })
})

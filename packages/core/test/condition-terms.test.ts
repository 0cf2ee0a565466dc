import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Term,
  checkBlinded,
  checkCondition,
  checkTerms,
  conditionLanguages,
  decodeCanonical,
  encodeCanonical,
  encodeNote,
  explainCondition,
  formatCondition,
  formatDuration,
  formatFinding,
  isInstitutionId,
  leavesOf,
  mapLeaves,
  millisecondsOf,
  parseCondition,
  parseDuration,
} from '../src/index.ts'
import * as z from 'zod/mini'
import { conditions } from './arbitrary-conditions.ts'
import { refusalOf } from './code-of.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const silence = { type: 'silence', duration: 'P30D', grace: 'P7D' }
const nested = (depth: number): unknown => {
  let term: unknown = { type: 'word' }
  for (let level = 0; level < depth; level += 1)
    term = {
      type: level % 2 === 0 ? 'any' : 'all',
      of: [term, { type: 'at', time: `20${30 + level}-01-01T00:00:00Z` }],
    }
  return term
}

test('what names an institution by its id can neither be sealed nor held', async () => {
  await fc.assert(
    fc.asyncProperty(conditions, async (term) => {
      const others = leavesOf(term).flatMap(({ leaf }) => (leaf.type === 'together' ? [leaf] : []))
      const isOpen = others.some(({ institution }) => isInstitutionId(institution))
      if (!isOpen) expect(checkCondition(term)).toEqual(term)
      else
        expect(await refusalOf(() => checkCondition(term))).toMatchObject({
          code: 'condition_invalid',
          details: { reason: 'institution' },
        })
    }),
  )
})

test('a condition keeps its value through its canonical bytes', () => {
  fc.assert(
    fc.property(conditions, (term) => {
      expect(checkTerms(decodeCanonical(encodeCanonical(term), z.looseObject({})))).toEqual(term)
    }),
  )
})

test('the size of a note does not tell the condition', () => {
  const fixed = {
    version: 'avow/note/v1',
    binding: 'f'.repeat(64),
    trustee: 32,
    share: `${'A'.repeat(43)}=`,
    shareSalt: 'f'.repeat(64),
    conditionSalt: 'f'.repeat(64),
  }
  fc.assert(
    fc.property(conditions, (condition) => {
      expect(encodeNote({ ...fixed, condition } as never)).toHaveLength(1024)
    }),
  )
  // The largest condition that is allowed.
  expect(encodeCanonical(fixed).length + ',"condition":'.length + 512).toBeLessThan(1024)
})

describe('bounds', () => {
  test.each([
    ['three groups in one another', nested(3), null],
    ['four groups in one another', nested(4), 'depth'],
    ['ten thousand groups in one another', nested(10_000), 'depth'],
    ['one part', { type: 'any', of: [silence] }, 'of'],
    ['no part', { type: 'all', of: [] }, 'of'],
    ['the same part twice', { type: 'any', of: [silence, { ...silence }] }, 'repeated'],
    [
      'any in any',
      { type: 'any', of: [silence, { type: 'any', of: [silence, { type: 'word' }] }] },
      'nested',
    ],
    ['now in a group', { type: 'any', of: [{ type: 'now' }, { type: 'word' }] }, 'now'],
    ['silence of no time', { ...silence, duration: 'PT0H' }, 'duration'],
    ['silence of ten years and some', { ...silence, duration: 'P3660DT1H' }, 'duration'],
    ['no grace', { type: 'silence', duration: 'P30D' }, 'grace'],
    ['grace of two years', { ...silence, grace: 'P731D' }, 'grace'],
    ['alone together', { type: 'together', size: 1, institution: 'wikidata:Q1', vouched: false }, 'size'],
    [
      'together with half a statement',
      { type: 'together', size: 2.5, institution: 'wikidata:Q1', vouched: false },
      'size',
    ],
    [
      'an institution by name',
      { type: 'together', size: 2, institution: 'The Club', vouched: false },
      'institution',
    ],
    ['vouched or not?', { type: 'together', size: 2, institution: 'wikidata:Q1' }, 'vouched'],
    ['a member too many', { type: 'word', soon: true }, ''],
  ])('%s', async (_, value, reason) => {
    if (reason === null) expect(checkTerms(value)).toEqual(value)
    else
      expect(await refusalOf(() => checkTerms(value))).toMatchObject({
        code: 'condition_invalid',
        details: { reason },
      })
  })

  test('more than 512 bytes', async () => {
    const of = Array.from({ length: 4 }, (_, index) => ({
      type: 'together',
      size: 3,
      institution: `tag:${String(index).repeat(64)}`,
      vouched: true,
    }))
    expect(checkTerms({ type: 'any', of: of.slice(1) })).toBeTruthy()
    expect(await refusalOf(() => checkTerms({ type: 'any', of }))).toMatchObject({
      details: { reason: 'size' },
    })
  })

  test('trustees see no institution by its id', async () => {
    const open = checkTerms({
      type: 'any',
      of: [{ type: 'word' }, { type: 'together', size: 3, institution: 'wikidata:Q42', vouched: false }],
    })
    expect(await refusalOf(() => checkBlinded(open))).toEqual({
      code: 'condition_invalid',
      details: { path: '1', reason: 'institution' },
    })
    const blinded = mapLeaves(open, (leaf) =>
      leaf.type === 'together' ? { ...leaf, institution: `tag:${'a'.repeat(64)}` } : leaf,
    )
    expect(checkBlinded(blinded)).toBe(blinded)
    expect(leavesOf(blinded).map(({ path }) => path)).toEqual(['0', '1'])
  })
})

describe('durations', () => {
  test('one text for one length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 * 24 }), (hours) => {
        const text = formatDuration({ days: 0, hours })
        expect(millisecondsOf(text)).toBe(hours * 3_600_000)
        expect(formatDuration(parseDuration(text))).toBe(text)
      }),
    )
  })
  test.each([
    '',
    'P',
    'PT',
    'P0D',
    'PT0H',
    'PT24H',
    'P1DT0H',
    'P01D',
    'P1W',
    'P1M',
    'PT30M',
    'p1d',
    'P1.5D',
    '-P1D',
    'P100000D',
  ])('%s is none', async (text) => {
    expect(await refusalOf(() => parseDuration(text))).toMatchObject({ code: 'duration_invalid' })
  })
})

describe('text', () => {
  test.each([
    [
      { type: 'any', of: [{ type: 'word' }, silence] },
      'on my word, or after 30 days of silence with 7 days of grace',
    ],
    [
      {
        type: 'all',
        of: [
          { type: 'at', time: '2030-01-01T09:00:00Z' },
          { type: 'any', of: [{ type: 'word' }, silence] },
        ],
      },
      'on 1 January 2030 at 09:00 UTC and (on my word, or after 30 days of silence with 7 days of grace)',
    ],
  ])('as a person would say it', (term, text) => {
    expect(formatCondition(checkTerms(term))).toBe(text)
    expect(parseCondition(text)).toEqual({ condition: term, language: 'en' })
  })

  test.each(conditionLanguages)(
    '%s: what is printed is what is read, whatever language is expected',
    (language) => {
      fc.assert(
        fc.property(conditions, (condition) => {
          const text = formatCondition(condition, language)
          expect(parseCondition(text, language)).toEqual({ condition, language })
          expect(parseCondition(text)).toEqual({ condition, language })
        }),
        { numRuns: 150 },
      )
    },
  )

  test.each([
    ['  On my WORD,\n or after 7 days\u00a012 hours of silence with 1 day of grace. ', 'any'],
    ['((on my word, or on 1 May 2030 at 9:30 UTC), or on 1 May 2031 at 09:30:15 UTC)', 'any'],
    ['вскоре', null],
    ['ПО МОЕМУ СЛОВУ, или после 31 дня молчания и 2 дней отсрочки', 'any'],
    ['بعد ٣٠ يومًا من الصمت مع مهلة يومين، أو بناءً على طلبي', 'any'],
    ['沉默３０天并宽限7天之后，或经我发话。', 'any'],
    ['on my word, or on my word', null],
    ['on my word and', null],
    ['on 30 February 2030 at 09:00 UTC', null],
    ['after 0 days of silence with 7 days of grace', null],
    ['((((((((((((((((((((on my word', null],
    ['', null],
  ])('%s', async (text, type) => {
    if (type === null)
      expect((await refusalOf(() => parseCondition(text))).code).toMatch(/^(condition_\w+|duration_invalid)$/)
    else expect(parseCondition(text).condition.type).toBe(type)
  })

  test('names of institutions are printed before their ids and never read as ids', () => {
    const term = checkTerms({
      type: 'any',
      of: [
        { type: 'together', size: 3, institution: 'wikidata:Q1', vouched: false },
        { type: 'together', size: 4, institution: 'wikidata:Q2', vouched: true },
      ],
    })
    const nameOf = (institution: string) =>
      institution === 'wikidata:Q2' ? 'Union of Harbours, or [wikidata:Q9]' : undefined
    const text = formatCondition(term, 'en', { nameOf })
    expect(text).toContain('Union of Harbours, or wikidata:Q9 [wikidata:Q2]')
    expect(parseCondition(text).condition).toEqual(term)
  })

  test('a text of 4,001 characters is not read', async () => {
    expect(await refusalOf(() => parseCondition(`on my word${' '.repeat(3991)}`))).toMatchObject({
      code: 'condition_unreadable',
    })
  })

  test('an error tells the place and nothing of the text', async () => {
    expect(await refusalOf(() => parseCondition('on my word, or when my sister calls'))).toEqual({
      code: 'condition_unreadable',
      details: { position: 15 },
    })
  })
})

describe('findings', () => {
  const at = (time: string): Term => ({ type: 'at', time })
  const word: Term = { type: 'word' }
  const quiet = checkTerms(silence)
  const others = checkTerms({ type: 'together', size: 3, institution: 'wikidata:Q1', vouched: true })
  test.each<[string, Term, string[]]>([
    ['now', { type: 'now' }, ['note opens_now']],
    ['word', word, ['note never_without_word']],
    ['a date that has passed', at('2025-01-01T00:00:00Z'), ['confirm opens_at_once', 'note date_passed']],
    [
      'word or a date that has passed',
      { type: 'any', of: [word, at('2025-01-01T00:00:00Z')] },
      ['confirm opens_at_once', 'note date_passed'],
    ],
    [
      'word and a date that has passed',
      { type: 'all', of: [word, at('2025-01-01T00:00:00Z')] },
      ['note never_without_word', 'note date_passed'],
    ],
    ['far away', at('2060-01-01T00:00:00Z'), ['confirm opens_after_a_lifetime', 'note date_far']],
    ['word or silence', { type: 'any', of: [word, quiet] }, []],
    [
      'word and silence',
      { type: 'all', of: [word, quiet] },
      ['note never_without_word', 'confirm word_and_silence'],
    ],
    ['together', others, ['confirm never_without_others', 'note together_vouched']],
    ['together or silence', { type: 'any', of: [others, quiet] }, ['note together_vouched']],
    [
      'a short silence',
      checkTerms({ type: 'silence', duration: 'P6DT23H', grace: 'PT23H' }),
      ['confirm silence_short', 'confirm grace_short'],
    ],
    [
      'a long silence',
      checkTerms({ type: 'silence', duration: 'P1000D', grace: 'P1D' }),
      ['note silence_long'],
    ],
    [
      'a crowd of anybody',
      { type: 'any', of: [word, checkTerms({ ...others, size: 51, vouched: false })] },
      ['confirm together_large', 'note together_unvouched'],
    ],
  ])('%s', (_, term, expected) => {
    const findings = explainCondition(term, now)
    expect(findings.map(({ weight, code }) => `${weight} ${code}`)).toEqual(expected)
    for (const finding of findings) expect(formatFinding(finding)).not.toMatch(/[{}]/)
  })
})

import {
  type Roster,
  type Voucher,
  checkEvaluated,
  decodeRoster,
  formatCondition,
  parseCondition,
  utf8,
} from '@avow/core'
import { describe, expect, test } from 'vitest'
import { readIndex, readVector } from '../../core/test/making/keep.ts'
import type { ValidVoucher } from '../../core/test/making/vouchers.ts'
import { conditionOf, hasDate, isDateLocked, ways } from '../src/write/condition-of.ts'
import {
  type TypedCondition,
  decodeDraft,
  encodeDraft,
  isEmptyDraft,
  newDraft,
  newInstitution,
} from '../src/write/draft.ts'
import { faultsOfCondition, faultsOfNames, faultsOfText, faultsOfVoucher } from '../src/write/faults.ts'
import { parseInstitution } from '../src/write/institution-id.ts'
import { preferredLanguage, wordLanguageFor } from '../src/write/languages.ts'
import { statementOf } from '../src/write/statement-of.ts'
import { filledDraft } from './draft-of.ts'

const typed = (changes: Partial<TypedCondition>): TypedCondition => ({
  ...newDraft('en').condition,
  ...changes,
})

const keysOf = (faults: readonly { field: string; key: string }[]) =>
  faults.map(({ field, key }) => [field, key])

describe('from the form to a statement', () => {
  test('what was typed is tidied, dates become EDTF, what was not typed is not there', () => {
    expect(statementOf(filledDraft())).toMatchObject({
      kind: 'testimony',
      title: 'Why I no longer sign',
      direction: 'ltr',
      body: [[{ text: 'For eleven years I signed.' }], [{ text: 'I sign no more.' }]],
      declarant: { as: 'pseudonym', name: 'A clerk' },
      institutions: [{ name: 'Office of Lists' }],
      affiliations: [{ institution: 0, role: 'clerk', since: '1999~', until: '2010-03' }],
      convictions: [],
      wishes: { translate: true, contact: false, licence: 'CC-BY-4.0' },
    })
    expect(statementOf(filledDraft())).not.toHaveProperty('place')
    expect(statementOf(filledDraft()).institutions[0]).not.toHaveProperty('unit')
  })

  test('a name that was typed before somebody chose to be nobody is not in it', () => {
    const statement = statementOf(filledDraft({ as: 'nobody', name: 'Anna K.' }))
    expect(statement.declarant).toEqual({ as: 'nobody' })
    expect(JSON.stringify(statement)).not.toContain('Anna')
  })

  test('an affiliation belongs to its own institution', () => {
    const institutions = [
      { ...newInstitution(), name: 'First' },
      { ...newInstitution(), name: 'Second', unit: 'North', since: '1974' },
    ]
    const statement = statementOf(filledDraft({ institutions }))
    expect(statement.affiliations).toEqual([{ institution: 1, since: '1974' }])
    expect(statement.institutions[1]).toEqual({ name: 'Second', unit: 'North' })
  })

  test('the language gives the direction', () => {
    expect(statementOf(filledDraft({ language: 'ar' })).direction).toBe('rtl')
    expect(statementOf(filledDraft({ language: 'uz-Arab' })).direction).toBe('rtl')
  })

  test('each conviction is a paragraph', () => {
    const { convictions } = statementOf(
      filledDraft({ convictions: 'That it was right.\n\nThat it was\nneeded.\n' }),
    )
    expect(convictions).toEqual(['That it was right.', 'That it was\nneeded.'])
  })
})

describe('what is wrong is said at its field', () => {
  test('nothing, when it is right', () => {
    expect(faultsOfText(filledDraft())).toEqual([])
    expect(faultsOfNames(filledDraft())).toEqual([])
  })

  test('title and text must be there', () => {
    expect(keysOf(faultsOfText(filledDraft({ title: ' ', text: '\n' })))).toEqual([
      ['title', 'fault.title.empty'],
      ['text', 'fault.text.empty'],
    ])
  })

  test.each([
    [{ title: 'x'.repeat(201) }, 'title', 'fault.line'],
    [{ text: 'x'.repeat(100_001) }, 'text', 'fault.long'],
    [{ text: 'one \u202e two' }, 'text', 'fault.long'],
    [{ convictions: 'x'.repeat(5001) }, 'convictions', 'fault.long'],
    [{ place: 'a\u202eb' }, 'place', 'fault.line'],
    [{ written: 'soon' }, 'written', 'fault.date'],
    [{ language: 'English' }, 'tag', 'fault.tag'],
  ])('in the text: %o', (change, field, key) => {
    expect(keysOf(faultsOfText(filledDraft(change)))).toEqual([[field, key]])
  })

  test('the text is judged by itself, before there are names', () => {
    expect(faultsOfText(filledDraft({ name: '', institutions: [newInstitution()] }))).toEqual([])
  })

  test('files have a size and a number', () => {
    const about = {
      name: 'a',
      mediaType: 'a/b',
      size: 9e6,
      hash: '00'.repeat(32) as never,
      state: 'original',
    } as const
    const file = { about, bytes: new Uint8Array(9_000_000) }
    expect(faultsOfText(filledDraft({ files: [file, file] }))).toMatchObject([
      { field: 'files', key: 'fault.files.size', params: { size: 18_000_000 } },
    ])
    const small = { about: { ...about, size: 0 }, bytes: new Uint8Array(0) }
    expect(keysOf(faultsOfText(filledDraft({ files: Array.from({ length: 65 }, () => small) })))).toEqual([
      ['files', 'fault.files.count'],
    ])
  })

  test('a file whose name cannot be kept is named', () => {
    const name = 'x'.repeat(201)
    const about = {
      name,
      mediaType: 'a/b',
      size: 0,
      hash: '00'.repeat(32) as never,
      state: 'original',
    } as const
    expect(faultsOfText(filledDraft({ files: [{ about, bytes: new Uint8Array(0) }] }))).toEqual([
      { field: 'files', key: 'fault.files.name', params: { name } },
    ])
  })

  test.each(['name', 'role', 'pseudonym'] as const)('who is named by %s has to say it', (as) => {
    expect(keysOf(faultsOfNames(filledDraft({ as, name: ' ' })))).toEqual([['name', `fault.${as}.empty`]])
  })

  test('an institution has a name, and dates that can be read and follow each other', () => {
    const institutions = [
      { ...newInstitution(), name: 'First', since: '1999', until: '1974' },
      { ...newInstitution(), since: 'once' },
    ]
    expect(keysOf(faultsOfNames(filledDraft({ institutions })))).toEqual([
      ['institutions.0.until', 'fault.until'],
      ['institutions.1.name', 'fault.institution.empty'],
      ['institutions.1.since', 'fault.date'],
    ])
  })

  test('what core refuses of an affiliation is said at its institution', () => {
    const institutions = [
      { ...newInstitution(), name: 'First' },
      { ...newInstitution(), name: 'Second', role: 'x'.repeat(201) },
    ]
    expect(keysOf(faultsOfNames(filledDraft({ institutions })))).toEqual([
      ['institutions.1.role', 'fault.line'],
    ])
  })

  test('a date that is near the other is not held against anybody', () => {
    const institutions = [{ ...newInstitution(), name: 'First', since: 'about 1999', until: '1995' }]
    expect(faultsOfNames(filledDraft({ institutions }))).toEqual([])
  })

  test.each([
    ['2027-01-01', '00:00', []],
    ['', '00:00', [['date', 'fault.instant.date']]],
    ['2027-01-01', '', [['time', 'fault.instant.time']]],
    ['2026-01-01', '00:00', [['date', 'fault.instant.past']]],
  ])('the date %s %s', (date, time, faults) => {
    const now = Date.parse('2026-06-01T00:00:00Z')
    const ofDraft = (at: boolean) =>
      faultsOfCondition(filledDraft({ condition: typed({ at, date, time }) }), now)
    expect(keysOf(ofDraft(true))).toEqual(faults)
    expect(ofDraft(false)).toEqual([])
  })

  test.each([
    ['30', '7', []],
    ['0', '7', ['duration']],
    ['3661', '366', ['duration']],
    ['3660', '367', ['grace']],
    ['some', '', ['duration', 'grace']],
    ['1.5', '-1', ['duration', 'grace']],
    ['٣٠', '７', []],
  ])('%s days of silence and %s of grace', (duration, grace, fields) => {
    const draft = filledDraft({ condition: typed({ silence: true, duration, grace }) })
    expect(faultsOfCondition(draft, 0).map(({ field }) => field)).toEqual(fields)
    expect(conditionOf(draft.condition) === undefined).toBe(fields.length > 0)
  })

  test.each([
    ['3', 'Q42', []],
    ['٣', '\u3000q４２ ', []],
    ['1', 'Q42', ['size']],
    ['10001', 'local:harbour-union', ['size']],
    ['some', '', ['size', 'institution']],
    ['3', 'Harbour Union', ['institution']],
    ['3', 'Q0', ['institution']],
    ['3', 'P31', ['institution']],
    ['3', `tag:${'ab'.repeat(32)}`, ['institution']],
  ])('%s in all about %s', (size, institution, fields) => {
    const draft = filledDraft({ condition: typed({ together: true, size, institution }) })
    expect(faultsOfCondition(draft, 0).map(({ field }) => field)).toEqual(fields)
    expect(conditionOf(draft.condition) === undefined).toBe(fields.length > 0)
  })

  test('a voucher is asked for where vouched statements count only, and must be for this register', () => {
    const [own, other] = readIndex<ValidVoucher>('valid', 'voucher')
    const roster = decodeRoster(readVector('valid', 'roster', 'a-desk-that-vouches.json'))
    const faults = (changes: Partial<TypedCondition>, ...given: [Voucher?, Roster?]) =>
      keysOf(faultsOfVoucher(filledDraft({ condition: typed(changes) }), given[0], given[1]))
    const vouched = { together: true, institution: 'Q42', vouched: true }
    expect(faults(vouched, undefined, roster)).toEqual([['voucher', 'fault.voucher.missing']])
    expect(faults(vouched, { ...own!.voucher, origin: 'other.example' }, roster)).toEqual([
      ['voucher', 'fault.voucher.other'],
    ])
    expect(faults(vouched, other!.voucher, roster)).toEqual([])
    for (const changes of [
      { ...vouched, vouched: false },
      { ...vouched, together: false },
    ])
      expect(faults(changes)).toEqual([])
  })

  test('something must open it', () => {
    expect(keysOf(faultsOfCondition(filledDraft({ condition: typed({ word: false }) }), 0))).toEqual([
      ['ways', 'fault.ways'],
    ])
  })
})

test.each([
  ['Q7174', 'wikidata:Q7174'],
  ['wikidata:Q7174', 'wikidata:Q7174'],
  ['https://www.wikidata.org/wiki/Q7174', 'wikidata:Q7174'],
  ['https://m.wikidata.org/wiki/Q7174?uselang=fr#sitelinks', 'wikidata:Q7174'],
  ['http://www.wikidata.org/entity/Q7174', 'wikidata:Q7174'],
  ['local:harbour-union', 'local:harbour-union'],
  ['https://wikidata.example/wiki/Q7174', undefined],
  ['Q7174 Q7175', undefined],
  ['Q71745555555555555555', undefined],
])('the institution %s is %s', (text, id) => expect(parseInstitution(text)).toBe(id))

describe('from the form to a condition', () => {
  const silence = { type: 'silence', duration: 'P30D', grace: 'P7D' }
  const at = { type: 'at', time: '2030-01-01T12:00:00Z' }
  const date = { date: '2030-01-01', time: '12:00' }
  const others = { type: 'together', size: 3, institution: 'wikidata:Q42', vouched: false }

  test.each<[string, Partial<TypedCondition>, unknown]>([
    ['what the form begins with', {}, { type: 'word' }],
    ['at once, whatever was ticked before', { opens: 'now', silence: true }, { type: 'now' }],
    ['a date', { word: false, at: true, ...date }, at],
    ['silence', { word: false, silence: true }, silence],
    ['with others', { word: false, together: true, institution: 'Q42' }, others],
    [
      'with others who are vouched for',
      { word: false, together: true, institution: 'Q42', vouched: true },
      { ...others, vouched: true },
    ],
    [
      'with others or at a date',
      { word: false, at: true, together: true, institution: 'Q42', ...date },
      { type: 'any', of: [at, others] },
    ],
    ['others without an institution', { together: true }, undefined],
    ['one of two', { silence: true }, { type: 'any', of: [{ type: 'word' }, silence] }],
    [
      'all of three',
      { at: true, silence: true, joined: 'all', ...date },
      { type: 'all', of: [{ type: 'word' }, at, silence] },
    ],
    ['nothing', { word: false }, undefined],
    ['a date that is missing', { at: true }, undefined],
  ])('%s', (_, changes, condition) => {
    expect(conditionOf(typed(changes))).toEqual(condition)
  })

  test('whatever can be chosen can be sealed, and read back from its sentence', () => {
    for (const opens of ['now', 'later'] as const)
      for (const joined of ['any', 'all'] as const)
        for (let chosen = 1; chosen < 2 ** ways.length; chosen += 1) {
          const ticked = Object.fromEntries(ways.map((way, bit) => [way, (chosen & (1 << bit)) > 0]))
          const condition = conditionOf(typed({ opens, joined, ...ticked, ...date, institution: 'Q42' }))!
          expect(checkEvaluated(condition)).toEqual(condition)
          expect(parseCondition(formatCondition(condition)).condition).toEqual(condition)
        }
  })
})

describe('the date lock', () => {
  const dated = { at: true, date: '2099-01-01' } as const
  test.each<[string, Partial<TypedCondition>, boolean]>([
    ['a date alone', { ...dated, word: false }, true],
    ['a date and my word', { ...dated, joined: 'all' }, true],
    ['a date or my word', dated, false],
    ['my word', {}, false],
    ['a date that is not typed yet', { at: true, word: false }, false],
    ['at once', { ...dated, opens: 'now' }, false],
  ])('%s', (_, changes, expected) => {
    expect(hasDate(typed(changes))).toBe(expected)
    expect(isDateLocked(typed({ ...changes, dateLock: true }))).toBe(expected)
    expect(isDateLocked(typed(changes))).toBe(false)
  })
})

describe('a draft as a file', () => {
  test('comes back as it was, without its attachments', () => {
    const bytes = new Uint8Array([1, 2, 3])
    const about = {
      name: 'a',
      mediaType: 'a/b',
      size: 3,
      hash: '00'.repeat(32) as never,
      state: 'original',
    } as const
    const others = { together: true, size: '5', institution: 'Q42', vouched: true }
    const condition = typed({
      at: true,
      silence: true,
      joined: 'all',
      date: '2027-01-01',
      grace: '9',
      ...others,
    })
    const draft = filledDraft({ condition, files: [{ about, bytes }] })
    expect(decodeDraft(encodeDraft(draft))).toEqual({ ...draft, files: [] })
  })

  test.each([
    ['now', { opens: 'now', word: false, at: false }],
    ['at', { opens: 'later', word: false, at: true }],
    ['word', { opens: 'later', word: true, at: false }],
  ])('one of the first version is still read: %s', (condition, expected) => {
    const [date, time] = ['2027-01-01', '12:00']
    const { files: _, ...draft } = filledDraft()
    const bytes = utf8(JSON.stringify({ ...draft, version: 'avow/draft/v1', condition, date, time }))
    expect(decodeDraft(bytes)).toEqual(
      filledDraft({ condition: typed({ ...expected, date, time } as never) }),
    )
  })

  test('one of the second version, which knew no others, is still read', () => {
    const { files: _, condition, ...draft } = filledDraft({ condition: typed({ silence: true, grace: '9' }) })
    const { together: _t, size: _s, institution: _i, vouched: _v, ...known } = condition
    const bytes = utf8(JSON.stringify({ ...draft, version: 'avow/draft/v2', condition: known }))
    expect(decodeDraft(bytes)).toEqual(filledDraft({ condition }))
  })

  test('one of the third version, which knew no date lock, is still read', () => {
    const {
      files: _,
      condition,
      ...draft
    } = filledDraft({ condition: typed({ at: true, date: '2099-01-01' }) })
    const { dateLock: _d, ...known } = condition
    const bytes = utf8(JSON.stringify({ ...draft, version: 'avow/draft/v3', condition: known }))
    expect(decodeDraft(bytes)).toEqual(filledDraft({ condition }))
  })

  test('one of the fourth version, which knew nobody who vouches, is still read', () => {
    const others = { together: true, institution: 'Q42' }
    const { files: _, condition, ...draft } = filledDraft({ condition: typed(others) })
    const { vouched: _v, ...known } = condition
    const bytes = utf8(JSON.stringify({ ...draft, version: 'avow/draft/v4', condition: known }))
    expect(decodeDraft(bytes)).toEqual(filledDraft({ condition }))
  })

  test.each(['', '{}', '[]', 'null', ...[0, 1, 2, 3, 4, 5].map((n) => `{"version":"avow/draft/v${n}"}`)])(
    '%s is none, and the error says nothing of it',
    (text) => {
      expect(() => decodeDraft(utf8(text))).toThrow(
        expect.objectContaining({
          code: 'draft_invalid',
          details: {},
          message: 'not a draft that was saved here',
        }),
      )
    },
  )

  test('an empty one is nothing that would be missed', () => {
    expect(isEmptyDraft(newDraft('en'))).toBe(true)
    expect(isEmptyDraft({ ...newDraft('en'), text: 'x' })).toBe(false)
  })
})

test.each([
  [['de-AT', 'en'], 'de'],
  [['zh-TW'], 'zh-Hant'],
  [['zh-Hant-HK'], 'zh-Hant'],
  [['zh-CN'], 'zh-Hans'],
  [['xx', 'fa-IR'], 'fa'],
  [[], 'en'],
])('a browser that prefers %o begins in %s', (preferred, language) =>
  expect(preferredLanguage(preferred)).toBe(language),
)

test('words are in the language of the statement where there is a list', () => {
  expect(wordLanguageFor('zh-Hans')).toBe('chinese-simplified')
  expect(wordLanguageFor('ar')).toBe('english')
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type InstitutionId, decodeAuthority, encodeAuthority, indexInstitutions } from '../src/index.ts'
import { refusalOf } from './code-of.ts'
import { readIndex, readVector } from './making/keep.ts'

describe('authority files', () => {
  test.each(readIndex<{ file: string }>('valid', 'institutions'))('$file', ({ file }) => {
    const bytes = readVector('valid', 'institutions', file)
    expect(encodeAuthority(decodeAuthority(bytes))).toEqual(bytes)
  })
  test.each(readIndex<{ file: string; code: string; reason: string }>('invalid', 'institutions'))(
    '$file: $reason',
    async ({ file, code, reason }) => {
      const read = () => decodeAuthority(readVector('invalid', 'institutions', file))
      expect(await refusalOf(read)).toMatchObject({ code, details: { reason } })
    },
  )
})

describe('looking up', () => {
  const authority = decodeAuthority(readVector('valid', 'institutions', 'invented.json'))
  const { lookUp, canonicalId } = indexInstitutions(authority)
  const ids = (text: string): string[] => lookUp(text).map(({ institution }) => institution.id)

  test('homonyms are all given, for somebody to choose', () => {
    expect(ids('Harbour Union')).toEqual(['local:harbour-union', 'local:harbour-union-south'])
    expect(lookUp('harbour union').map(({ institution }) => institution.about)).toEqual([
      'a union of Northmouth',
      'a union of Southmouth',
    ])
  })

  test.each([
    ['  HARBOUR   union ', 2],
    ['Ｈarbour-Union', 2],
    ['union du port', 1],
    ['портовый СОЮЗ', 1],
    ['港口联盟', 1],
    ['اتّحاد المينـاء', 1],
    ['hu', 1],
    ['Pilots Section', 1],
    ["Pilots' section", 1],
    ['ταγμα της καμπανας', 1],
    ['Harbour', 0],
    ['Harbour Unions', 0],
    ['…', 0],
    ['', 0],
  ])('%s', (text, count) => {
    expect(lookUp(text)).toHaveLength(count)
  })

  test('a unit is given with the wholes that may be meant instead', () => {
    expect(lookUp('night watch')[0]!.wholes.map(({ id }) => id)).toEqual([
      'local:harbour-union-pilots',
      'local:harbour-union',
    ])
  })

  test('an id stands for what it was merged into', () => {
    expect(canonicalId('local:harbour-workers')).toBe('local:harbour-union')
    expect(canonicalId('local:harbour-union')).toBe('local:harbour-union')
    expect(canonicalId('wikidata:Q1')).toBeUndefined()
    expect(ids('local:harbour-workers')).toEqual(['local:harbour-union'])
    expect(ids('wikidata:Q1')).toEqual([])
  })

  test('every name and every alias finds its institution, in capitals too', () => {
    for (const { id, names, aliases } of authority.institutions)
      for (const text of [...names.map((one) => one.text), ...aliases])
        for (const typed of [text, text.toUpperCase(), ` ${text.normalize('NFD')}. `])
          expect(ids(typed)).toContain(id)
  })

  test('nothing that somebody types is answered by a guess', () => {
    const known = new Set(
      authority.institutions.flatMap(({ id, names, aliases }) => [
        id,
        ...names.map(({ text }) => text),
        ...aliases,
      ]),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        for (const { found } of lookUp(text))
          expect(known.has(found) || canonicalId(found as InstitutionId) !== undefined).toBe(true)
      }),
    )
  })
})

/** Vectors of spec/conditions.md, "Authority file". All institutions are invented but the two of `well-known.json`. */
import {
  type Authority,
  type Institution,
  type InstitutionId,
  encodeAuthority,
  encodeCanonical,
} from '../../src/index.ts'
import { changed } from './change.ts'
import { keepFile, keepIndex } from './keep.ts'

const institution = (
  id: InstitutionId,
  names: Record<string, string>,
  more: Partial<Institution> = {},
): Institution => ({
  id,
  names: Object.entries(names).map(([language, text]) => ({ language, text })),
  aliases: [],
  merged: [],
  unitOf: null,
  about: null,
  ...more,
})
const authority = (...institutions: readonly Institution[]): Authority => ({
  version: 'avow/institutions/v1',
  institutions: [...institutions],
})

const invented = authority(
  institution(
    'local:harbour-union',
    { en: 'Harbour Union', fr: 'Union du Port', ru: 'Портовый союз', zh: '港口联盟', ar: 'اتحاد الميناء' },
    {
      aliases: ['HU', 'Union of Harbour Workers'],
      merged: ['local:harbour-workers'],
      about: 'a union of Northmouth',
    },
  ),
  institution('local:harbour-union-pilots', { en: 'Pilots’ Section' }, { unitOf: 'local:harbour-union' }),
  institution(
    'local:harbour-union-pilots-night',
    { en: 'Night Watch' },
    { unitOf: 'local:harbour-union-pilots' },
  ),
  institution('local:harbour-union-south', { en: 'Harbour Union' }, { about: 'a union of Southmouth' }),
  institution('local:order-of-the-bell', {
    en: 'Order of the Bell',
    de: 'Orden der Glocke',
    el: 'Τάγμα της Καμπάνας',
  }),
)

const wellKnown = authority(
  institution(
    'wikidata:Q1065',
    { en: 'United Nations', fr: 'Organisation des Nations unies' },
    { aliases: ['UN', 'ONU'] },
  ),
  institution('wikidata:Q7809', { en: 'UNESCO' }, { unitOf: 'wikidata:Q1065' }),
)

export function keepAuthorities(): void {
  const valid = { 'invented.json': invented, 'well-known.json': wellKnown }
  for (const [file, value] of Object.entries(valid))
    keepFile('valid', 'institutions', file, encodeAuthority(value))
  keepIndex(
    'valid',
    'institutions',
    Object.keys(valid).map((file) => ({ file })),
  )
  const invalid: Record<string, readonly [value: unknown, reason: string]> = {
    'id-twice': [changed(invented, 'institutions.3.id', 'local:harbour-union'), 'order'],
    'merged-into-two': [changed(invented, 'institutions.3.merged', ['local:harbour-workers']), 'merged'],
    'merged-and-listed': [changed(invented, 'institutions.3.merged', ['local:order-of-the-bell']), 'merged'],
    'unit-of-nothing': [changed(invented, 'institutions.1.unitOf', 'local:nothing'), 'unitOf'],
    'unit-of-itself': [
      changed(invented, 'institutions.0.unitOf', 'local:harbour-union-pilots-night'),
      'unitOf',
    ],
    nameless: [changed(invented, 'institutions.0.names', []), 'shape'],
    'a-tag-for-an-id': [changed(invented, 'institutions.0.id', `tag:${'a'.repeat(64)}`), 'shape'],
    'unknown-member': [changed(invented, 'comment', 'x'), 'shape'],
  }
  for (const [name, [value]] of Object.entries(invalid))
    keepFile('invalid', 'institutions', `${name}.json`, encodeCanonical(value))
  keepIndex(
    'invalid',
    'institutions',
    Object.entries(invalid).map(([name, [, reason]]) => ({
      file: `${name}.json`,
      code: 'authority_invalid',
      reason,
    })),
  )
}

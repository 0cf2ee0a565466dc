/** Vectors of spec/conditions.md, "Terms" and "Text": values, commitments, sentences. */
import {
  type Salt,
  type Term,
  checkTerms,
  conditionCommitment,
  conditionLanguages,
  encodeHex,
  formatCondition,
} from '../../src/index.ts'
import { keepIndex } from './keep.ts'
import { seedOf } from './keys.ts'

const salt = encodeHex(seedOf(0x34)) as Salt
const word = { type: 'word' }
const at = (time: string) => ({ type: 'at', time })
const silence = { type: 'silence', duration: 'P30D', grace: 'P7D' }
const together = { type: 'together', size: 3, institution: 'wikidata:Q42', vouched: false }
const blinded = { ...together, institution: `tag:${'0123456789abcdef'.repeat(4)}`, vouched: true }
const any = (...of: readonly unknown[]) => ({ type: 'any', of })
const all = (...of: readonly unknown[]) => ({ type: 'all', of })

const valid: Record<string, unknown> = {
  silence,
  'silence at its shortest': { type: 'silence', duration: 'PT1H', grace: 'PT1H' },
  'silence at its longest': { type: 'silence', duration: 'P3660D', grace: 'P366D' },
  'silence of days and hours': { type: 'silence', duration: 'P1DT1H', grace: 'P2DT23H' },
  together,
  'together, local institution': { ...together, institution: 'local:harbour-union', size: 10_000 },
  'together, blinded': blinded,
  'word or silence': any(word, silence),
  'date and word': all(at('2030-01-01T00:00:00Z'), word),
  'date and either of two': all(at('2030-12-31T23:59:59Z'), any(word, silence)),
  'three groups in one another': any(word, all(silence, any(blinded, at('2031-05-01T09:30:00Z')))),
  'eight parts': any(word, ...[1, 2, 3, 4, 5, 6, 7].map((day) => at(`2030-01-0${day}T00:00:00Z`))),
}

const invalid: Record<string, readonly [condition: unknown, reason: string]> = {
  'four groups in one another': [any(word, all(silence, any(together, all(word, blinded)))), 'depth'],
  'one part': [any(word), 'of'],
  'nine parts': [any(word, ...[1, 2, 3, 4, 5, 6, 7, 8].map((day) => at(`2030-01-0${day}T00:00:00Z`))), 'of'],
  'the same part twice': [any(word, silence, word), 'repeated'],
  'any in any': [any(word, any(silence, together)), 'nested'],
  'all in all': [all(word, all(silence, together)), 'nested'],
  'now in a group': [any(word, { type: 'now' }), 'now'],
  'unknown type in a group': [any(word, { type: 'never' }), 'type'],
  'silence without grace': [{ type: 'silence', duration: 'P30D' }, 'grace'],
  'silence of 24 hours': [{ ...silence, duration: 'PT24H' }, 'duration'],
  'silence of a week by its name': [{ ...silence, duration: 'P1W' }, 'duration'],
  'silence of half an hour': [{ ...silence, duration: 'PT30M' }, 'duration'],
  'silence too long': [{ ...silence, duration: 'P3661D' }, 'duration'],
  'grace too long': [{ ...silence, grace: 'P366DT1H' }, 'grace'],
  'silence as a number': [{ ...silence, duration: 30 }, 'duration'],
  'together with nobody': [{ ...together, size: 1 }, 'size'],
  'together with too many': [{ ...together, size: 10_001 }, 'size'],
  'institution without authority': [{ ...together, institution: 'Q42' }, 'institution'],
  'institution with a zero in front': [{ ...together, institution: 'wikidata:Q042' }, 'institution'],
  'tag in capitals': [{ ...together, institution: `tag:${'A'.repeat(64)}` }, 'institution'],
  'vouched left out': [{ type: 'together', size: 3, institution: 'wikidata:Q42' }, 'vouched'],
  'more than 512 bytes': [
    any({ ...blinded, size: 2 }, { ...blinded, size: 3 }, { ...blinded, size: 4 }, { ...blinded, size: 5 }),
    'size',
  ],
}

const sentences = (term: Term) =>
  Object.fromEntries(conditionLanguages.map((language) => [language, formatCondition(term, language)]))

export function keepConditionTerms(): void {
  const kept = Object.entries(valid).map(([name, condition]) => {
    const term = checkTerms(condition)
    return { name, condition, salt, commitment: conditionCommitment(term, salt), sentences: sentences(term) }
  })
  keepIndex('valid', 'condition-terms', kept)
  const refused = Object.entries(invalid).map(([name, [condition, reason]]) => ({
    name,
    condition,
    code: 'condition_invalid',
    reason,
  }))
  keepIndex('invalid', 'condition-terms', refused)
}

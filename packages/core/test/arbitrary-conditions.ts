/** Conditions of every shape that the bounds allow, for property tests. */
import * as fc from 'fast-check'
import {
  type InstitutionId,
  type InstitutionTag,
  type Leaf,
  type Term,
  CoreError,
  checkTerms,
  formatDuration,
  formatInstant,
} from '../src/index.ts'

const hour = 3_600_000
const earliest = Date.parse('0000-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59Z')

const durationOf = (mostHours: number) =>
  fc.integer({ min: 1, max: mostHours }).map((hours) => formatDuration({ days: 0, hours }))

export const instants = fc
  .integer({ min: earliest / 1000, max: latest / 1000 })
  .map((seconds) => formatInstant(seconds * 1000))

const institutions = fc.oneof(
  fc.bigInt({ min: 1n, max: 10n ** 19n - 1n }).map((number) => `wikidata:Q${number}` as InstitutionId),
  fc.stringMatching(/^local:[a-z0-9]{1,12}(-[a-z0-9]{1,8}){0,3}$/).map((id) => id as InstitutionId),
  fc.stringMatching(/^tag:[0-9a-f]{64}$/).map((tag) => tag as InstitutionTag),
)

export const leaves: fc.Arbitrary<Leaf> = fc.oneof(
  fc.constant<Leaf>({ type: 'word' }),
  instants.map((time): Leaf => ({ type: 'at', time })),
  fc
    .tuple(durationOf((3660 * 24 * hour) / hour), durationOf((366 * 24 * hour) / hour))
    .map(([duration, grace]): Leaf => ({ type: 'silence', duration, grace })),
  fc
    .tuple(fc.integer({ min: 2, max: 10_000 }), institutions, fc.boolean())
    .map(([size, institution, vouched]): Leaf => ({ type: 'together', size, institution, vouched })),
)

const groupOf = (type: 'any' | 'all', depth: number): fc.Arbitrary<Term> =>
  fc
    .array(depth > 1 ? fc.oneof(leaves, groupOf(type === 'any' ? 'all' : 'any', depth - 1)) : leaves, {
      minLength: 2,
      maxLength: 4,
    })
    .map((of): Term => ({ type, of }))

function isWithinBounds(term: Term): boolean {
  try {
    checkTerms(term)
    return true
  } catch (error) {
    if (error instanceof CoreError) return false
    throw error
  }
}

/** Valid conditions. */
export const conditions: fc.Arbitrary<Term> = fc
  .oneof(fc.constant<Term>({ type: 'now' }), leaves, groupOf('any', 3), groupOf('all', 3))
  .filter(isWithinBounds)

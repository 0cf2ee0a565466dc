/** Facts on a grid of hours, so that a slow and plain reading of the rules can be compared. */
import * as fc from 'fast-check'
import {
  type Fact,
  type InstitutionTag,
  type Term,
  checkTerms,
  formatDuration,
  formatInstant,
} from '../src/index.ts'

export const hour = 3_600_000
export const span = 60
const tags = ['a', 'b'].map((letter) => `tag:${letter.repeat(64)}` as InstitutionTag)

export const moments = fc.integer({ min: 0, max: span }).map((hours) => hours * hour)

const intervals = (kind: 'heard' | 'pause', most: number): fc.Arbitrary<Fact> =>
  fc
    .tuple(fc.integer({ min: 0, max: span }), fc.integer({ min: 0, max: most }))
    .map(([from, length]): Fact => ({ kind, from: from * hour, until: (from + length) * hour }))

export const heard = intervals('heard', 30)
export const matches: fc.Arbitrary<Fact> = fc
  .tuple(fc.constantFrom(...tags), fc.nat(5), fc.nat(5), moments)
  .map(([institution, a, b, time]): Fact => {
    const [vouched, all] = [Math.min(a, b), Math.max(a, b)]
    return { kind: 'match', institution, all, vouched, time }
  })
export const words: fc.Arbitrary<Fact> = moments.map((time): Fact => ({ kind: 'word', time }))

/** What can only make a condition hold. A word is also a sign of life, so it is not among them. */
export const helping = fc.oneof(heard, matches)

/** What can only delay. */
export const delaying: fc.Arbitrary<Fact> = fc.oneof(
  moments.map((time): Fact => ({ kind: 'check-in', time })),
  intervals('pause', 10),
  fc.constant<Fact>({ kind: 'withdraw' }),
)

const deposit: fc.Arbitrary<Fact> = fc
  .integer({ min: 0, max: 5 })
  .map((hours): Fact => ({ kind: 'deposit', time: hours * hour }))

const checkIns = moments.map((time): Fact => ({ kind: 'check-in', time }))

/** Facts of a statement that is deposited and not withdrawn. */
export const facts: fc.Arbitrary<Fact[]> = fc
  .tuple(
    deposit,
    fc.array(heard, { maxLength: 4 }),
    fc.array(intervals('pause', 10), { maxLength: 2 }),
    fc.array(checkIns, { maxLength: 3 }),
    fc.array(fc.oneof(words, matches), { maxLength: 2 }),
  )
  .map((parts) => parts.flat())

const leaves: fc.Arbitrary<Term> = fc.oneof(
  fc.constant<Term>({ type: 'word' }),
  moments.map((time): Term => ({ type: 'at', time: formatInstant(time) })),
  fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10 })).map(([days, grace]): Term => ({
    type: 'silence',
    duration: formatDuration({ days: 0, hours: days }),
    grace: formatDuration({ days: 0, hours: grace }),
  })),
  fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.constantFrom(...tags), fc.boolean())
    .map(([size, institution, vouched]): Term => ({ type: 'together', size, institution, vouched })),
)

const groups = (parts: fc.Arbitrary<Term>, type: 'any' | 'all'): fc.Arbitrary<Term> =>
  fc
    .uniqueArray(parts, { minLength: 2, maxLength: 3, selector: (part) => JSON.stringify(part) })
    .map((of): Term => ({ type, of }))

/** Conditions that facts on the grid can decide. */
export const conditions: fc.Arbitrary<Term> = fc
  .oneof(
    leaves,
    groups(leaves, 'any'),
    groups(leaves, 'all'),
    groups(fc.oneof(leaves, groups(leaves, 'all')), 'any'),
    groups(fc.oneof(leaves, groups(leaves, 'any')), 'all'),
  )
  .filter((term) => {
    try {
      return checkTerms(term) !== null
    } catch {
      return false
    }
  })

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Candidate,
  type Fact,
  type Hash,
  type InstitutionTag,
  type PublicKey,
  type Term,
  checkTerms,
  gatherFacts,
  judgeCondition,
  largestStableSet,
  leavesOf,
} from '../src/index.ts'

const hour = 3_600_000
const now = 100 * hour
const tags = ['a', 'b'].map((letter) => `tag:${letter.repeat(64)}` as InstitutionTag)
const [first, second] = tags as [InstitutionTag, InstitutionTag]
const keyOf = (name: string | number): PublicKey => String(name).padStart(64, '0') as PublicKey
const together = (size: number, institution = first, vouched = false): Term => ({
  type: 'together',
  size,
  institution,
  vouched,
})
const deposit: Fact = { kind: 'deposit', time: 0 }

const candidate = (n: number, condition: Term, more: Partial<Candidate> = {}): Candidate => ({
  statement: keyOf(n) as string as Hash,
  author: keyOf(n),
  credential: null,
  condition: checkTerms(condition),
  facts: gatherFacts([deposit]),
  released: false,
  ...more,
})

const tagsOf = (one: Candidate): readonly string[] =>
  leavesOf(one.condition).flatMap(({ leaf }) => (leaf.type === 'together' ? [leaf.institution] : []))

function subsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, mask) =>
    items.filter((__, index) => (mask >> index) & 1),
  )
}

/** The most members of which no two share an author or a credential, by trying all. */
function apart(members: readonly Candidate[]): number {
  const isApart = (some: readonly Candidate[]): boolean => {
    const credentials = some.flatMap(({ credential }) => (credential === null ? [] : [credential]))
    return (
      new Set(some.map(({ author }) => author)).size === some.length &&
      new Set(credentials).size === credentials.length
    )
  }
  return Math.max(
    ...subsets(members)
      .filter(isApart)
      .map((some) => some.length),
  )
}

/** Whether every member's condition holds when exactly these open: the definition, and nothing else. */
function isStable(set: readonly Candidate[]): boolean {
  const matches = tags.map((institution): Fact => {
    const members = set.filter((one) => tagsOf(one).includes(institution))
    return {
      kind: 'match',
      institution,
      all: apart(members),
      vouched: apart(members.filter(({ credential }) => credential !== null)),
      time: now,
    }
  })
  const { matches: known } = gatherFacts(matches)
  return set.every(
    (one) => one.released || judgeCondition(one.condition, { ...one.facts, matches: known }, now).holds,
  )
}

/** The union of all stable sets, by trying every set. */
function byForce(candidates: readonly Candidate[]): Hash[] {
  const released = candidates.filter((one) => one.released)
  const stable = subsets(candidates.filter((one) => !one.released))
    .map((some) => some.concat(released))
    .filter(isStable)
  return [...new Set(stable.flatMap((set) => set.map(({ statement }) => statement)))].toSorted()
}

const togethers = fc
  .tuple(fc.integer({ min: 2, max: 5 }), fc.constantFrom(...tags), fc.boolean())
  .map(([size, institution, vouched]) => together(size, institution, vouched))
const word: Term = { type: 'word' }
const date: Term = { type: 'at', time: '1970-01-10T00:00:00Z' }
const conditions: fc.Arbitrary<Term> = fc.oneof(
  { weight: 4, arbitrary: togethers },
  togethers.map((one): Term => ({ type: 'any', of: [word, one] })),
  togethers.map((one): Term => ({ type: 'all', of: [date, one] })),
  togethers.map((one): Term => ({ type: 'any', of: [{ type: 'all', of: [word, one] }, date] })),
  fc
    .tuple(
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 2, max: 4 }),
      fc.constantFrom<'any' | 'all'>('any', 'all'),
      fc.tuple(fc.boolean(), fc.boolean()),
    )
    .map(([a, b, type, [left, right]]): Term => ({
      type,
      of: [together(a, first, left), together(b, second, right)],
    })),
  // Three of anybody or two of those vouched for, about one institution.
  fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }), fc.constantFrom(...tags))
    .map(([a, b, tag]): Term => ({ type: 'any', of: [together(a, tag, false), together(b, tag, true)] })),
)
const factLists = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fact[]>([deposit]) },
  fc.constant<Fact[]>([deposit, { kind: 'word', time: 1 }]),
  fc.constant<Fact[]>([deposit, { kind: 'withdraw' }]),
  fc.constant<Fact[]>([]),
)
const candidatesOf = (most: number): fc.Arbitrary<Candidate[]> =>
  fc
    .array(
      fc.record({
        condition: conditions,
        author: fc.nat(6),
        credential: fc.option(fc.constantFrom('v1', 'v2', 'v3', 'v4', 'v5')),
        facts: factLists,
        released: fc.nat(9).map((n) => n === 0),
      }),
      { maxLength: most },
    )
    .map((list) =>
      list.map(({ author, credential, condition, facts, released }, index) =>
        candidate(index, condition, {
          author: keyOf(author),
          credential,
          facts: gatherFacts(facts),
          released,
        }),
      ),
    )

describe('the largest stable set', () => {
  test('is the one that trying every set finds, and it is stable itself', () => {
    let found = 0
    fc.assert(
      fc.property(candidatesOf(8), (candidates) => {
        const { statements, counts } = largestStableSet(candidates, now)
        found += statements.length >= 3 ? 1 : 0
        const members = candidates.filter(({ statement }) => statements.includes(statement))
        for (const { institution, all, vouched } of counts) {
          const about = members.filter((one) => tagsOf(one).includes(institution))
          const known = about.filter(({ credential }) => credential !== null)
          expect([all, vouched]).toEqual([apart(about), apart(known)])
        }
        expect(statements).toEqual(byForce(candidates))
        expect(isStable(candidates.filter(({ statement }) => statements.includes(statement)))).toBe(true)
      }),
      { numRuns: 800 },
    )
    // It is some eighty.
    expect(found).toBeGreaterThan(20)
  })

  test('does not depend on the order of candidates or on repetition', () => {
    const shuffled = candidatesOf(12).chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length, maxLength: 2 * list.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([list, again]) => {
        expect(largestStableSet(again, now)).toEqual(largestStableSet(list, now))
      }),
    )
  })

  test('no candidate takes anybody out of it, whatever it forges, repeats or copies', () => {
    fc.assert(
      fc.property(candidatesOf(8), candidatesOf(6), (honest, forged) => {
        const others = forged.map((one, index) => ({
          ...one,
          statement: keyOf(1000 + index) as string as Hash,
        }))
        const before = largestStableSet(honest, now).statements
        const after = new Set(largestStableSet([...honest, ...others], now).statements)
        for (const statement of before) expect(after.has(statement)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('whoever withdraws is as if they had never been there', () => {
    fc.assert(
      fc.property(candidatesOf(10), fc.nat(9), (list, index) => {
        const open = list.map((one) => ({ ...one, released: false }))
        const withdrawn = open.map((one, n) =>
          n === index ? { ...one, facts: gatherFacts([deposit, { kind: 'withdraw' }]) } : one,
        )
        expect(largestStableSet(withdrawn, now).statements).toEqual(
          largestStableSet(
            open.filter((_, n) => n !== index),
            now,
          ).statements,
        )
      }),
    )
  })

  test('its counts, as facts of every candidate, give exactly its members', () => {
    fc.assert(
      fc.property(candidatesOf(10), (list) => {
        const { statements, counts } = largestStableSet(list, now)
        const matches = counts.map(({ institution, all, vouched }) => ({
          kind: 'match' as const,
          institution,
          all,
          vouched,
          time: null,
        }))
        const holding = list.filter(
          (one) => one.released || judgeCondition(one.condition, { ...one.facts, matches }, now).holds,
        )
        expect(holding.map(({ statement }) => statement).toSorted()).toEqual(statements)
      }),
    )
  })
})

describe('together', () => {
  test('nobody opens with fewer than they asked for, and nobody waits for more', () => {
    const sizes = [2, 2, 3, 4, 6, 6]
    const set = largestStableSet(
      sizes.map((size, n) => candidate(n, together(size))),
      now,
    )
    expect(set.statements).toHaveLength(6)
    expect(
      largestStableSet(
        [2, 3, 3, 5, 6].map((size, n) => candidate(n, together(size))),
        now,
      ).counts[0],
    ).toEqual({ institution: first, all: 5 - 2, vouched: 0 })
  })

  test('one author or one credential counts once', () => {
    const same = (n: number, more: Partial<Candidate>) => candidate(n, together(2), more)
    expect(largestStableSet([same(1, {}), same(2, { author: keyOf(1) })], now).statements).toEqual([])
    expect(
      largestStableSet([same(1, { credential: 'v' }), same(2, { credential: 'v' })], now).statements,
    ).toEqual([])
    expect(
      largestStableSet([same(1, { credential: 'v' }), same(2, { author: keyOf(1) })], now).statements,
    ).toEqual([])
    expect(
      largestStableSet([same(1, { credential: 'v' }), same(2, { credential: 'w' })], now).statements,
    ).toHaveLength(2)
  })

  test('copied credentials do not make two honest authors one', () => {
    const honest = [
      candidate(1, together(2), { credential: 'v' }),
      candidate(2, together(2), { credential: 'w' }),
    ]
    const copies = [
      candidate(3, together(2), { author: keyOf(9), credential: 'v' }),
      candidate(4, together(2), { author: keyOf(9), credential: 'w' }),
    ]
    expect(largestStableSet([...copies, ...honest], now).statements).toContain(keyOf(1))
    expect(largestStableSet([...copies, ...honest], now).statements).toContain(keyOf(2))
  })

  test('one credential counts once for each institution, and as a vouched one not at all without it', () => {
    const twice = [1, 2, 3].map((n) =>
      candidate(n, together(3, first, true), { credential: n === 3 ? 'v1' : `v${n}` }),
    )
    expect(largestStableSet(twice, now).statements).toEqual([])
    const third = candidate(4, together(2, first), { credential: 'v3' })
    expect(largestStableSet([...twice, third], now).counts).toEqual([
      { institution: first, all: 3, vouched: 3 },
    ])
  })

  test('who asks for vouched statements does not open by others', () => {
    const asks = (n: number) => candidate(n, together(2, first, true), { credential: `v${n}` })
    const crowd = [3, 4, 5].map((n) => candidate(n, together(2)))
    expect(largestStableSet([asks(1), ...crowd], now).statements).not.toContain(keyOf(1))
    expect(largestStableSet([asks(1), asks(2), ...crowd], now).statements).toHaveLength(5)
  })

  test('who waits for a date as well is not counted before it', () => {
    const later: Term = { type: 'all', of: [together(2), { type: 'at', time: '2030-01-01T00:00:00Z' }] }
    expect(largestStableSet([candidate(1, together(2)), candidate(2, later)], now).statements).toEqual([])
    expect(
      largestStableSet([candidate(1, together(2)), candidate(2, later)], Date.parse('2030-01-01T00:00:00Z'))
        .statements,
    ).toHaveLength(2)
  })

  test('what is open counts, even where its author would have withdrawn', () => {
    const open = candidate(1, together(2), {
      released: true,
      facts: gatherFacts([deposit, { kind: 'withdraw' }]),
    })
    expect(largestStableSet([open, candidate(2, together(2))], now).statements).toHaveLength(2)
  })

  test('a chain of ten thousand falls to its end', () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => candidate(n, together(Math.min(10_000, n + 2))))
    expect(largestStableSet(chain, now).statements).toHaveLength(10_000)
    expect(largestStableSet(chain.slice(1), now).statements).toHaveLength(0)
  })
})

/** Vectors of spec/conditions.md, "Together": candidates, and the largest stable set of them. */
import {
  type Candidate,
  type Fact,
  type Hash,
  type InstitutionTag,
  type PublicKey,
  checkTerms,
  gatherFacts,
  largestStableSet,
} from '../../src/index.ts'
import { keepIndex } from './keep.ts'

interface Listed {
  readonly statement: Hash
  readonly author: PublicKey
  readonly credential: string | null
  readonly condition: unknown
  readonly facts: readonly Fact[]
  readonly released: boolean
}

const now = Date.parse('2026-03-01T00:00:00Z')
const tagOf = (letter: string): InstitutionTag => `tag:${letter.repeat(64)}`
const [one, other] = [tagOf('a'), tagOf('b')]
const numbered = (n: number): string => String(n).padStart(64, '0')
const together = (size: number, institution: InstitutionTag = one, vouched = false) => ({
  type: 'together',
  size,
  institution,
  vouched,
})
const deposit: Fact = { kind: 'deposit', time: now }

const listed = (n: number, condition: unknown, more: Partial<Listed> = {}): Listed => ({
  statement: numbered(n) as Hash,
  author: numbered(n + 100) as PublicKey,
  credential: null,
  condition,
  facts: [deposit],
  released: false,
  ...more,
})
const all = (...sizes: readonly number[]) => sizes.map((size, n) => listed(n, together(size)))
const credential = 'c'.repeat(64)

const cases: Record<string, readonly Listed[]> = {
  nobody: [],
  alone: all(2),
  two: all(2, 2),
  'three, one of whom asks for too many': all(2, 2, 4),
  'everybody is needed by somebody': all(2, 3, 4, 5, 5),
  'one asks for too many, and then all fall': all(3, 3, 4),
  'two institutions do not add up': [listed(1, together(2)), listed(2, together(2, other))],
  'both institutions': [
    listed(1, { type: 'all', of: [together(2), together(2, other)] }),
    listed(2, together(2)),
    listed(3, together(2, other)),
  ],
  'one author twice': [
    listed(1, together(2)),
    listed(2, together(2), { author: numbered(101) as PublicKey }),
  ],
  'one credential twice': [listed(1, together(2), { credential }), listed(2, together(2), { credential })],
  'copies do not make two one': [
    listed(1, together(2), { credential }),
    listed(2, together(2), { credential: 'd'.repeat(64) }),
    listed(3, together(4), { credential, author: numbered(999) as PublicKey }),
    listed(4, together(4), { credential: 'd'.repeat(64), author: numbered(999) as PublicKey }),
  ],
  'vouched: others do not count': [
    listed(1, together(2, one, true), { credential }),
    listed(2, together(2)),
    listed(3, together(2)),
  ],
  'withdrawn: does not count': [
    listed(1, together(2)),
    listed(2, together(2), { facts: [deposit, { kind: 'withdraw' }] }),
  ],
  'released: counts whatever comes after': [
    listed(1, together(2)),
    listed(2, together(2), { facts: [deposit, { kind: 'withdraw' }], released: true }),
  ],
  'not deposited: does not count': [listed(1, together(2)), listed(2, together(2), { facts: [] })],
  'who waits for a word as well does not count': [
    listed(1, together(2)),
    listed(2, { type: 'all', of: [{ type: 'word' }, together(2)] }),
  ],
  'who opens by their word counts': [
    listed(1, together(2)),
    listed(
      2,
      { type: 'any', of: [{ type: 'word' }, together(9)] },
      { facts: [deposit, { kind: 'word', time: now }] },
    ),
  ],
}

export const candidateOf = ({ condition, facts, ...rest }: Listed): Candidate => ({
  ...rest,
  condition: checkTerms(condition),
  facts: gatherFacts(facts),
})

export function keepStableSets(): void {
  const entries = Object.entries(cases).map(([name, candidates]) => ({
    name,
    candidates,
    now,
    set: largestStableSet(candidates.map(candidateOf), now),
  }))
  keepIndex('valid', 'stable-set', entries)
}

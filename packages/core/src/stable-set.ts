/** Which statements about one institution open together (spec/conditions.md, "Together"). Pure. */
import type { Hash, PublicKey } from './bytes.ts'
import type { KnownFacts } from './condition-facts.ts'
import {
  type InstitutionId,
  type InstitutionTag,
  type Leaf,
  type Term,
  holdsGiven,
  leavesOf,
} from './condition-terms.ts'
import { judgeCondition } from './condition-verdict.ts'
import { Apart, type Pair } from './stable-set-count.ts'

type Institution = InstitutionId | InstitutionTag

/** A deposit that a trustee holds or has released. */
export interface Candidate {
  readonly statement: Hash
  readonly author: PublicKey
  /** What a desk has vouched by, checked by whoever says so; null for none. */
  readonly credential: string | null
  readonly condition: Term
  /** Matches among them do not count: they are what is computed here. */
  readonly facts: KnownFacts
  /** It is open or about to be: it counts whatever its condition says. */
  readonly released: boolean
}

export interface Count {
  readonly institution: Institution
  readonly all: number
  readonly vouched: number
}

export interface StableSet {
  /** In ascending order. */
  readonly statements: readonly Hash[]
  /** Of the set; in ascending order of the institutions. */
  readonly counts: readonly Count[]
}

type TogetherLeaf = Leaf & { readonly type: 'together' }

interface Prepared {
  readonly candidate: Candidate
  readonly pair: Pair
  readonly asked: readonly TogetherLeaf[]
  readonly holds: (isReached: (leaf: TogetherLeaf) => boolean) => boolean
}

/** Without a credential an author stands for themselves. */
const pairOf = ({ author, credential }: Candidate): Pair => ({
  left: author,
  right: credential === null ? `author ${author}` : `credential ${credential}`,
})

/** Everything but the counts is settled once, so that to ask again costs no more than reading a few truths. */
function prepare(candidate: Candidate, now: number): Prepared {
  const { condition, released } = candidate
  const facts = { ...candidate.facts, matches: [] }
  const leaves = leavesOf(condition)
  const settled = new Map(leaves.map(({ leaf, path }) => [path, judgeCondition(leaf, facts, now).holds]))
  const isPresent = facts.deposited && !facts.withdrawn
  return {
    candidate,
    pair: pairOf(candidate),
    asked: leaves.flatMap(({ leaf }) => (leaf.type === 'together' ? [leaf] : [])),
    holds: (isReached) =>
      released ||
      (isPresent &&
        holdsGiven(condition, (leaf, path) =>
          leaf.type === 'together' ? isReached(leaf) : settled.get(path) === true,
        )),
  }
}

interface Asking {
  readonly size: number
  readonly by: Prepared
}

/** The statements of the set about one institution, as far as one kind of question counts them. */
class Tally {
  private readonly members: Apart
  /** Those who ask for more than are left stand at the end. */
  private readonly asking: Asking[]

  constructor(members: readonly Prepared[], asking: readonly Asking[]) {
    this.members = new Apart(members.map(({ pair }) => pair))
    this.asking = asking.toSorted((a, b) => a.size - b.size)
  }

  get count(): number {
    return this.members.count
  }

  /** @returns whoever must be asked again. Counts only fall, so that everybody is asked again at most once for each term. */
  remove(one: Prepared): readonly Prepared[] {
    this.members.remove(one.pair)
    const again: Prepared[] = []
    while ((this.asking.at(-1)?.size ?? 0) > this.count) again.push(this.asking.pop()!.by)
    return again
  }
}

interface Tallies {
  readonly all: Tally
  readonly vouched: Tally
}

const isVouched = ({ candidate }: Prepared): boolean => candidate.credential !== null

const institutionsOf = ({ asked }: Prepared): readonly Institution[] => [
  ...new Set(asked.map(({ institution }) => institution)),
]

function tallyOf(institution: Institution, members: readonly Prepared[], vouched: boolean): Tally {
  const asking = members.flatMap((by) =>
    by.asked
      .filter((leaf) => leaf.institution === institution && leaf.vouched === vouched)
      .map(({ size }) => ({ size, by })),
  )
  return new Tally(vouched ? members.filter(isVouched) : members, asking)
}

function talliesOf(candidates: readonly Prepared[]): ReadonlyMap<Institution, Tallies> {
  const groups = new Map<Institution, Prepared[]>()
  for (const one of candidates)
    for (const institution of institutionsOf(one)) {
      const group = groups.get(institution)
      if (group) group.push(one)
      else groups.set(institution, [one])
    }
  const both = (institution: Institution, members: readonly Prepared[]): Tallies => ({
    all: tallyOf(institution, members, false),
    vouched: tallyOf(institution, members, true),
  })
  return new Map([...groups].map(([institution, members]) => [institution, both(institution, members)]))
}

/** Takes somebody out of all counts. @returns whoever must be asked again */
const takeOut = (one: Prepared, tallies: ReadonlyMap<Institution, Tallies>): readonly Prepared[] =>
  institutionsOf(one).flatMap((institution) => {
    const { all, vouched } = tallies.get(institution)!
    return all.remove(one).concat(isVouched(one) ? vouched.remove(one) : [])
  })

const ascending = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/**
 * The largest set of which every member's condition holds when exactly this set opens. There is always exactly one:
 * whoever does not hold is taken out, until nobody is left who does not.
 * @param now observed time in milliseconds since the epoch
 */
export function largestStableSet(candidates: readonly Candidate[], now: number): StableSet {
  const set = new Set(candidates.map((candidate) => prepare(candidate, now)))
  const tallies = talliesOf([...set])
  const isReached = ({ institution, vouched, size }: TogetherLeaf): boolean =>
    tallies.get(institution)![vouched ? 'vouched' : 'all'].count >= size
  const open = [...set]
  for (let one = open.pop(); one !== undefined; one = open.pop())
    if (set.has(one) && !one.holds(isReached)) {
      set.delete(one)
      for (const other of takeOut(one, tallies)) open.push(other)
    }
  return {
    statements: [...new Set([...set].map(({ candidate }) => candidate.statement))].toSorted(ascending),
    counts: [...tallies]
      .map(([institution, { all, vouched }]) => ({ institution, all: all.count, vouched: vouched.count }))
      .toSorted((a, b) => ascending(a.institution, b.institution)),
  }
}

/**
 * When a condition holds by what is true, and who opens together. Written from spec/conditions.md; nothing here is shared with what
 * trustees evaluate.
 */
import { type Condition, type Hash, leavesOf } from '@avow/core'
import type { Sealed } from './house.ts'

type Silence = Extract<Condition, { type: 'silence' }>

/** What is true of one statement. */
export interface Truth {
  readonly time: number
  readonly hasWord: boolean
  isSilent(silence: Silence): boolean
}

/** How many authors about an institution open together. */
type CountOf = (institution: string) => number

function holdsWhen(condition: Condition, truth: Truth, countOf: CountOf): boolean {
  const isMet = (part: Condition): boolean => holdsWhen(part, truth, countOf)
  switch (condition.type) {
    case 'now':
      return true
    case 'word':
      return truth.hasWord
    case 'at':
      return truth.time >= Date.parse(condition.time)
    case 'silence':
      return truth.isSilent(condition)
    case 'together':
      return countOf(condition.institution) >= condition.size
    case 'any':
      return condition.of.some(isMet)
    case 'all':
      return condition.of.every(isMet)
  }
}

/** Whether it waits for others. */
export const isTogether = ({ condition }: Pick<Sealed, 'condition'>): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'together')

const isAbout = ({ condition }: Sealed, institution: string): boolean =>
  leavesOf(condition).some(({ leaf }) => leaf.type === 'together' && leaf.institution === institution)

/** An author counts once for each institution, whatever they deposit. */
const countIn =
  (set: readonly Sealed[]): CountOf =>
  (institution) =>
    new Set(set.filter((one) => isAbout(one, institution)).map(({ file }) => file.envelope.author)).size

/** All of them: there are few. */
function* subsetsOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let mask = 0; mask < 2 ** items.length; mask += 1)
    yield items.filter((_, at) => ((mask >> at) & 1) === 1)
}

/** A statement that may open, by what somebody knows. */
export interface Candidate {
  readonly sealed: Sealed
  readonly truth: Truth
  /** It is open already and counts whatever it asks. */
  readonly isReleased: boolean
}

/**
 * Statements that open by themselves or with others: the union of all sets of which every member gets what it asks for when exactly
 * this set opens. Found by trying every set, and not as the programs find it.
 */
export function openable(candidates: readonly Candidate[]): ReadonlySet<Hash> {
  const open = new Set<Hash>()
  for (const set of subsetsOf(candidates)) {
    const countOf = countIn(set.map(({ sealed }) => sealed))
    const isStable = set.every(
      ({ sealed, truth, isReleased }) => isReleased || holdsWhen(sealed.condition, truth, countOf),
    )
    if (isStable) for (const { sealed } of set) open.add(sealed.statement)
  }
  return open
}

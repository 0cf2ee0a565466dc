/** What a person should know of a condition before they seal under it (spec/conditions.md, "Findings"). */
import { hour, millisecondsOf } from './condition-duration.ts'
import { type ConditionFindingCode, conditionFindings } from './condition-messages/findings-en.ts'
import { type Leaf, type Term, holdsGiven, isGroup, leavesOf } from './condition-terms.ts'
import { type Parameters, formatMessage } from './message.ts'

const day = 24 * hour
const year = 365 * day

export interface Finding {
  readonly code: ConditionFindingCode
  /** `confirm`: it must not be sealed before a person has said that this is meant. */
  readonly weight: 'confirm' | 'note'
  /** The term that it is about; `''` for all of the condition. */
  readonly path: string
  readonly parameters: Parameters
}

const confirm = (code: ConditionFindingCode, path: string, parameters: Parameters = {}): Finding => ({
  code,
  weight: 'confirm',
  path,
  parameters,
})

const note = (code: ConditionFindingCode, path: string, parameters: Parameters = {}): Finding => ({
  ...confirm(code, path, parameters),
  weight: 'note',
})

const isPassed = (leaf: Leaf, now: number): boolean => leaf.type === 'at' && Date.parse(leaf.time) <= now

const isFar = (leaf: Leaf, now: number): boolean =>
  leaf.type === 'at' && Date.parse(leaf.time) > now + 30 * year

/** What is true of the condition as a whole. */
function findingsOfWhole(term: Term, now: number): Finding[] {
  if (term.type === 'now') return [note('opens_now', '')]
  if (holdsGiven(term, (leaf) => isPassed(leaf, now))) return [confirm('opens_at_once', '')]
  const neverWithout = (type: Leaf['type']): boolean => !holdsGiven(term, (leaf) => leaf.type !== type)
  const never = !holdsGiven(term, (leaf) => !isFar(leaf, now))
  return [
    ...(never ? [confirm('opens_after_a_lifetime', '')] : []),
    ...(neverWithout('word') ? [note('never_without_word', '')] : []),
    ...(neverWithout('together') ? [confirm('never_without_others', '')] : []),
  ]
}

function findingsOfSilence(leaf: Leaf & { type: 'silence' }, path: string): Finding[] {
  const duration = millisecondsOf(leaf.duration)
  const grace = millisecondsOf(leaf.grace)
  return [
    ...(duration < 7 * day ? [confirm('silence_short', path)] : []),
    ...(duration > 2 * year ? [note('silence_long', path)] : []),
    ...(grace < day ? [confirm('grace_short', path)] : []),
  ]
}

function findingsOfTogether(leaf: Leaf & { type: 'together' }, path: string): Finding[] {
  return [
    ...(leaf.size > 50 ? [confirm('together_large', path, { size: leaf.size })] : []),
    note(leaf.vouched ? 'together_vouched' : 'together_unvouched', path),
  ]
}

function findingsOfLeaf(leaf: Leaf, path: string, now: number): Finding[] {
  if (leaf.type === 'silence') return findingsOfSilence(leaf, path)
  if (leaf.type === 'together') return findingsOfTogether(leaf, path)
  if (isPassed(leaf, now)) return [note('date_passed', path)]
  return isFar(leaf, now) ? [note('date_far', path)] : []
}

/** An author who must be silent and give the word has to do the one after the other. */
function findingsOfGroups(term: Term, path = ''): Finding[] {
  if (!isGroup(term)) return []
  const types = new Set(term.of.map((one) => one.type))
  const both = term.type === 'all' && types.has('silence') && types.has('word')
  const inner = term.of.flatMap((one, index) =>
    findingsOfGroups(one, path === '' ? `${index}` : `${path}.${index}`),
  )
  return both ? [confirm('word_and_silence', path), ...inner] : inner
}

/**
 * What is to be said of a condition before it is sealed: that it opens at once, that it may never open, that a time is short.
 * @param now milliseconds since the epoch
 */
export function explainCondition(term: Term, now: number): Finding[] {
  const leaves = leavesOf(term).flatMap(({ leaf, path }) => findingsOfLeaf(leaf, path, now))
  return [...findingsOfWhole(term, now), ...findingsOfGroups(term), ...leaves]
}

/** What is to be said before a statement is sealed with a date lock, whatever its condition. */
export const dateLockFinding: Finding = confirm('date_lock_may_stay_shut', '')

/** The sentence of a finding. */
export const formatFinding = ({ code, parameters }: Finding): string =>
  formatMessage(conditionFindings[code], parameters, 'en')

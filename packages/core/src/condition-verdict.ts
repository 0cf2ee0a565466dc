/** Whether a condition holds (spec/conditions.md, "Evaluation"). Pure. All times are observed time, milliseconds since the epoch. */
import { millisecondsOf } from './condition-duration.ts'
import type { KnownFacts } from './condition-facts.ts'
import { countedTime, earliestAfter, reachOf } from './condition-hearing.ts'
import { type Leaf, type Term, type TermType, isGroup } from './condition-terms.ts'

export type Why =
  | 'withdrawn'
  | 'not-deposited'
  | 'waiting-for-word'
  | 'waiting-for-time'
  | 'waiting-for-silence'
  | 'in-grace'
  | 'waiting-for-others'
  | 'waiting-for-parts'

export interface TermVerdict {
  /** `0.1` is the second part of the first part; `''` is all of the condition. */
  readonly path: string
  readonly type: TermType
  readonly holds: boolean
  /** Why it does not hold; null when it does. */
  readonly why: Why | null
  /** Since when it holds; null when it does not, or when that is not known. */
  readonly since: number | null
  /** Before then it cannot change by time alone; null when it never can. */
  readonly lookAgain: number | null
  /** For `silence`: since when the warning stands. */
  readonly warned: number | null
}

export interface Verdict extends Omit<TermVerdict, 'path' | 'type' | 'warned'> {
  /** When the silences whose grace is running would make it hold: since when that is so, and when it holds at the earliest. */
  readonly warning: { readonly since: number; readonly opens: number } | null
  /** Of every term, from the outside in. */
  readonly terms: readonly TermVerdict[]
}

type LeafVerdict = Omit<TermVerdict, 'path' | 'type'>

const holding = (since: number | null): LeafVerdict => ({
  holds: true,
  why: null,
  since,
  lookAgain: null,
  warned: null,
})

const waiting = (why: Why, lookAgain: number | null = null, warned: number | null = null): LeafVerdict => ({
  holds: false,
  why,
  since: null,
  lookAgain,
  warned,
})

/** A term holds since it became true, and not before the deposit. Unknown when either is. */
const laterOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b)

/** When observed silence reaches a length: the moment, or the earliest at which it can. */
function silenceReaches(length: number, facts: KnownFacts, start: number, now: number) {
  const reach = reachOf(countedTime(facts.heard, facts.pauses, start), length)
  if ('time' in reach) return { reached: reach.time <= now, time: reach.time }
  // The next contact may still count the time since the last one, so that this is counted from the last one.
  const last = Math.max(start, facts.heard.at(-1)?.until ?? start)
  return { reached: false, time: Math.max(now, earliestAfter(last, reach.missing, facts.pauses)) }
}

function verdictOfSilence(leaf: Leaf & { type: 'silence' }, facts: KnownFacts, now: number): LeafVerdict {
  if (facts.depositedAt === null || facts.lastSign === null) return waiting('waiting-for-silence')
  const start = Math.max(facts.depositedAt, facts.lastSign)
  const duration = millisecondsOf(leaf.duration)
  const warning = silenceReaches(duration, facts, start, now)
  if (!warning.reached) return waiting('waiting-for-silence', warning.time)
  const opening = silenceReaches(duration + millisecondsOf(leaf.grace), facts, start, now)
  return opening.reached ? holding(opening.time) : waiting('in-grace', opening.time, warning.time)
}

function verdictOfTogether(leaf: Leaf & { type: 'together' }, facts: KnownFacts): LeafVerdict {
  const times = facts.matches
    .filter(
      ({ institution, all, vouched }) =>
        institution === leaf.institution && (leaf.vouched ? vouched : all) >= leaf.size,
    )
    .map(({ time }) => time)
  if (times.length === 0) return waiting('waiting-for-others')
  const known = times.filter((time) => time !== null)
  return holding(known.length === 0 ? null : laterOf(facts.depositedAt, Math.min(...known)))
}

function verdictOfLeaf(leaf: Leaf, facts: KnownFacts, now: number): LeafVerdict {
  switch (leaf.type) {
    case 'now':
      return holding(facts.depositedAt)
    case 'word':
      return facts.word ? holding(laterOf(facts.depositedAt, facts.wordAt)) : waiting('waiting-for-word')
    case 'at': {
      const time = Date.parse(leaf.time)
      return now >= time ? holding(laterOf(facts.depositedAt, time)) : waiting('waiting-for-time', time)
    }
    case 'silence':
      return verdictOfSilence(leaf, facts, now)
    case 'together':
      return verdictOfTogether(leaf, facts)
  }
}

interface Node extends TermVerdict {
  readonly parts: readonly Node[]
}

const leastOf = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** `any` holds since the first of its parts, `all` since the last. Unknown stands for "from the beginning". */
function sinceOf(type: 'any' | 'all', parts: readonly Node[]): number | null {
  const times = parts.filter(({ holds }) => holds).map(({ since }) => since ?? Number.NEGATIVE_INFINITY)
  const since = type === 'any' ? Math.min(...times) : Math.max(...times)
  return since === Number.NEGATIVE_INFINITY ? null : since
}

function nodeOf(term: Term, facts: KnownFacts, now: number, path: string): Node {
  if (!isGroup(term)) return { path, type: term.type, ...verdictOfLeaf(term, facts, now), parts: [] }
  const parts = term.of.map((part, index) =>
    nodeOf(part, facts, now, path === '' ? `${index}` : `${path}.${index}`),
  )
  const holds = term.type === 'any' ? parts.some((one) => one.holds) : parts.every((one) => one.holds)
  const verdict = holds
    ? holding(sinceOf(term.type, parts))
    : waiting('waiting-for-parts', leastOf(parts.map(({ lookAgain }) => lookAgain)))
  return { path, type: term.type, ...verdict, parts }
}

/** A moment of every leaf, put together as the groups do: the first of `any`, the last of `all`. Infinity is never. */
function foldTimes(node: Node, timeOf: (leaf: Node) => number): number {
  if (node.type !== 'any' && node.type !== 'all') return timeOf(node)
  const times = node.parts.map((part) => foldTimes(part, timeOf))
  return node.type === 'any' ? Math.min(...times) : Math.max(...times)
}

function warningOf(root: Node): Verdict['warning'] {
  if (root.holds) return null
  const momentOf = (ofGrace: (leaf: Node) => number | null) =>
    foldTimes(root, (leaf) => {
      if (leaf.holds) return leaf.since ?? Number.NEGATIVE_INFINITY
      return (leaf.why === 'in-grace' ? ofGrace(leaf) : null) ?? Number.POSITIVE_INFINITY
    })
  const since = momentOf(({ warned }) => warned)
  const opens = momentOf(({ lookAgain }) => lookAgain)
  return Number.isFinite(since) && Number.isFinite(opens) ? { since, opens } : null
}

const flatten = ({ parts, ...verdict }: Node): TermVerdict[] => [verdict, ...parts.flatMap(flatten)]

/**
 * Whether a condition holds, why, since when, and when to look again.
 * @param now observed time; negative infinity when there is none
 */
export function judgeCondition(condition: Term, facts: KnownFacts, now: number): Verdict {
  const nothing = { since: null, lookAgain: null, warning: null, terms: [] }
  if (facts.withdrawn) return { holds: false, why: 'withdrawn', ...nothing }
  if (!facts.deposited) return { holds: false, why: 'not-deposited', ...nothing }
  const root = nodeOf(condition, facts, now, '')
  const { holds, why, since, lookAgain } = root
  return { holds, why, since, lookAgain, warning: warningOf(root), terms: flatten(root) }
}

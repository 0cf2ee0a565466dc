/** What a trustee knows of one statement (spec/conditions.md, "Facts"). All times are observed time, milliseconds since the epoch. */
import * as z from 'zod/mini'
import { checkShape } from './canonical.ts'
import { type Interval, mergeIntervals } from './condition-hearing.ts'
import {
  type InstitutionId,
  type InstitutionTag,
  isInstitutionId,
  isInstitutionTag,
} from './condition-terms.ts'

const moment = z.int()
/** `null` where the log has no witnesses, and so no observed time. */
const known = z.nullable(moment)
const interval = (kind: 'pause' | 'heard') =>
  z
    .strictObject({ kind: z.literal(kind), from: moment, until: moment })
    .check(z.refine(({ from, until }) => from <= until, { path: ['until'] }))

export const factSchema = z.union([
  /** The deposit is in the witnessed log. */
  z.strictObject({ kind: z.literal('deposit'), time: known }),
  /** The author has given the word. */
  z.strictObject({ kind: z.literal('word'), time: known }),
  z.strictObject({ kind: z.literal('withdraw') }),
  z.strictObject({ kind: z.literal('check-in'), time: moment }),
  /** The author has said that they will be silent. */
  interval('pause'),
  /** The trustee could have heard the author. */
  interval('heard'),
  /** How many statements about an institution are in the largest stable set, and how many of them are vouched for. */
  z.strictObject({
    kind: z.literal('match'),
    institution: z.custom<InstitutionId | InstitutionTag>(
      (value) => isInstitutionId(value) || isInstitutionTag(value),
    ),
    all: z.int().check(z.minimum(0)),
    vouched: z.int().check(z.minimum(0)),
    time: known,
  }),
])

export type Fact = z.infer<typeof factSchema>
type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>
export type Match = FactOf<'match'>

/** Facts in the one form that their order and repetition leave. */
export interface KnownFacts {
  readonly deposited: boolean
  /** When; null when that is not known. */
  readonly depositedAt: number | null
  readonly word: boolean
  readonly wordAt: number | null
  readonly withdrawn: boolean
  /** The author's last sign of life: deposit, word, check-in, the beginning of a pause. */
  readonly lastSign: number | null
  readonly pauses: readonly Interval[]
  readonly heard: readonly Interval[]
  readonly matches: readonly Match[]
}

/** Facts from a file. @throws CoreError `malformed`. */
export const checkFacts = (value: unknown): readonly Fact[] =>
  checkShape(value, z.array(factSchema).check(z.maxLength(100_000)))

const isKind =
  <Kind extends Fact['kind']>(kind: Kind) =>
  (fact: Fact): fact is FactOf<Kind> =>
    fact.kind === kind

const isKnown = (time: number | null): time is number => time !== null

const least = (times: readonly number[]): number | null =>
  times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b))
const most = (times: readonly number[]): number | null =>
  times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b))

function signOf(fact: Fact): number | null {
  if (fact.kind === 'pause') return fact.from
  return fact.kind === 'deposit' || fact.kind === 'word' || fact.kind === 'check-in' ? fact.time : null
}

/** Gathers facts. Neither their order nor their repetition changes the result. */
export function gatherFacts(facts: readonly Fact[]): KnownFacts {
  const deposits = facts.filter(isKind('deposit'))
  const words = facts.filter(isKind('word'))
  const timesOf = (some: readonly { time: number | null }[]) => some.map(({ time }) => time).filter(isKnown)
  return {
    deposited: deposits.length > 0,
    depositedAt: least(timesOf(deposits)),
    word: words.length > 0,
    wordAt: least(timesOf(words)),
    withdrawn: facts.some(isKind('withdraw')),
    lastSign: most(facts.map(signOf).filter(isKnown)),
    pauses: mergeIntervals(facts.filter(isKind('pause'))),
    heard: mergeIntervals(facts.filter(isKind('heard'))),
    matches: facts.filter(isKind('match')),
  }
}

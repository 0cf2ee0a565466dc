/** What was valid or invalid once must be so for ever (vectors/), for spec/conditions.md. */
import { describe, expect, test } from 'vitest'
import {
  type ConditionLanguage,
  type Fact,
  type Hash,
  type Salt,
  type StableSet,
  type Term,
  type Verdict,
  checkFacts,
  checkTerms,
  conditionCommitment,
  formatCondition,
  gatherFacts,
  judgeCondition,
  largestStableSet,
  parseCondition,
} from '../src/index.ts'
import { refusalOf } from './code-of.ts'
import { readIndex } from './making/keep.ts'
import { candidateOf } from './making/stable-sets.ts'

describe('condition-terms', () => {
  interface Case {
    name: string
    condition: Term
    salt: Salt
    commitment: Hash
    sentences: Record<ConditionLanguage, string>
  }
  test.each(readIndex<Case>('valid', 'condition-terms'))('$name', (one) => {
    expect(checkTerms(one.condition)).toEqual(one.condition)
    expect(conditionCommitment(one.condition, one.salt)).toBe(one.commitment)
    for (const [language, sentence] of Object.entries(one.sentences)) {
      expect(formatCondition(one.condition, language as ConditionLanguage)).toBe(sentence)
      expect(parseCondition(sentence)).toEqual({ condition: one.condition, language })
    }
  })
  test.each(
    readIndex<{ name: string; condition: unknown; code: string; reason: string }>(
      'invalid',
      'condition-terms',
    ),
  )('$name: $code', async ({ condition, code, reason }) => {
    expect(await refusalOf(() => checkTerms(condition))).toMatchObject({ code, details: { reason } })
  })
})

describe('condition-verdict', () => {
  interface Case {
    name: string
    condition: Term
    facts: readonly Fact[]
    now: number | null
    verdict: Verdict
  }
  test.each(readIndex<Case>('valid', 'condition-verdict'))('$name', ({ condition, facts, now, verdict }) => {
    const known = gatherFacts(checkFacts(facts))
    expect(judgeCondition(checkTerms(condition), known, now ?? Number.NEGATIVE_INFINITY)).toEqual(verdict)
  })
})

describe('stable-set', () => {
  interface Case {
    name: string
    candidates: readonly Parameters<typeof candidateOf>[0][]
    now: number
    set: StableSet
  }
  test.each(readIndex<Case>('valid', 'stable-set'))('$name', ({ candidates, now, set }) => {
    expect(largestStableSet(candidates.map(candidateOf), now)).toEqual(set)
  })
})

/** Vectors of the conditions `now`, `at` and `word`: values, commitments, evaluations. Their facts are places in the log. */
import {
  type Condition,
  type Fact,
  type Salt,
  conditionCommitment,
  encodeHex,
  gatherFacts,
  judgeCondition,
} from '../../src/index.ts'
import { keepIndex } from './keep.ts'
import { seedOf } from './keys.ts'

/** The terms of these vectors; whoever evaluates more is asked about these only. */
export const firstTerms = ['now', 'at', 'word'] as const

/** The index of each act in the witnessed log, where it is there. */
export interface PlacedFacts {
  readonly deposited?: number
  readonly word?: number
  readonly withdrawn?: number
}

const factsOf = ({ deposited, word, withdrawn }: PlacedFacts): Fact[] => [
  ...(deposited === undefined ? [] : [{ kind: 'deposit', time: 0 } as const]),
  ...(word === undefined ? [] : [{ kind: 'word', time: 0 } as const]),
  ...(withdrawn === undefined ? [] : [{ kind: 'withdraw' } as const]),
]

/** A verdict as these vectors write it. */
export function evaluationOf(condition: Condition, facts: PlacedFacts, now: number) {
  const { holds, why, since, lookAgain } = judgeCondition(condition, gatherFacts(factsOf(facts)), now)
  if (holds) return condition.type === 'at' ? { holds, since } : { holds }
  return lookAgain === null ? { holds, why } : { holds, why, lookAgain }
}

const salt = encodeHex(seedOf(0x33)) as Salt
const at = { type: 'at', time: '2027-01-01T00:00:00Z' } as const
const instant = Date.parse(at.time)

const cases: Record<string, readonly [condition: Condition, facts: PlacedFacts, now: number]> = {
  'now, not deposited': [{ type: 'now' }, {}, instant],
  'now, deposited': [{ type: 'now' }, { deposited: 0 }, 0],
  'now, withdrawn': [{ type: 'now' }, { deposited: 0, withdrawn: 1 }, 0],
  'at, not deposited': [at, {}, instant],
  'at, a millisecond before': [at, { deposited: 5 }, instant - 1],
  'at, that instant': [at, { deposited: 5 }, instant],
  'at, long after': [at, { deposited: 5 }, instant * 2],
  'at, withdrawn': [at, { deposited: 5, withdrawn: 9 }, instant],
  'at, the word does not count': [at, { deposited: 5, word: 6 }, 0],
  'word, not deposited': [{ type: 'word' }, { word: 3 }, 0],
  'word, not given': [{ type: 'word' }, { deposited: 2 }, instant],
  'word, given': [{ type: 'word' }, { deposited: 2, word: 3 }, 0],
  'word, given and withdrawn': [{ type: 'word' }, { deposited: 2, word: 3, withdrawn: 4 }, 0],
}

const invalid: Record<string, readonly [condition: unknown, code: string]> = {
  nothing: [null, 'condition_invalid'],
  'a text': ['now', 'condition_invalid'],
  'no type': [{}, 'condition_invalid'],
  'unknown type': [{ type: 'never' }, 'condition_invalid'],
  'unknown member': [{ type: 'now', soon: true }, 'condition_invalid'],
  silence: [{ type: 'silence', days: 30 }, 'condition_unsupported'],
  together: [{ type: 'together', size: 3 }, 'condition_unsupported'],
  any: [{ type: 'any', of: [{ type: 'now' }] }, 'condition_unsupported'],
  all: [{ type: 'all', of: [{ type: 'now' }] }, 'condition_unsupported'],
  'at without a time': [{ type: 'at' }, 'condition_invalid'],
  'at with an offset': [{ type: 'at', time: '2027-01-01T00:00:00+00:00' }, 'condition_invalid'],
  'at in small letters': [{ type: 'at', time: '2027-01-01t00:00:00z' }, 'condition_invalid'],
  'at with a fraction': [{ type: 'at', time: '2027-01-01T00:00:00.000Z' }, 'condition_invalid'],
  'at a day that is none': [{ type: 'at', time: '2027-02-29T00:00:00Z' }, 'condition_invalid'],
  'at hour 24': [{ type: 'at', time: '2027-01-01T24:00:00Z' }, 'condition_invalid'],
  'at a leap second': [{ type: 'at', time: '2016-12-31T23:59:60Z' }, 'condition_invalid'],
  'at a number': [{ type: 'at', time: 1798761600 }, 'condition_invalid'],
}

export function keepConditions(): void {
  const valid = Object.entries(cases).map(([name, [condition, facts, now]]) => {
    const commitment = conditionCommitment(condition, salt)
    return {
      name,
      condition,
      salt,
      commitment,
      facts,
      now,
      evaluation: evaluationOf(condition, facts, now),
    }
  })
  keepIndex('valid', 'condition', valid)
  const refused = Object.entries(invalid).map(([name, [condition, code]]) => ({ name, condition, code }))
  keepIndex('invalid', 'condition', refused)
}

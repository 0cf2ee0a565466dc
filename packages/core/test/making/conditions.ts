/** Vectors of spec/opening.md, "Conditions": values, commitments, evaluations. */
import {
  type Condition,
  type Facts,
  type Salt,
  conditionCommitment,
  encodeHex,
  evaluateCondition,
} from '../../src/index.ts'
import { keepIndex } from './keep.ts'
import { seedOf } from './keys.ts'

const salt = encodeHex(seedOf(0x33)) as Salt
const at: Condition = { type: 'at', time: '2027-01-01T00:00:00Z' }
const instant = Date.parse(at.time)

const cases: Record<string, readonly [condition: Condition, facts: Facts, now: number]> = {
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
      evaluation: evaluateCondition(condition, facts, now),
    }
  })
  keepIndex('valid', 'condition', valid)
  const refused = Object.entries(invalid).map(([name, [condition, code]]) => ({ name, condition, code }))
  keepIndex('invalid', 'condition', refused)
}

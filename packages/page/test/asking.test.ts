/** What an author is told while the trustees are asked for a tag, and when there is none. */
import { ClientError } from '@avow/client'
import { CoreError } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { askingFailure, needsTags, tellAsking } from '../src/write/asking.ts'

const together = { type: 'together', size: 3, institution: 'wikidata:Q42', vouched: false } as const

test('trustees are asked only for a condition that waits for others', () => {
  expect(needsTags({ type: 'word' })).toBe(false)
  expect(needsTags({ type: 'any', of: [{ type: 'word' }, together] })).toBe(true)
})

describe('while it is asked', () => {
  test('the work says how long it takes, goes on for ever, and never seems to be done', () => {
    const tell = (tried: number) => tellAsking({ stage: 'work', tried, expected: 1000, seconds: 9 })
    expect(tell(500).more).toContain('9 seconds')
    const parts = [0, 500, 1000, 5000].map((tried) => tell(tried).part)
    expect(parts[0]).toBe(0)
    expect(parts).toEqual(parts.toSorted((a, b) => a - b))
    expect(parts.at(-1)).toBeLessThan(1)
  })

  test('the answers are counted up to those that are needed', () => {
    const told = tellAsking({ stage: 'answers', right: 1, needed: 2 })
    expect(told).toMatchObject({ part: 0.5, more: expect.stringContaining('1 of the 2') })
    expect(tellAsking({ stage: 'answers', right: 3, needed: 2 }).part).toBe(1)
  })
})

describe('when there is no tag, the author reads why', () => {
  test.each([
    ['that there is no key yet', new ClientError('not_ready', 'x'), 'have not made the key yet'],
    [
      'that the key is not one to rely on',
      new CoreError('institution_key_invalid', 'x', { reason: 'unconfirmed' }),
      'not one that enough of these trustees have confirmed',
    ],
    [
      'that too few trustees have answered',
      new CoreError('evaluations_too_few', 'x', { right: 1, needed: 2, wrong: '' }),
      '1 of the 2 that are needed',
    ],
    ['that the register is away', new ClientError('unreachable', 'x'), 'The register did not answer.'],
    ['that it is busy', new ClientError('refused', 'x', { code: 'overloaded' }), 'has too much to do'],
    [
      'that the key was handed on',
      new ClientError('refused', 'x', { code: 'key_unknown' }),
      'changed their key',
    ],
    ['that the page is at fault', new TypeError('secret'), 'a defect of this page'],
  ])('%s', (_, cause, sentence) => {
    expect(askingFailure(cause)).toContain(sentence)
    expect(askingFailure(cause)).not.toContain('secret')
  })
})

/** Checks of values that came from anywhere: the value, or a code; and nothing else is ever thrown. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CoreErrorCode,
  type Hash,
  checkAct,
  checkCondition,
  checkFeedRequest,
  checkHolding,
  checkRoster,
  createAct,
  createFeedRequest,
  createHolding,
  createStatement,
  decodeRoster,
  encodeCanonical,
  encodeStatement,
  publicKeyOf,
} from '../src/index.ts'
import { codeOf, oddities, pathsOf, withValue } from './hostile.ts'
import { readVector } from './making/keep.ts'
import { seedOf } from './making/keys.ts'
import { english } from './making/texts.ts'

const seed = seedOf(3)
const key = publicKeyOf(seed)

const checks: readonly (readonly [
  name: string,
  check: (value: unknown) => unknown,
  sample: unknown,
  codes: readonly CoreErrorCode[],
])[] = [
  [
    'act',
    checkAct,
    createAct({ kind: 'word', statement: 'ab'.repeat(32) as Hash, body: {} }, seed),
    ['act_malformed', 'act_kind_unsupported', 'signature_invalid'],
  ],
  [
    'condition',
    checkCondition,
    { type: 'at', time: '2031-05-17T08:00:00Z' },
    ['condition_unsupported', 'condition_invalid'],
  ],
  [
    'roster',
    checkRoster,
    decodeRoster(readVector('valid', 'roster', 'three-trustees-two-witnesses.json')),
    ['roster_invalid'],
  ],
  [
    'holding',
    (value) => checkHolding(value, key),
    createHolding(
      { statement: 'ab'.repeat(32) as Hash, trustee: 3, state: 'refused', code: 'note_malformed' },
      seed,
    ),
    ['malformed', 'signature_invalid'],
  ],
  [
    'feed request',
    (value) => checkFeedRequest(value, key),
    createFeedRequest({ trustee: 3, after: 0, size: 7, time: '2026-11-01T12:00:00Z', wait: 25 }, seed),
    ['malformed', 'signature_invalid'],
  ],
  [
    'statement',
    (value) => JSON.parse(new TextDecoder().decode(encodeStatement(value as never))) as unknown,
    english,
    ['statement_invalid', 'too_large'],
  ],
]

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
})

describe.each(checks)('%s', (_, check, sample, codes) => {
  /** Refused, or the very same value. */
  function judge(value: unknown): void {
    let checked: unknown
    const code = codeOf(() => (checked = check(value)))
    if (code === undefined) expect(encodeCanonical(checked)).toEqual(encodeCanonical(value))
    else expect(codes).toContain(code)
  }

  test('the sample is what it was', () => {
    expect(check(sample)).toEqual(sample)
  })

  test('anything at all', () => {
    fc.assert(fc.property(anything, judge), { numRuns: 300 })
  })

  test('any member exchanged, or taken away', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(sample)), fc.oneof(oddities, fc.anything()), (path, member) => {
        judge(withValue(sample, path, member))
      }),
      { numRuns: 300 },
    )
    for (const path of pathsOf(sample).slice(1)) {
      const code = codeOf(() => check(JSON.parse(JSON.stringify(withValue(sample, path, undefined)))))
      // What is optional in a statement may be missing; of all that is signed nothing may.
      if (sample !== english) expect(codes, path.join('.')).toContain(code)
    }
  })
})

describe('bounds', () => {
  const feed = (change: object) => {
    const fields = { trustee: 3, after: 0, size: 7, time: '2026-11-01T12:00:00Z', wait: 25, ...change }
    return codeOf(() => checkFeedRequest(createFeedRequest(fields, seed), key))
  }

  test('of a feed request', () => {
    expect([
      feed({}),
      feed({ trustee: 1 }),
      feed({ trustee: 32 }),
      feed({ wait: 0 }),
      feed({ after: 2 ** 53 - 1 }),
    ]).toEqual(Array(5).fill(undefined))
    for (const wrong of [
      { trustee: 0 },
      { trustee: 33 },
      { wait: -1 },
      { wait: 26 },
      { wait: 0.5 },
      { after: -1 },
      { size: -1 },
      { size: 2 ** 53 },
      { time: '2026-11-01T12:00:00.000Z' },
      { time: '2026-11-01T12:00:00+00:00' },
      { time: '2026-02-30T12:00:00Z' },
      { extra: 1 },
    ])
      expect(feed(wrong), JSON.stringify(wrong)).toBe('malformed')
  })

  const holding = (change: object) => {
    const fields = {
      statement: 'ab'.repeat(32) as Hash,
      trustee: 3,
      state: 'holds' as const,
      code: null,
      ...change,
    }
    return codeOf(() => checkHolding(createHolding(fields, seed), key))
  }

  test('of a holding: a code where it refuses, and only there', () => {
    for (const state of ['holds', 'released', 'destroyed'] as const) {
      expect(holding({ state })).toBeUndefined()
      expect(holding({ state, code: 'note_malformed' })).toBe('malformed')
    }
    expect(holding({ state: 'refused', code: 'note_malformed' })).toBeUndefined()
    expect(holding({ state: 'refused', code: 'x'.repeat(64) })).toBeUndefined()
    for (const code of [null, '', 'x'.repeat(65), 'Note', 'note-malformed', 'x1'])
      expect(holding({ state: 'refused', code }), String(code)).toBe('malformed')
    expect([holding({ trustee: 1 }), holding({ trustee: 32 })]).toEqual([undefined, undefined])
    expect([holding({ trustee: 0 }), holding({ trustee: 33 }), holding({ trustee: 1.5 })]).toEqual(
      Array(3).fill('malformed'),
    )
  })
})

test('a draft is refused with the member at fault', () => {
  const { version: _v, direction: _d, ...draft } = english
  for (const [change, path] of [
    [{ title: ' ' }, 'title'],
    [{ language: 'klingon' }, 'language'],
    [{ language: undefined }, 'language'],
    [{ body: [] }, 'body'],
    [{ institutions: [] }, 'institutions'],
    [{ declarant: { as: 'name', name: '\u202e' } }, 'declarant.name'],
    [{ written: '2026-02-29' }, 'written'],
  ] as const)
    expect(() => createStatement({ ...draft, ...(change as object) } as never)).toThrow(
      expect.objectContaining({ code: 'statement_invalid', details: { path } }),
    )
})

import { type Act, type ActFields, type ActKind, type Hash, createAct } from '@avow/core'
import { describe, expect, test } from 'vitest'
import { type Existing, decide } from '../src/sequencer/decide.ts'
import { keyOf } from '../src/sequencer/entry.ts'
import { placesInARow } from '../src/sequencer/places.ts'

const seed = new Uint8Array(32).fill(3)
const statement = 'ab'.repeat(32) as Hash
const nothing: Existing = { acts: new Map(), obstacles: new Set() }

const act = (kind: 'deposit' | 'word' | 'withdraw', of: Hash = statement): Act =>
  createAct({ kind, statement: of, body: {} } as ActFields<typeof kind>, seed)
const holding = (...acts: Act[]): Existing => ({
  acts: new Map(acts.map((one, index) => [keyOf(one), { index, act: one }])),
  obstacles: new Set(
    acts.map(({ kind, statement: of }: { kind: ActKind; statement: Hash | null }) => `${kind}:${of}`),
  ),
})

describe('an act gets one place', () => {
  test('what is new follows without a gap', () => {
    const other = 'cd'.repeat(32) as Hash
    const { outcomes, placed } = decide(
      [act('deposit'), act('deposit', other), act('word')].map((one) => ({ act: one })),
      nothing,
      placesInARow(7, []),
    )
    expect(outcomes.map((outcome) => 'index' in outcome && outcome.index)).toEqual([7, 8, 9])
    expect(placed.map(({ index }) => index)).toEqual([7, 8, 9])
  })

  test('what is there is answered with what was logged first, and takes no place', () => {
    const first = act('deposit')
    const { outcomes, placed } = decide([{ act: act('deposit') }], holding(first), placesInARow(5, []))
    expect(outcomes).toEqual([{ index: 0, act: first, isRepeated: true }])
    expect(placed).toEqual([])
  })

  test('twice in one batch is once in the log', () => {
    const [first, second] = [act('deposit'), act('deposit')]
    const { outcomes, placed } = decide([{ act: first }, { act: second }], nothing, placesInARow(5, []))
    expect(placed).toHaveLength(1)
    expect(outcomes[1]).toEqual({ index: 5, act: first, isRepeated: true })
  })
})

describe('an author may withdraw until the opening', () => {
  const codes = (batch: Act[], existing: Existing) =>
    decide(
      batch.map((one) => ({ act: one })),
      existing,
      placesInARow(9, []),
    ).outcomes.map((outcome) => ('code' in outcome ? outcome.code : outcome.index))

  test('nothing follows a withdrawal, be it in the log or in the same batch', () => {
    expect(codes([act('word')], holding(act('withdraw')))).toEqual(['statement_withdrawn'])
    expect(codes([act('withdraw'), act('word')], nothing)).toEqual([9, 'statement_withdrawn'])
  })

  test('a withdrawal after the word is accepted', () => {
    expect(codes([act('word'), act('withdraw')], nothing)).toEqual([9, 10])
  })

  test('a sign of life after the opening is refused, also where one of the same minutes is logged, but for the same once more', () => {
    const checkIn = () =>
      createAct({ kind: 'check-in', statement, body: { time: '2026-11-26T12:00:00Z' } }, seed)
    const [first, second] = [checkIn(), checkIn()]
    const logged = new Map([[keyOf(first), { index: 3, act: first }]])
    expect(codes([second], { acts: logged, obstacles: new Set() })).toEqual([3])
    const opened: Existing = { acts: logged, obstacles: new Set([`open:${statement}`]) }
    expect(codes([second, first], opened)).toEqual(['statement_opened', 3])
  })

  test('a withdrawal after the opening is refused', () => {
    const opened: Existing = { acts: new Map(), obstacles: new Set([`open:${statement}`]) }
    expect(codes([act('withdraw'), act('word')], opened)).toEqual(['statement_opened', 'statement_opened'])
  })
})

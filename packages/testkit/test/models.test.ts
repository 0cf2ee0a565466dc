/** What sequencer, witness and publisher promise, over all orders of their steps; and that mistakes would be found. */
import { describe, expect, test } from 'vitest'
import {
  type SequencerBug,
  type SequencerOptions,
  type WitnessBug,
  type WitnessOptions,
  explore,
  publisherModel,
  sequencerModel,
  witnessModel,
} from '../src/index.ts'

describe('several sequencers on one database never fork the log, and never lose or double what was acknowledged', () => {
  test.each<[string, SequencerOptions]>([
    ['two, killed twice', { entries: ['a', 'b'], kills: 2, outages: 0 }],
    ['two, through two outages', { entries: ['a', 'b'], kills: 0, outages: 2 }],
    [
      'two that are sent the same, killed and through an outage',
      { entries: ['a', 'a'], kills: 2, outages: 1 },
    ],
    ['three', { entries: ['a', 'b', 'c'], kills: 0, outages: 0 }],
    ['three of which two are sent the same, killed once', { entries: ['a', 'a', 'b'], kills: 1, outages: 0 }],
  ])('%s', (_, options) => {
    const explored = explore(sequencerModel(options))
    expect(explored.violation).toBeUndefined()
    expect(explored.ends).toBeGreaterThan(0)
  })

  test.each<[SequencerBug, readonly string[], RegExp]>([
    ['no_compare_on_append', ['a', 'b'], /not there|signed both|not on the disk/],
    ['lookup_apart', ['a', 'a'], /^a has two places$/],
    ['no_compare_on_advance', ['a', 'b'], /^the log went back$/],
    ['acknowledge_before_commit', ['a', 'b'], /acknowledged at 0 and is not there/],
    ['acknowledge_before_integration', ['a', 'b'], /not in the signed log/],
    ['sign_before_sync', ['a', 'b'], /not on the disk/],
  ])('%s would be found', (bug, entries, fault) => {
    const { violation } = explore(sequencerModel({ entries, kills: 1, outages: 1, bug }))
    expect(violation?.fault).toMatch(fault)
    expect(violation?.trace.length).toBeGreaterThan(0)
  })
})

/** A smaller and a larger checkpoint, the same one again, and two branches. */
const requests = [
  { from: 'm', to: 'mm' },
  { from: 'm', to: 'mmmm' },
  { from: 'm', to: 'mff' },
  { from: 'mm', to: 'mmm' },
  { from: 'm', to: 'm' },
]

describe('a witness never takes a cosignature back, and never cosigns two branches', () => {
  test.each([0, 1, 2])('with requests that overtake each other and %i kills', (kills) => {
    const explored = explore(witnessModel({ latest: 'm', requests, kills }))
    expect(explored.violation).toBeUndefined()
    expect(explored.ends).toBeGreaterThan(0)
  })

  const rollback: WitnessOptions['requests'] = [
    { from: 'm', to: 'mm' },
    { from: 'm', to: 'mmmm' },
  ]
  const branches: WitnessOptions['requests'] = [
    { from: 'm', to: 'mm' },
    { from: 'm', to: 'mf' },
  ]

  test('the race of C2SP tlog-witness is found when check and update are two transactions', () => {
    const options = { latest: 'm', requests: rollback, kills: 0, bug: 'two_transactions' } as const
    const { violation } = explore(witnessModel(options))
    expect(violation?.fault).toBe('cosigned mmmm and remembers mm')
    // Both are checked; the larger one is made durable and answered; the smaller one rolls it back.
    expect(violation?.trace).toHaveLength(5)
  })

  test.each<[WitnessBug, WitnessOptions['requests'], RegExp]>([
    ['two_transactions', branches, /cosigned m[mf] and remembers m[mf]/],
    ['answer_before_persisting', rollback, /cosigned mm and remembers m$/],
  ])('%s would be found', (bug, asked, fault) => {
    const { violation } = explore(witnessModel({ latest: 'm', requests: asked, kills: 1, bug }))
    expect(violation?.fault).toMatch(fault)
  })
})

describe('the file that everybody reads shows the newest checkpoint when all have written', () => {
  test('if whoever wrote an older one looks until nothing is newer', () => {
    for (const sizes of [
      [1, 2],
      [1, 2, 3],
      [1, 2, 3, 4],
    ])
      expect(explore(publisherModel({ sizes, after: 'replace_until_newest' })).violation).toBeUndefined()
  })

  test('to look once is enough for two, and not for three', () => {
    expect(explore(publisherModel({ sizes: [1, 2], after: 'replace_once' })).violation).toBeUndefined()
    const { violation } = explore(publisherModel({ sizes: [1, 2, 3], after: 'replace_once' }))
    expect(violation?.fault).toBe('the file shows 2 and 3 was published')
  })

  test('not to look at all is not enough for two', () => {
    const { violation } = explore(publisherModel({ sizes: [1, 2], after: 'nothing' }))
    expect(violation?.fault).toBe('the file shows 1 and 2 was published')
  })
})

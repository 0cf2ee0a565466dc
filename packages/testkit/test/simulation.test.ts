/** A whole network, many histories (docs/simulation.md): nothing of what must hold fails, and mistakes would be found. */
import { expect, test } from 'vitest'
import {
  type BugName,
  type Invariant,
  bugNames,
  ceremonyBugNames,
  faultKinds,
  runHistory,
  simulate,
} from '../src/simulation/index.ts'

/** Counted, not timed: a slow machine lives through as many. */
const histories = 480
const patience = 1_800_000

test.each([7, 200])(
  'seed %d gives the same history each time, another seed another',
  async (seed) => {
    const [first, again, other] = [
      await runHistory({ seed }),
      await runHistory({ seed, lines: true }),
      await runHistory({ seed: seed + 1 }),
    ]
    expect(first.isWhole).toBe(seed === 200)
    expect(again.hash).toBe(first.hash)
    expect(again.lines.length).toBeGreaterThan(10)
    expect(other.hash).not.toBe(first.hash)
  },
  600_000,
)

test(
  `in ${histories} histories with every kind of fault nothing is opened early or lost`,
  async () => {
    const { violations, faults, published, together, whole, years } = await simulate({
      from: 1,
      seeds: histories,
    })
    expect(violations).toEqual([])
    for (const kind of faultKinds) expect(faults[kind], kind).toBeGreaterThan(0)
    expect(together).toBeGreaterThan(0)
    expect(published).toBeGreaterThan(together)
    expect(whole).toBeGreaterThan(0)
    expect(years).toBeGreaterThan(0.1)
  },
  patience,
)

/** What shows of each mistake; other things may show first in other histories. */
const shows: Readonly<Record<BugName, readonly Invariant[]>> = {
  'opens early': ['opened early'],
  'trusts its clock': ['opened early'],
  'does not read to the end': [
    'not opened in time',
    'released after a withdrawal',
    'a share kept after a withdrawal',
  ],
  'ignores a late withdrawal': ['released after a withdrawal', 'a share kept after a withdrawal'],
  'keeps a release too late': ['two releases'],
  'takes an older log': ['a log that shrank', 'two logs'],
  'asks for no quorum': ['opened early', 'two logs'],
  'takes copied notes': ['opened early'],
  'counts outages as silence': ['opened early'],
  'loses check-ins': ['opened early'],
  'moves on before keeping': [
    'not opened in time',
    'a share kept after a withdrawal',
    'released after a withdrawal',
    'opened early',
  ],
  'poisoned match': ['opened early'],
  'counts an author twice': ['opened early'],
  'counts who stays sealed': ['opened early'],
  'acknowledges too early': ['not opened in time', 'acknowledged and lost', 'two logs', 'a log that shrank'],
  'witness forgets': ['two logs', 'a log that shrank'],
  'says another thing': ['two messages in one phase'],
}

/** The first seed that is tried where the first that shows it is far away. */
const from: Partial<Record<BugName, number>> = {
  'acknowledges too early': 33,
  'counts an author twice': 20,
  'counts outages as silence': 185,
  'ignores a late withdrawal': 38,
  'keeps a release too late': 113,
  'loses check-ins': 171,
  'moves on before keeping': 19,
  'opens early': 98,
  'poisoned match': 559,
  'says another thing': 6,
  'takes an older log': 5,
  'trusts its clock': 187,
}

const ceremonies = 10

test(
  `in ${ceremonies} ceremonies there is one institution key, whoever is false`,
  async () => {
    const { violations, keys, faults } = await simulate({ from: 1, seeds: ceremonies, ceremonies: true })
    expect(violations).toEqual([])
    expect(keys).toBeGreaterThan(0)
    expect(faults['act of a false trustee']).toBeGreaterThan(0)
  },
  patience,
)

test.each(ceremonyBugNames)(
  'finds trustees that make a mistake in a ceremony: %s',
  async (bug) => {
    const all = { from: from[bug] ?? 1, seeds: 1000, bug, ceremonies: true, untilFound: true }
    const { violations } = await simulate(all)
    expect(shows[bug]).toContain(violations[0]?.invariant)
  },
  patience,
)

test.each(bugNames)(
  'finds a network whose programs make a mistake: %s',
  async (bug) => {
    const { violations } = await simulate({ from: from[bug] ?? 1, seeds: 1000, bug, untilFound: true })
    expect(shows[bug]).toContain(violations[0]?.invariant)
  },
  patience,
)

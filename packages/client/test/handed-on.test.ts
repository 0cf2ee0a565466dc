/** To whom a deposit was handed on: what whoever answers for the register could make up does not count. */
import { type Act, type ActOf, type Hash, type Roster, createAct, rosterHashOf } from '@avow/core'
import { beforeAll, expect, test } from 'vitest'
import { rosterOf, seedOf } from '../../core/test/roster-of.ts'
import { type DepositStatus, holdingRoster } from '../src/index.ts'

const statement = 'ab'.repeat(32) as Hash
const hashes = (count: number): Hash[] => Array.from({ length: count }, () => statement)

let sealedFor: Roster
let next: Roster
let last: Roster
beforeAll(async () => {
  const rosters = await Promise.all([rosterOf(3, 2), rosterOf(4, 3), rosterOf(5, 2)])
  ;[sealedFor, next, last] = rosters.map(({ roster }) => roster) as [Roster, Roster, Roster]
})

const pathOf = (rosters: readonly Roster[]): Hash[] => rosters.map(rosterHashOf)

/** Trustees of the last roster but one hand on along a path. In all rosters number n has the same key. */
const reshares = (rosters: readonly Roster[], by: readonly number[], about = statement): Act[] =>
  by.map((trustee) => {
    const { threshold, trustees } = rosters.at(-1)!
    const given = { shares: hashes(trustees.length), notes: hashes(trustees.length) }
    const body = { path: pathOf(rosters), trustee, threshold, ...given }
    return createAct({ kind: 'reshare', statement: about, body }, seedOf(trustee))
  })

/** Trustees of the last roster hold what came along a path. */
const holds = (rosters: readonly Roster[], by: readonly number[]): Act[] =>
  by.map((trustee) => {
    const body = { path: pathOf(rosters), trustee, of: [1, 2] }
    return createAct({ kind: 'hold', statement, body }, seedOf(trustee))
  })

function holdingBy(...acts: readonly Act[]): Roster {
  const told = { statement, envelope: { threshold: 2 }, acts: acts.map((act) => ({ act })) }
  return holdingRoster(told as unknown as DepositStatus, sealedFor, [next, last])
}

const way = () => [sealedFor, next] as const

test('is a roster whose trustees have all said that they hold it, and otherwise the one before', () => {
  expect(holdingBy()).toBe(sealedFor)
  expect(holdingBy(...reshares(way(), [1, 2]), ...holds(way(), [1, 2, 3]))).toBe(sealedFor)
  const once = [...reshares(way(), [1, 2]), ...holds(way(), [1, 2, 3, 4])]
  expect(holdingBy(...once)).toBe(next)
  const twice = [...way(), last]
  expect(holdingBy(...once, ...reshares(twice, [1, 2, 4]), ...holds(twice, [1, 2, 3, 4]))).toBe(next)
  expect(holdingBy(...once, ...reshares(twice, [1, 2, 4]), ...holds(twice, [1, 2, 3, 4, 5]))).toBe(last)
})

test('is none to whom fewer have handed on than restore it', () => {
  const all = holds(way(), [1, 2, 3, 4])
  expect(holdingBy(...reshares(way(), [1]), ...reshares(way(), [1]), ...all)).toBe(sealedFor)
  // The second step alone: its trustees could be anybody's.
  const twice = [...way(), last]
  const made = [...reshares(twice, [1, 2, 3]), ...holds(twice, [1, 2, 3, 4, 5])]
  expect(holdingBy(...made)).toBe(sealedFor)
  expect(holdingBy(...reshares([next, last], [1, 2, 3]), ...holds([next, last], [1, 2, 3, 4, 5]))).toBe(
    sealedFor,
  )
})

test('is none by acts that nobody has signed, or not who is named, or about another statement', () => {
  const [acts, all] = [reshares(way(), [1, 2]), holds(way(), [1, 2, 3, 4])]
  const [forged, others] = [{ ...acts[1]!, salt: acts[0]!.salt }, reshares(way(), [1, 2], rosterHashOf(next))]
  expect(holdingBy(acts[0]!, forged, ...all)).toBe(sealedFor)
  const { body } = acts[1] as ActOf<'reshare'>
  const renamed = createAct({ kind: 'reshare', statement, body }, seedOf(4))
  expect(holdingBy(acts[0]!, renamed, ...all)).toBe(sealedFor)
  expect(holdingBy(...others, ...all)).toBe(sealedFor)
})

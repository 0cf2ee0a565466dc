/** What somebody who comes back is shown where the trustees were changed without them. */
import type { DepositStatus } from '@avow/client'
import { type Act, type Hash, type Roster, createAct, createHolding, rosterHashOf } from '@avow/core'
import { beforeAll, expect, test } from 'vitest'
import { rosterOf, seedOf } from '../../core/test/roster-of.ts'
import { knownOf, stagesOfReturn } from '../src/deposit/stages.ts'

const statement = 'ab'.repeat(32) as Hash
let old: Roster
let next: Roster
let path: Hash[]
beforeAll(async () => {
  old = (await rosterOf(3, 2)).roster
  next = (await rosterOf(4, 3)).roster
  path = [old, next].map(rosterHashOf)
})

/** Trustees 1 and 2 hand on to 1 to 4; a number has the same key in both rosters. */
function handedOn(heldBy: readonly number[]): Act[] {
  const given = { threshold: 3, shares: Array(4).fill(statement), notes: Array(4).fill(statement) }
  return [
    ...[1, 2].map((trustee) =>
      createAct({ kind: 'reshare', statement, body: { path, trustee, ...given } }, seedOf(trustee)),
    ),
    ...heldBy.map((trustee) =>
      createAct({ kind: 'hold', statement, body: { path, trustee, of: [1, 2] } }, seedOf(trustee)),
    ),
  ]
}

/** All have answered that they hold it, also the third of before, who is gone. */
function knownWith(acts: readonly Act[]) {
  const holdings = [1, 2, 3, 4].map((trustee) =>
    createHolding({ statement, trustee, state: 'holds', code: null }, seedOf(trustee)),
  )
  const envelope = { threshold: 2 }
  const told = {
    statement,
    state: 'witnessed',
    envelope,
    waiting: [],
    holdings,
    acts: acts.map((act) => ({ act })),
  }
  return knownOf(told as unknown as DepositStatus, old, undefined, new Map(), [next])
}

const heldLine = (known: ReturnType<typeof knownWith>): string =>
  stagesOfReturn(known).find(({ name }) => name === 'Held by the trustees')!.more

test('those to whom it was handed on are shown, and how many of them open it, when all of them hold it', () => {
  const known = knownWith(handedOn([1, 2, 3, 4]))
  expect(known).toMatchObject({ isHandedOn: true, trustees: 4, threshold: 3 })
  expect(known.holders.map(({ name, state }) => [name, state])).toEqual(
    next.trustees.map(({ name }) => [name, 'holds']),
  )
  expect(heldLine(known)).toBe('4 of 4 trustees hold their share; 3 are needed')
})

test('until then those for whom it was sealed are shown', () => {
  const known = knownWith(handedOn([1, 2, 3]))
  expect(known.isHandedOn).toBeUndefined()
  expect(known).toMatchObject({ trustees: 3, threshold: 2 })
  expect(heldLine(known)).toBe('3 of 3 trustees hold their share; 2 are needed')
})

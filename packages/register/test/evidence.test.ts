/** What a proof bundle shows of a time: only what it can show. */
import { type Act, createAct } from '@avow/core'
import { beforeAll, expect, test } from 'vitest'
import { type Opening, houseOf, openingOf, startOf } from '../../verify/test/opening-of.ts'
import { actsForBundle, notBeforeFor } from '../src/opening/evidence.ts'

let opening: Opening
beforeAll(async () => {
  opening = await openingOf(await houseOf(), { notBefore: startOf('2026-11-01T12:00:00Z') })
})

const indexed = (): { index: number; act: Act }[] =>
  opening.bundle.acts.map(({ act }, place) => ({ act, index: 10 * place }))
const checkpointOf = (size: number) =>
  opening.log.checkpoint(size, [{ key: opening.witnesses[0]!, time: startOf('2026-11-01T12:00:00Z') }])

test('a checkpoint from before the first release is shown', () => {
  const acts = indexed().map(({ act, index }) => ({ act, index: act.kind === 'release' ? 5 + index : 0 }))
  const first = Math.min(...acts.filter(({ act }) => act.kind === 'release').map(({ index }) => index))
  expect(first).toBe(15)
  const kept = checkpointOf(8)
  expect(notBeforeFor(kept, acts, opening.roster)).toBe(kept)
})

test('one that was kept after somebody had released on the word shows nothing, and would make the proof a mismatch', () => {
  const acts = indexed().map(({ act }, place) => ({ act, index: place }))
  expect(acts[1]!.act.kind).toBe('release')
  expect(notBeforeFor(checkpointOf(1), acts, opening.roster)).toBeDefined()
  expect(notBeforeFor(checkpointOf(2), acts, opening.roster)).toBeUndefined()
})

test('a release after the opening is no part of a bundle', () => {
  const acts = indexed()
  const late = createAct(
    {
      kind: 'release',
      statement: opening.statementId,
      body: (acts[1]!.act as Act & { kind: 'release' }).body,
    },
    opening.trustees[0]!.seed,
  )
  expect(actsForBundle([...acts, { act: late, index: 1000 }])).toEqual(acts)
})

/** The verdict on an opening by trustees to whom a statement was handed on (spec/opening.md, "Resharing"). */
import { type Act, type ActOf, createAct, createRoster } from '@avow/core'
import { beforeAll, expect, test } from 'vitest'
import { type Bundle, encodeBundle, verifyBundle } from '../src/index.ts'
import { type House, houseOf, openingOf, registerSeed, seedOf } from './opening-of.ts'

let house: House
let to: House
let bundle: Bundle

const openingBy = (more: Parameters<typeof openingOf>[1] = {}) =>
  openingOf(house, { handOn: { to, by: [1, 3], releases: [2, 4] }, ...more })

beforeAll(async () => {
  house = await houseOf()
  to = await houseOf({ trustees: 4 })
  bundle = (await openingBy()).bundle
})

const openingIn = async (one: Bundle) => (await verifyBundle(encodeBundle(one))).opening

const without = (kind: Act['kind']): Bundle => {
  const place = bundle.acts.findIndex(({ act }) => act.kind === kind)
  return { ...bundle, acts: bundle.acts.filter((_, at) => at !== place) }
}

/** The first act of a kind said differently, by whoever may sign it. */
type Told = ActOf<'reshare'>['body'] & ActOf<'release-parts'>['body']

async function lying(
  kind: 'reshare' | 'release-parts',
  seed: Uint8Array,
  change: (body: Told) => object,
): Promise<Bundle> {
  let isDone = false
  const opening = await openingBy({
    change(act) {
      if (isDone || act.kind !== kind) return act
      isDone = true
      const { statement, body } = act as ActOf<'reshare'>
      return createAct({ kind, statement, body: { ...body, ...change(body as Told) } as never }, seed)
    },
  })
  return opening.bundle
}

test('it is proven, by the trustees who have released parts', async () => {
  const verdict = await verifyBundle(encodeBundle(bundle))
  for (const name of ['text', 'author', 'time', 'opening'] as const)
    expect(verdict[name].status).toBe('proven')
  expect(verdict.opening.params).toMatchObject({ released: 2, trustees: 3, threshold: 2 })
})

test('an act that hands on, or a release of parts, that is left out is missed', async () => {
  expect(await openingIn(without('reshare'))).toMatchObject({ code: 'share_mismatch' })
  expect(await openingIn(without('release-parts'))).toMatchObject({ code: 'releases_too_few' })
})

test('its rosters are just those that the acts name, by the same register', async () => {
  const { rosters: _, ...none } = bundle
  expect(await openingIn(none)).toMatchObject({ code: 'roster_mismatch', where: 'rosters' })
  const more = { ...bundle, rosters: [...bundle.rosters!, house.roster] }
  expect(await openingIn(more)).toMatchObject({ code: 'roster_mismatch', where: 'rosters' })
  const { version: _v, register: _r, signature: _s, ...fields } = to.roster
  const foreign = { ...bundle, rosters: [createRoster(fields, seedOf(66))] }
  expect(await openingIn(foreign)).toMatchObject({ code: 'roster_mismatch', where: 'rosters[0]' })
  expect(registerSeed).not.toEqual(seedOf(66))
})

test('whoever hands on or releases must be the trustee of that number', async () => {
  const handed = await lying('reshare', seedOf(2), (body) => body)
  expect(await openingIn(handed)).toMatchObject({
    code: 'release_trustee_mismatch',
    where: 'acts[1].act.actor',
  })
  const released = await lying('release-parts', seedOf(1), (body) => body)
  expect(await openingIn(released)).toMatchObject({
    code: 'release_trustee_mismatch',
    where: 'acts[3].act.actor',
  })
})

test('a part that was not handed on, another condition, and a repeated release are found', async () => {
  const part = await lying('release-parts', seedOf(2), ({ parts }) => ({
    parts: parts.map((one, at) => (at === 1 ? { ...one, shareSalt: '11'.repeat(32) } : one)),
  }))
  expect(await openingIn(part)).toMatchObject({
    code: 'share_mismatch',
    where: 'acts[3].act.body.parts[1].share',
  })
  const early = await lying('release-parts', seedOf(2), () => ({ condition: { type: 'word' } }))
  expect(await openingIn(early)).toMatchObject({ code: 'condition_mismatch' })
  const twice = await openingBy({ handOn: { to, by: [1, 3], releases: [2, 2, 4] } })
  expect(await openingIn(twice.bundle)).toMatchObject({ code: 'release_repeated' })
})

test('a path that does not begin at the envelope, or an act for nothing, has no place', async () => {
  const threshold = await lying('reshare', seedOf(1), () => ({ threshold: 3 }))
  expect(await openingIn(threshold)).toMatchObject({ code: 'roster_mismatch' })
  const strange = await lying('reshare', seedOf(1), ({ path }) => ({ path: ['ab'.repeat(32), path[1]!] }))
  expect(await openingIn(strange)).toMatchObject({ status: 'mismatch' })
  const idle = await openingBy({ handOn: { to, by: [1, 3], releases: [2, 4] } })
  const acts = idle.bundle.acts.filter(({ act }) => act.kind !== 'release-parts')
  expect(await openingIn({ ...idle.bundle, acts })).toMatchObject({ code: 'acts_incomplete' })
})

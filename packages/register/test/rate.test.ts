/** Constant rate: what is public is the same on a busy day and on an empty one. */
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createAct, entryOf } from '@avow/core'
import { createClient } from '@avow/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { coverEntryOf } from '../src/sequencer/cover.ts'
import { type View, look, lookAtPage } from './observer.ts'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'

const entries = 8
const period = 250
const rate = {
  AVOW_RATE_ENTRIES: String(entries),
  AVOW_RATE_PERIOD_MS: String(period),
  AVOW_COSIGN_MS: '500',
}

let settings: Setting[]
let registers: RegisterProcess[]
beforeAll(async () => {
  settings = [await makeSetting(rate), await makeSetting(rate)]
  registers = await Promise.all(settings.map(({ environment }) => startRegister(environment)))
})
afterAll(async () => {
  await Promise.all((registers ?? []).map((register) => register.stop()))
  for (const setting of settings ?? []) setting.close()
})

/** Until its first round of cosignatures a log shows its own signature alone; when that round ends is chance. */
async function isWitnessed(address: string): Promise<void> {
  const lines = async () => (await (await fetch(`${address}/log/checkpoint`)).text()).match(/^— /gm) ?? []
  while ((await lines()).length < 2) await setTimeout(20)
}

/** Looks at two logs again and again, until both have this size and were seen at five sizes alike. */
async function observe(addresses: readonly string[], least: number) {
  const views = addresses.map(() => new Map<number, View>())
  const [first, second] = views as [Map<number, View>, Map<number, View>]
  const both = () => [...first.keys()].filter((size) => second.has(size))
  const isLarge = (seen: Map<number, View>) => Math.max(...seen.keys()) >= least
  while (both().length < 5 || !views.every(isLarge)) {
    const looked = await Promise.all(addresses.map(look))
    for (const [at, view] of looked.entries()) views[at]!.set(view.size, view)
    await setTimeout(20)
  }
  return { first, second, both: both() }
}

const bitsOf = (view: View): number =>
  Buffer.concat(view.entries).reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)

test('an observer of everything public cannot tell a busy day from an empty one', async () => {
  const [empty, busy] = registers
  await Promise.all(registers.map(({ address }) => isWitnessed(address)))
  const client = createClient({ base: busy!.address })
  const roster = await client.roster()
  const sealed = await Promise.all(Array.from({ length: 30 }, () => sealOne(roster)))
  const begun = performance.now()
  const working = sealed.map(async ({ file, statement, keys }) => {
    const deposited = await client.deposit(file)
    const withdrawn = await client.act(createAct({ kind: 'withdraw', statement, body: {} }, keys.seed))
    return [deposited.index, withdrawn.index]
  })
  const least = 240
  const seen = await observe([empty!.address, busy!.address], least)
  const passed = performance.now() - begun
  const { first: emptyViews, second: busyViews, both } = seen
  const indexes = (await Promise.all(working)).flat()
  // It was a busy day: more came than fitted into one period, and each has its own place.
  expect(new Set(indexes).size).toBe(60)

  // What waits does not hurry it: since the period of the first, which had not ended at the start, no more have ended
  // than time has passed for, by a clock that nobody sets.
  const periods = Math.max(...busyViews.keys()) / entries - Math.floor(Math.min(...indexes) / entries)
  expect(periods).toBeLessThanOrEqual(passed / period + 2)

  for (const size of both) expect(busyViews.get(size)!.files).toEqual(emptyViews.get(size)!.files)
  for (const view of [...emptyViews.values(), ...busyViews.values()]) {
    expect(view.size % entries).toBe(0)
    expect(new Set(view.entries.map((entry) => Buffer.from(entry).toString('hex'))).size).toBe(view.size)
    // 32 bytes as if by chance: half of the bits, within seven standard deviations, which chance does not go beyond.
    const bits = view.size * 256
    expect(Math.abs(bitsOf(view) - bits / 2)).toBeLessThan(7 * Math.sqrt(bits / 4))
  }
  for (const page of ['/', '/statements', '/log', '/trust', '/health', '/api/v1/statements'])
    expect(await lookAtPage(busy!.address, page)).toBe(await lookAtPage(empty!.address, page))
})

test('what is received is told as such, with a time by which the log holds it, and then has its receipt', async () => {
  const client = createClient({ base: registers[0]!.address })
  const { file, keys, statement } = await sealOne(await client.roster())
  const received = await client.submit(file, { until: 'received' })
  expect(received).toEqual({ statement, state: 'received', loggedBy: expect.stringMatching(/Z$/) })
  const witnessed = await client.submit(file, { until: 'witnessed' })
  expect(witnessed).toMatchObject({ state: 'witnessed', witnessed: { witnesses: ['witness.test'] } })
  const word = createAct({ kind: 'word', statement, body: {} }, keys.seed)
  await client.submitAct(word, { until: 'received' })
  expect((await client.status(keys.locator)).acts.map(({ act }) => act.kind)).toContain('deposit')
  expect(await client.act(word)).toMatchObject({ act: word })
  const status = await client.status(keys.locator)
  expect(status.waiting).toEqual([])
  expect(status.acts.map(({ act }) => act.kind)).toEqual(['deposit', 'word'])
})

test('where the witnesses are away it stays logged', async () => {
  const client = createClient({ base: registers[0]!.address })
  settings[0]!.witness.isThere = false
  const { file } = await sealOne(await client.roster())
  expect(await client.deposit(file)).toMatchObject({ state: 'logged', witnessed: null })
  expect(await client.submit(file, { until: 'witnessed', wait: 1 })).toMatchObject({ state: 'logged' })
  settings[0]!.witness.isThere = true
  expect(await client.submit(file, { until: 'witnessed' })).toMatchObject({ state: 'witnessed' })
})

test('acts and covers are kept so that a lost database is rebuilt, and every entry can be accounted for', async () => {
  const [setting] = settings
  const state = setting!.environment['AVOW_STATE']!
  let client = createClient({ base: registers[0]!.address })
  const { file, keys } = await sealOne(await client.roster())
  const { index } = await client.deposit(file)
  while ((await client.status(keys.locator)).state !== 'witnessed') await setTimeout(20)
  await registers[0]!.stop()
  rmSync(join(state, 'database'), { recursive: true })
  registers[0] = await startRegister(setting!.environment)
  client = createClient({ base: registers[0]!.address })
  expect((await client.deposit(file)).index).toBe(index)
  const view = await look(registers[0]!.address)
  expect(view.size % entries).toBe(0)

  type Item = { index: number; act?: Parameters<typeof entryOf>[0]; cover?: { salt: string } }
  // While it runs, small files may give way to a larger one.
  await registers[0]!.stop()
  const files = readdirSync(join(state, 'acts/0'))
  const items = files.flatMap(
    (name) => JSON.parse(readFileSync(join(state, 'acts/0', name), 'utf8')) as Item[],
  )
  const kept = new Map(
    items.map((item) => [
      item.index,
      item.act ? entryOf(item.act) : coverEntryOf(item.cover!.salt as Parameters<typeof coverEntryOf>[0]),
    ]),
  )
  for (const [at, entry] of view.entries.entries())
    expect(Buffer.from(kept.get(at)!).equals(Buffer.from(entry))).toBe(true)
  // Most of them are covers, and the acts among them are few.
  expect(items.filter(({ act }) => act).length).toBeGreaterThan(4)
  expect(items.filter(({ cover }) => cover).length).toBeGreaterThan(items.length / 2)
})

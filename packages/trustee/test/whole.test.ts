/** A register as a real process, its log, and trustees that read it, in a time that the witness makes go faster. */
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, deliver, inboxesOf } from '@avow/client'
import {
  type Condition,
  type Report,
  checkCondition,
  createAct,
  formatInstant,
  openReport,
  rosterHashOf,
} from '@avow/core'
import { verifyBundle } from '@avow/verify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sealOne, startRegister } from '../../register/test/setting.ts'
import type { Store } from '../src/store.ts'
import { type Daemon, type FastNetwork, startFastNetwork } from './fast-network.ts'

const minute = 60_000
const silence = checkCondition({ type: 'silence', duration: 'PT1H', grace: 'PT1H' })

let network: FastNetwork
let client: Client
let daemons: readonly Daemon[]
beforeAll(async () => {
  network = await startFastNetwork()
  ;({ client, daemons } = network)
})
afterAll(() => network?.close())

const now = (): number => network.now()
const pass = (minutes: number, some = daemons): Promise<void> => network.pass(minutes, some)

async function deposit(condition: Condition) {
  const sealed = await sealOne(await client.roster(), condition)
  await client.deposit(sealed.file)
  await pass(1)
  return sealed
}
type Deposited = Awaited<ReturnType<typeof deposit>>

/** The device's clock is that of the register, as it should be. */
async function checkIn({ statement, keys }: Deposited): Promise<string> {
  const time = formatInstant(Date.now())
  await client.act(createAct({ kind: 'check-in', statement, body: { time } }, keys.seed))
  return time
}

/** What the trustees report, in their order. */
async function reports({ keys }: Deposited): Promise<(Report | null)[]> {
  const { holdings } = await client.status(keys.locator)
  return Promise.all(
    holdings.map((one) =>
      'report' in one && one.report !== null ? openReport(one, one.report, keys.mailbox) : null,
    ),
  )
}

/** The same of each of the three trustees. */
const everyOne = <T>(report: T): T[] => daemons.map(() => report)

const stateOf = async ({ keys }: Deposited) => (await client.status(keys.locator)).state

async function published({ keys, statement }: Deposited): Promise<Uint8Array> {
  while ((await client.status(keys.locator)).state !== 'published') await delay(50)
  return client.proof(statement)
}

beforeEach(() => {
  for (const { store } of daemons) expect(store.evidence()).toEqual([])
})

test('silence opens: every trustee warned before, and the verdict says what is proven of it', async () => {
  const sealed = await deposit(silence)
  await pass(61)
  const warned = await reports(sealed)
  expect(warned).toMatchObject(everyOne({ warning: { since: expect.any(String) } }))
  expect(await stateOf(sealed)).toBe('witnessed')
  await pass(61)
  const roster = rosterHashOf(await client.roster())
  const verdict = await verifyBundle(await published(sealed), { trustedRoster: roster })
  for (const name of ['text', 'author', 'time'] as const) expect(verdict[name].status).toBe('proven')
  expect(verdict.opening).toMatchObject({ status: 'could-not-check', code: 'opening_silence_claimed' })
})

test('a check-in during grace is acknowledged by each trustee, and begins everything anew', async () => {
  const sealed = await deposit(silence)
  await pass(100)
  const time = await checkIn(sealed)
  await pass(1)
  expect(await reports(sealed)).toMatchObject(everyOne({ checkIn: time, warning: null }))
  await pass(110)
  expect(await stateOf(sealed)).toBe('witnessed')
  await pass(15)
  await published(sealed)
})

/** Sends to the inboxes of some trustees alone, as to a register that keeps everything back. @returns how many acknowledged */
async function tellDirectly(sealed: Deposited, numbers: readonly number[]): Promise<number> {
  const body = { time: formatInstant(Date.now()) }
  const { statement, keys } = sealed
  const act = createAct({ kind: 'check-in', statement, body }, keys.seed)
  const named = inboxesOf(await client.roster()).filter(({ trustee }) => numbers.includes(trustee))
  const inboxes = named.map((one) => ({ ...one, addresses: [daemons[one.trustee - 1]!.inbox.address] }))
  return (await deliver(act, inboxes)).filter(({ state }) => state === 'acknowledged').length
}

test('a register that drops every check-in opens nothing when two of three trustees were told directly', async () => {
  const sealed = await deposit(silence)
  await pass(100)
  expect(await tellDirectly(sealed, [1, 3])).toBe(2)
  await pass(110)
  expect(await stateOf(sealed)).toBe('witnessed')
  const { holdings } = await client.status(sealed.keys.locator)
  expect(holdings.map(({ state }) => state)).toEqual(['holds', 'released', 'holds'])
  await pass(15)
  await published(sealed)
})

test('and when only one was told the other two open it, as they do without inboxes', async () => {
  const sealed = await deposit(silence)
  await pass(100)
  expect(await tellDirectly(sealed, [2])).toBe(1)
  await pass(25)
  await published(sealed)
})

test('one trustee that was away opens nothing and blocks nothing', async () => {
  const sealed = await deposit(silence)
  await pass(122, daemons.slice(0, 2))
  await published(sealed)
  await pass(1)
  const late = await deposit(silence)
  await pass(122, daemons.slice(0, 1))
  await pass(1)
  expect(await stateOf(late)).toBe('witnessed')
})

test('a register that is away delays by as long as it is', async () => {
  const sealed = await deposit(silence)
  await pass(60)
  const { register, setting } = network
  await register.stop()
  setting.witness.ahead += 3 * 60 * 60
  for (const { trustee } of daemons)
    await expect(trustee.round()).rejects.toMatchObject({ code: 'unreachable' })
  network.register = await startRegister(setting.environment)
  await pass(9)
  expect(await stateOf(sealed)).toBe('witnessed')
  await pass(70)
  await published(sealed)
})

test('a pause counts for nothing; beside the silence the word opens at once', async () => {
  const condition = checkCondition({ type: 'any', of: [{ type: 'word' }, silence] })
  const sealed = await deposit(condition)
  const [from, until] = [Date.now(), now() + 180 * minute].map(formatInstant) as [string, string]
  const body = { time: from, from, until }
  await client.act(createAct({ kind: 'pause', statement: sealed.statement, body }, sealed.keys.seed))
  await pass(150)
  expect(await reports(sealed)).toMatchObject(everyOne({ checkIn: from, warning: null }))
  await client.act(createAct({ kind: 'word', statement: sealed.statement, body: {} }, sealed.keys.seed))
  await pass(1)
  const roster = rosterHashOf(await client.roster())
  const verdict = await verifyBundle(await published(sealed), { trustedRoster: roster })
  expect(verdict.opening).toMatchObject({ status: 'proven', code: 'opening_proven_condition' })
})

test('a release that its author has contradicted by a check-in is refused by the register too', async () => {
  const sealed = await deposit(silence)
  await pass(115)
  await checkIn(sealed)
  const [first] = daemons
  // The trustee is told of nothing: as if the register kept the check-in from it while feeding checkpoints.
  const release = createAct(
    {
      kind: 'release',
      statement: sealed.statement,
      body: { ...bodyOf(first!.store, sealed) },
    },
    network.setting.trustees[0]!.seed,
  )
  const { witness } = network.setting
  witness.ahead += 9 * 60
  // The second question after it comes when the answer to the first counts.
  for (const seen = witness.seen.length; witness.seen.length < seen + 2;) await delay(20)
  await expect(client.act(release)).rejects.toMatchObject({ details: { code: 'condition_not_met' } })
})

function bodyOf(store: Store, { statement }: Deposited) {
  const { mailbox: _, ...body } = store.held(statement)!
  return body
}

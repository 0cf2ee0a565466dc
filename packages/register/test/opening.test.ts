import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  type Condition,
  createAct,
  formatInstant,
  generateHybridIdentity,
  identityToRecipient,
  openForDesk,
  rosterHashOf,
} from '@avow/core'
import { type Client, createClient, refusalOf } from '@avow/client'
import { parseProof } from '@avow/tlog'
import { decodeBundle, verifyBundle } from '@avow/verify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { envelopePath } from '../src/reads/paths.ts'
import {
  type RegisterProcess,
  type Setting,
  makeSetting,
  sealBroken,
  sealOne,
  startRegister,
} from './setting.ts'
import { releaseOf } from './trustee-stub.ts'

let setting: Setting
let register: RegisterProcess
let client: Client

const start = async (more: Readonly<Record<string, string>> = {}, onStderr?: (line: string) => void) => {
  register = await startRegister({ ...setting.environment, ...more }, onStderr)
  client = createClient({ base: register.address })
}

beforeAll(async () => {
  setting = await makeSetting({ AVOW_COSIGN_MS: '300' })
  await start()
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

async function deposit(condition: Condition, more: { isForDesk?: boolean } = {}) {
  const roster = await client.roster()
  const sealed = await sealOne(roster, condition, undefined, more)
  await client.deposit(sealed.file)
  return { ...sealed, roster }
}
type Deposited = Awaited<ReturnType<typeof deposit>>

const release = async ({ file }: Deposited, number: number) =>
  client.act(await releaseOf(file, number, setting.trustees[number - 1]!))

/** Asks until the statement is there. The register tells nobody of it, so a reader looks again too. */
async function published({ statement }: Deposited): Promise<Uint8Array> {
  for (;;) {
    const proof = await client.proof(statement).catch((cause: unknown) => {
      if (refusalOf(cause) !== 'statement_unknown') throw cause
    })
    if (proof) return proof
    await setTimeout(20)
  }
}

/** Until the newest checkpoint covers everything so far, so that a condition can be met. */
async function witnessed({ keys }: Deposited): Promise<void> {
  while ((await client.status(keys.locator)).state === 'logged') await setTimeout(20)
}

async function expectProven(sealed: Deposited, bundle: Uint8Array) {
  const verdict = await verifyBundle(bundle, { trustedRoster: rosterHashOf(sealed.roster) })
  for (const name of ['text', 'author', 'time', 'opening', 'roster'] as const)
    expect([name, verdict[name].status, verdict[name].code]).toEqual([name, 'proven', verdict[name].code])
  expect(verdict.statement).toEqual(sealed.source)
}

describe('with enough releases a statement opens, and its bundle is proven in everything', () => {
  test('on the word', async () => {
    const sealed = await deposit({ type: 'word' })
    await client.act(createAct({ kind: 'word', statement: sealed.statement, body: {} }, sealed.keys.seed))
    await release(sealed, 3)
    await release(sealed, 1)
    await expectProven(sealed, await published(sealed))
    const status = await client.status(sealed.keys.locator)
    expect(status.state).toBe('published')
    expect(status.acts.map(({ act }) => act.kind)).toEqual([
      'deposit',
      'word',
      'release',
      'release',
      'open',
      'publish',
    ])
  })

  test('at once', async () => {
    const sealed = await deposit({ type: 'now' })
    await witnessed(sealed)
    await Promise.all([1, 2, 3].map((number) => release(sealed, number)))
    await expectProven(sealed, await published(sealed))
  })

  test('at a date, and not before', async () => {
    const sealed = await deposit({ type: 'at', time: formatInstant(Date.now() + 3_600_000) })
    await witnessed(sealed)
    const early = await release(sealed, 1).catch(refusalOf)
    expect(early).toBe('condition_not_met')
    // The witness's time is the one that counts. It stays so: a clock that goes back renews nothing.
    setting.witness.ahead = 3600
    while ((await release(sealed, 1).catch(refusalOf)) === 'condition_not_met') await setTimeout(50)
    await release(sealed, 2)
    const bundle = await published(sealed)
    await expectProven(sealed, bundle)
    expect(new TextDecoder().decode(bundle)).toContain('"notBefore"')
  })
})

test('the list, the statement and the page show what was published', async () => {
  const sealed = await deposit({ type: 'now' })
  await witnessed(sealed)
  await Promise.all([1, 2].map((number) => release(sealed, number)))
  await published(sealed)
  const { statements } = await client.statements({ limit: 1 })
  expect(statements[0]).toMatchObject({ statement: sealed.statement, title: 'I leave', language: 'en' })
  const statement = await client.statement(sealed.statement)
  expect(statement.document).toEqual(sealed.source)
  expect(statement.acts.map(({ time }) => time)).not.toContain(null)
  const page = await fetch(`${register.address}/statements/${sealed.statement}`)
  expect([page.status, await page.text()]).toMatchObject([
    200,
    expect.stringContaining('I will not serve it any longer.'),
  ])
  const older = await client.statements({ limit: 1, before: (await client.statements({ limit: 1 })).next! })
  expect(older.statements[0]?.statement).not.toBe(sealed.statement)
})

test('what is for the desk only is laid before the desk and not published, also after a restart on the way', async () => {
  const desk = await generateHybridIdentity()
  const list = join(setting.folder, 'desk.json')
  writeFileSync(list, JSON.stringify([await identityToRecipient(desk)]))
  await register.stop()
  await start({ AVOW_DESK: list })
  const sealed = await deposit({ type: 'now' }, { isForDesk: true })
  await witnessed(sealed)
  await Promise.all([1, 2].map((number) => release(sealed, number)))
  const path = join(setting.folder, 'register', 'desk', `${sealed.statement}.age`)
  while (!existsSync(path)) await setTimeout(20)
  expect((await openForDesk(new Uint8Array(readFileSync(path)), desk)).statement).toEqual(sealed.source)
  const status = await client.status(sealed.keys.locator)
  expect(status.state).toBe('delivered')
  expect(status.acts.map(({ act }) => act.kind)).not.toContain('publish')
  // As if it had been killed between the act `open` and the file.
  await register.stop()
  rmSync(path)
  await start({ AVOW_DESK: list })
  while (!existsSync(path)) await setTimeout(20)
  expect((await client.statements()).statements.map(({ statement }) => statement)).not.toContain(
    sealed.statement,
  )
})

test('a list of the desk that makes no roster is named', async () => {
  const list = join(setting.folder, 'no-desk.json')
  writeFileSync(list, JSON.stringify(['age1nobody']))
  await expect(startRegister({ ...setting.environment, AVOW_DESK: list })).rejects.toThrow('AVOW_DESK')
})

test('one release opens nothing, and a withdrawal before the second ends it', async () => {
  const sealed = await deposit({ type: 'now' })
  await witnessed(sealed)
  await release(sealed, 1)
  await client.act(createAct({ kind: 'withdraw', statement: sealed.statement, body: {} }, sealed.keys.seed))
  expect(await release(sealed, 2).catch(refusalOf)).toBe('statement_withdrawn')
  const { state, acts } = await client.status(sealed.keys.locator)
  expect(state).toBe('withdrawn')
  // Nobody is told a share before an opening.
  expect(acts.map(({ act }) => act.kind)).toEqual(['deposit', 'withdraw'])
})

test('an opening goes on where a kill interrupted it', async () => {
  const all: Deposited[] = []
  for (let round = 0; round < 6; round += 1) {
    const sealed = await deposit({ type: 'now' })
    all.push(sealed)
    await witnessed(sealed)
    await release(sealed, 1)
    // From the second release on, everything is up to the register.
    await release(sealed, 2)
    await setTimeout(Math.random() * 60)
    register.child.kill('SIGKILL')
    await register.ended
    await start()
  }
  for (const sealed of all) {
    await expectProven(sealed, await published(sealed))
    const kinds = (await client.status(sealed.keys.locator)).acts.map(({ act }) => act.kind)
    expect(kinds).toEqual(['deposit', 'release', 'release', 'open', 'publish'])
  }
})

test("a payload that does not open is announced by nobody, and stands in nobody's way", async () => {
  const broken = await sealBroken(await client.roster())
  await client.deposit(broken.file)
  const whole = await deposit({ type: 'now' })
  await witnessed(whole)
  for (const number of [1, 2]) {
    const trustee = setting.trustees[number - 1]!
    await client.act(await releaseOf(broken.whole.file, number, trustee, broken.statement))
    await release(whole, number)
  }
  await expectProven(whole, await published(whole))
  const { acts, state } = await client.status(broken.whole.keys.locator)
  expect([state, ...acts.map(({ act }) => act.kind)]).toEqual(['witnessed', 'deposit'])
})

test('without witnesses nothing is published, and it goes on when they are back', async () => {
  const sealed = await deposit({ type: 'now' })
  await witnessed(sealed)
  setting.witness.isThere = false
  await release(sealed, 1)
  await release(sealed, 2)
  while ((await client.status(sealed.keys.locator)).state !== 'opened') await setTimeout(20)
  await expect(client.proof(sealed.statement)).rejects.toMatchObject({
    details: { code: 'statement_unknown' },
  })
  setting.witness.isThere = true
  await expectProven(sealed, await published(sealed))
})

test('what is damaged after it was opened is published when it is whole again', async () => {
  const lines: string[] = []
  await register.stop()
  await start({}, (line) => void lines.push(line))
  const sealed = await deposit({ type: 'now' })
  await witnessed(sealed)
  setting.witness.isThere = false
  for (const number of [1, 2]) await release(sealed, number)
  while ((await client.status(sealed.keys.locator)).state !== 'opened') await setTimeout(20)
  const path = join(setting.folder, 'register', envelopePath(sealed.statement))
  const whole = readFileSync(path)
  writeFileSync(path, whole.subarray(0, -512))
  setting.witness.isThere = true
  while (!lines.some((line) => line.includes('what is kept of a statement is damaged'))) await setTimeout(20)
  writeFileSync(path, whole)
  await expectProven(sealed, await published(sealed))
})

/** Until the log has grown by a period: what is sent now comes within one, also where sending takes a while. */
async function periodBegins(): Promise<void> {
  const size = async () => (await client.checkpoint()).split('\n')[1]
  for (const before = await size(); (await size()) === before;) await setTimeout(20)
}

test('at a constant rate many that are released together are opened in one period, and not a few in each', async () => {
  await register.stop()
  await start({ AVOW_RATE_ENTRIES: '64', AVOW_RATE_PERIOD_MS: '6000' })
  const all = await Promise.all(Array.from({ length: 30 }, () => deposit({ type: 'now' })))
  for (const sealed of all) await witnessed(sealed)
  await periodBegins()
  await Promise.all(all.flatMap((sealed) => [release(sealed, 1), release(sealed, 2)]))
  const bundles = await Promise.all(all.map(published))
  const placesOf = (kind: 'open' | 'publish') =>
    bundles.map((bytes) => {
      const { receipt } = decodeBundle(bytes).acts.find(({ act }) => act.kind === kind)!
      return parseProof(receipt).index
    })
  // What is announced in the period after its opening comes behind all that were opened until then.
  const first = Math.min(...placesOf('publish'))
  expect(placesOf('open').filter((place) => place < first).length).toBeGreaterThan(8)
})

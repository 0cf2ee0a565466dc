import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json, text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { createAct, createFeedRequest, encodeCanonical, formatInstant } from '@avow/core'
import { createClient, refusalOf } from '@avow/client'
import { verifyBundle } from '@avow/verify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Setting, makeSetting, makeTrustees, sealOne, startRegister } from './setting.ts'
import { releaseOf } from './trustee-stub.ts'

let setting: Setting
beforeAll(async () => {
  setting = await makeSetting()
})
afterAll(() => setting.close())

const main = join(import.meta.dirname, '../src/main.ts')

/** Runs the program to its end. */
async function run(environment: Readonly<Record<string, string>>, ...command: string[]) {
  const child = spawn(process.execPath, [main, ...command], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  return { code, output, errors }
}

describe('how it ends', () => {
  test('a port in use: one sentence and exit code 3, before the state is touched', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const state = join(setting.folder, 'untouched')
    const ended = await run({ ...setting.environment, AVOW_PORT: String(port), AVOW_STATE: state })
    expect(ended).toEqual({ code: 3, output: '', errors: `Port ${port} is in use.\n` })
    expect(() => statSync(state)).toThrow('ENOENT')
    other.close()
  })

  test.each([
    [{ AVOW_PORT: 'http' }, 'AVOW_PORT'],
    [{ AVOW_ORIGIN: 'two words' }, 'AVOW_ORIGIN'],
    [{ AVOW_QUORUM: '2' }, 'AVOW_QUORUM'],
    [{ AVOW_THRESHOLD: '4' }, 'AVOW_THRESHOLD'],
    [{ AVOW_TRUSTEES: '/nowhere.json' }, 'AVOW_TRUSTEES'],
    [{ AVOW_TRUSTEES: '' }, 'AVOW_TRUSTEES'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ AVOW_S3_BUCKET: 'bucket' }, 'AVOW_S3_ENDPOINT'],
    [{ AVOW_RATE_PERIOD_MS: '1' }, 'AVOW_RATE_PERIOD_MS'],
  ])('a wrong setting %j is named, with exit code 2', async (wrong, name) => {
    const { code, output, errors } = await run({ ...setting.environment, ...wrong })
    expect([code, output]).toEqual([2, ''])
    expect(errors).toContain(name)
    expect(errors.trim().split('\n')).toHaveLength(1)
  })

  test('when stdin closes it ends in order, and with it the database', async () => {
    const register = await startRegister(setting.environment)
    const lock = join(setting.environment['AVOW_STATE']!, 'database/postmaster.pid')
    expect(statSync(lock).isFile()).toBe(true)
    register.child.stdin!.end()
    expect(await register.ended).toBe(0)
    expect(() => statSync(lock)).toThrow('ENOENT')
  })

  test('on SIGTERM a waiting feed is answered and it ends with code 0', async () => {
    setting.witness.isThere = false
    const register = await startRegister({
      ...setting.environment,
      AVOW_STATE: join(setting.folder, 'waiting'),
    })
    const client = createClient({ base: register.address })
    const { seed } = setting.trustees[0]!
    const time = formatInstant(Date.now())
    const asked = createFeedRequest({ trustee: 1, after: 0, size: 0, wait: 25, time }, seed)
    const headers = { 'content-type': 'application/json', expect: '100-continue' }
    const waiting = request(`${register.address}/api/v1/feed`, { method: 'POST', headers })
    waiting.flushHeaders()
    // Now the register has the request, and what comes later on another connection does not overtake it.
    await once(waiting, 'continue')
    const answered = once(waiting.end(encodeCanonical(asked)), 'response') as Promise<[IncomingMessage]>
    await client.roster()
    expect(await register.stop()).toBe(0)
    expect(await json((await answered)[0])).toMatchObject({ error: { code: 'checkpoint_unknown' } })
    setting.witness.isThere = true
  })
})

test('init makes keys that only their user can read, once, and prints their public parts', async () => {
  const environment = { ...setting.environment, AVOW_STATE: join(setting.folder, 'init') }
  const first = await run(environment, 'init')
  expect(first.code).toBe(0)
  expect(JSON.parse(first.output)).toEqual({
    key: expect.stringMatching(/^[0-9a-f]{64}$/),
    log: expect.stringMatching(/^avow\.localhost\+[0-9a-f]{8}\+/),
  })
  expect((await run(environment, 'init')).output).toBe(first.output)
  expect(statSync(join(setting.folder, 'init/keys/log.key')).mode & 0o777).toBe(0o600)
  const renamed = await run({ ...environment, AVOW_ORIGIN: 'other.test' }, 'init')
  expect([renamed.code, renamed.output]).toEqual([1, ''])
  expect(renamed.errors).toContain('another origin')
})

test('on a full disk deposits are refused, what was acknowledged stays, and acts still go through', async () => {
  const environment = { ...setting.environment, AVOW_STATE: join(setting.folder, 'full') }
  let register = await startRegister(environment)
  let client = createClient({ base: register.address })
  const kept = await sealOne(await client.roster())
  const { index } = await client.deposit(kept.file)
  await register.stop()
  // As if so little room were left that what is already accepted might not fit.
  register = await startRegister({ ...environment, AVOW_RESERVE_MB: '100000000' })
  client = createClient({ base: register.address })
  const refused = await client
    .deposit((await sealOne(await client.roster())).file)
    .catch((cause: unknown) => cause)
  expect([refusalOf(refused), (refused as { details: object }).details]).toMatchObject([
    'storage_full',
    { status: 507 },
  ])
  expect(await client.deposit(kept.file).catch(refusalOf)).toBe('storage_full')
  const word = createAct({ kind: 'word', statement: kept.statement, body: {} }, kept.keys.seed)
  expect((await client.act(word)).index).toBeGreaterThan(index)
  await register.stop()
  register = await startRegister(environment)
  client = createClient({ base: register.address })
  expect(await client.deposit(kept.file)).toMatchObject({ index })
  await register.stop()
})

test('an envelope that was sealed for an earlier roster still opens under it', async () => {
  const environment: Record<string, string> = {
    ...setting.environment,
    AVOW_STATE: join(setting.folder, 'rosters'),
  }
  let register = await startRegister(environment)
  const roster = await createClient({ base: register.address }).roster()
  const early = await sealOne(roster, { type: 'now' })
  await register.stop()

  const changed = join(setting.folder, 'changed.json')
  const trustees = (await makeTrustees(5)).map(({ listed }) => listed)
  writeFileSync(
    changed,
    JSON.stringify([
      ...trustees.slice(3),
      ...JSON.parse(readFileSync(environment['AVOW_TRUSTEES']!, 'utf8')),
    ]),
  )
  register = await startRegister({ ...environment, AVOW_TRUSTEES: changed })
  const client = createClient({ base: register.address })
  expect((await client.roster()).trustees).toHaveLength(5)
  await client.deposit(early.file)
  for (const number of [1, 2]) {
    const act = await releaseOf(early.file, number, setting.trustees[number - 1]!)
    while ((await client.act(act).catch(refusalOf)) === 'condition_not_met') await setTimeout(20)
  }
  let proof: Uint8Array | undefined
  for (; !proof; await setTimeout(20)) proof = await client.proof(early.statement).catch(() => undefined)
  const verdict = await verifyBundle(proof)
  expect([verdict.text.status, verdict.time.status, verdict.opening.status]).toEqual([
    'proven',
    'proven',
    'proven',
  ])
  await register.stop()
})

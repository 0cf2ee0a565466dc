/** What was locked to a date opens with the signature of a round, from the server that the operator has named. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type RequestListener, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Client, createClient, refusalOf } from '@avow/client'
import { quicknet, rosterHashOf, timeOfRound } from '@avow/core'
import { statusOf, verifyBundle } from '@avow/verify'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createRounds } from '../src/opening/rounds.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import type { Storage } from '../src/storage/storage.ts'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'
import { releaseOf } from './trustee-stub.ts'

interface Round {
  readonly round: number
  readonly time: string
  readonly signature: string
}
const published = JSON.parse(
  readFileSync(new URL('../../../vectors/valid/round/index.json', import.meta.url), 'utf8'),
) as Round[]
const [earlier, round] = [123, 1000].map((number) => published.find((one) => one.round === number)!) as [
  Round,
  Round,
]
const path = `/${quicknet.chain}/public/1000`

let answer: RequestListener
let asked: string[] = []
let server: Server
let address: string
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!)
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  asked = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const saying =
  (body: unknown, status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
/** As drand's servers have it. */
const right = saying({ round: 1000, randomness: '00', signature: round.signature })

let folder: string
let storage: Storage
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avow-rounds-'))
  storage = await openLocalStorage(folder, { reserve: 0 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function roundsAt(drandUrl: string | undefined) {
  const warned: string[] = []
  const quiet = { info: () => {}, error: () => {}, warn: (message: string) => void warned.push(message) }
  const at = { now: timeOfRound(1000) }
  const rounds = createRounds({ config: { drandUrl }, clock: () => at.now, logger: quiet, storage })
  return { at, warned, ask: () => rounds.signatureFor({ round: 1000, time: round.time }) }
}

test('the signature of a round is fetched by the path that drand has, and checked', async () => {
  answer = right
  const { ask, warned } = roundsAt(`${address}/`)
  expect(await ask()).toBe(round.signature)
  expect([asked, warned]).toEqual([[path], []])
})

test('nobody is asked before the round, nor where no server is set', async () => {
  answer = right
  const { at, ask } = roundsAt(address)
  at.now -= 1
  expect(await ask()).toBeUndefined()
  expect(await roundsAt(undefined).ask()).toBeUndefined()
  expect(asked).toEqual([])
})

test.each<[string, RequestListener]>([
  ['the signature of another round', saying({ round: 1000, signature: earlier.signature })],
  ['no signature', saying({ round: 1000 })],
  ['something else', saying('<html>')],
  ['that it has none', saying({ error: 'not found' }, 404)],
  [
    'an answer without end',
    (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('0'.repeat(4096)));
      }
      response.on('drain', more)
      more()
    },
  ],
  ['where else to ask', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ['nothing', (request) => request.socket.destroy()],
])('a server that says %s is not believed, and asked again only after a rest', async (_, wrong) => {
  const { at, ask, warned } = roundsAt(address)
  answer = wrong
  expect(await ask()).toBeUndefined()
  answer = right
  expect(await ask()).toBeUndefined()
  expect([asked, warned]).toEqual([[path], ['the drand server did not give the signature of a round']])
  at.now += 10_000
  expect(await ask()).toBe(round.signature)
})

test('a signature is kept: after a crash nobody is asked again, also where no server is set any more', async () => {
  answer = right
  expect(await roundsAt(address).ask()).toBe(round.signature)
  answer = saying('gone', 404)
  for (const server of [address, undefined]) expect(await roundsAt(server).ask()).toBe(round.signature)
  expect(asked).toEqual([path])
})

test('all who wait for a round get its signature, and the server is asked once', async () => {
  answer = right
  const { ask } = roundsAt(address)
  const answers = await Promise.all(Array.from({ length: 9 }, ask))
  expect([...answers, await ask()]).toEqual(Array.from({ length: 10 }, () => round.signature))
  expect(asked).toEqual([path])
})

test.each(['', 'a5', earlier.signature, '\xff'])(
  'what is kept and is damaged is fetched again (%j)',
  async (damaged) => {
    answer = right
    await roundsAt(address).ask()
    writeFileSync(join(folder, 'rounds/1000'), damaged, 'latin1')
    expect(await roundsAt(undefined).ask()).toBeUndefined()
    expect(await roundsAt(address).ask()).toBe(round.signature)
    expect(await roundsAt(undefined).ask()).toBe(round.signature)
  },
)

let setting: Setting
let register: RegisterProcess | undefined
let client: Client

async function start(more: Record<string, string> = {}, onStderr?: (line: string) => void): Promise<void> {
  register = await startRegister({ ...setting.environment, ...more }, onStderr)
  client = createClient({ base: register.address })
}

afterAll(async () => {
  await register?.stop()
  setting?.close()
})

test('with enough releases it stays shut until a server is set, and then its bundle proves both locks', async () => {
  answer = right
  setting = await makeSetting({ AVOW_COSIGN_MS: '300' })
  const waits = Promise.withResolvers<string>()
  await start({}, (line) => line.includes('waits for the signature') && waits.resolve(line))
  const roster = await client.roster()
  const sealed = await sealOne(roster, { type: 'at', time: round.time }, 'I was there.', { dateLock: true })
  await client.deposit(sealed.file)
  while ((await client.status(sealed.keys.locator)).state === 'logged') await setTimeout(20)
  for (const number of [1, 2])
    await client.act(await releaseOf(sealed.file, number, setting.trustees[number - 1]!))
  expect(JSON.parse(await waits.promise)).toMatchObject({ round: 1000, time: round.time, isAsked: false })
  expect(await client.proof(sealed.statement).catch(refusalOf)).toBe('statement_unknown')
  const { acts } = await client.status(sealed.keys.locator)
  expect(acts.map(({ act }) => act.kind)).toEqual(['deposit'])
  expect(asked).toEqual([])

  await register!.stop()
  await start({ AVOW_DRAND_URL: address })
  const proof = async () =>
    client.proof(sealed.statement).catch((cause: unknown) => {
      if (refusalOf(cause) !== 'statement_unknown') throw cause
    })
  let bundle = await proof()
  for (; !bundle; bundle = await proof()) await setTimeout(20)
  const verdict = await verifyBundle(bundle, { trustedRoster: rosterHashOf(roster) })
  expect(statusOf(verdict)).toBe('proven')
  expect(verdict.dateLock).toMatchObject({ code: 'date_lock_proven', params: { round: '1000' } })
  expect(verdict.statement).toEqual(sealed.source)
  expect(asked).toEqual([path])
})

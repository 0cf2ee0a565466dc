/** The inbox as strangers meet it, and as a process that is killed (spec/http-api.md, "Inbox"). */
import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Act,
  checkAcknowledgement,
  checkCondition,
  createAct,
  encodeAct,
  formatInstant,
} from '@avow/core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type House, houseOf, seedOf } from '../../verify/test/opening-of.ts'
import type { Inbox } from '../src/inbox.ts'
import { mostBytes, serveInbox } from '../src/inbox-server.ts'
import { openStore } from '../src/sqlite-store.ts'
import {
  type SealedDeposit,
  authorAct,
  checkInAct,
  createRegisterDouble,
  pauseAct,
  sealFor,
} from './register-double.ts'
import { serveRegister } from './register-server.ts'
import { type TrusteeProcess, placeKeys, startProcess } from './trustee-process.ts'

const silence = checkCondition({ type: 'silence', duration: 'P30D', grace: 'P7D' })

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
})

const post = (address: string, body: Uint8Array | string) =>
  fetch(address, { method: 'POST', body: body as BodyInit })

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

const nothing: Inbox = {
  take() {
    throw new Error('the disk is full')
  },
}

async function openServer(inbox: Inbox = nothing, perMinute = 10_000) {
  const time = { now: 0 }
  const { server, address } = await serveInbox({ port: 0, perMinute }, inbox, () => time.now)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address, time }
}

describe('whatever is sent', () => {
  test('anything but a POST to the one path is nothing', async () => {
    const { address } = await openServer()
    const root = address.replace(/\/inbox$/, '')
    for (const [path, method] of [
      ['/inbox', 'GET'],
      ['/inbox', 'OPTIONS'],
      ['/inbox?a', 'POST'],
      ['/', 'POST'],
      ['/health', 'GET'],
    ] as const) {
      const response = await fetch(root + path, { method })
      expect([response.status, await codeOf(response)]).toEqual([404, 'not_found'])
    }
  })

  test('more than the longest act is refused, whether it says so before or not, and the next is answered', async () => {
    const { address } = await openServer()
    const said = await post(address, 'x'.repeat(mostBytes + 1))
    expect([said.status, await codeOf(said)]).toEqual([413, 'body_too_large'])
    // Without a length in the header, and without an end.
    const closed = new Promise((resolve) => {
      const endless = httpRequest(address, { method: 'POST' })
      endless.on('error', resolve).on('response', resolve).on('close', resolve)
      const more = setInterval(() => endless.write('x'.repeat(500)), 1)
      endless.once('close', () => clearInterval(more))
    })
    await closed
    expect((await post(address, 'x')).status).toBe(500)
  })

  test('the longest act that is taken fits', () => {
    const { body, ...fields } = pauseAct('ab'.repeat(32) as never, seedOf(1), Date.now(), Date.now() + 1000)
    expect(encodeAct({ ...fields, body } as Act).length).toBeLessThan(mostBytes)
  })

  test('a fault of our own is no acknowledgement, tells nothing, and ends nothing', async () => {
    const { address } = await openServer()
    for (let again = 0; again < 2; again += 1) {
      const response = await post(address, '{}')
      expect([response.status, await response.text()]).toEqual([
        500,
        '{"error":{"code":"internal","details":{},"message":"it could not be kept"}}',
      ])
    }
  })

  test('so many are looked at in a minute, whoever sends', async () => {
    const { address, time } = await openServer(nothing, 3)
    const statuses = async (count: number) =>
      Promise.all(Array.from({ length: count }, async () => (await post(address, 'x')).status))
    expect((await statuses(5)).toSorted()).toEqual([500, 500, 500, 503, 503])
    time.now += 20_000
    expect((await statuses(2)).toSorted()).toEqual([500, 503])
  })

  test('the page of a register may read the answer, and nobody keeps it', async () => {
    const { address } = await openServer()
    const { headers } = await post(address, 'x')
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
    })
  })
})

describe('the daemon', () => {
  let folder: string
  let register: ReturnType<typeof createRegisterDouble>
  let environment: Record<string, string>

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
    placeKeys(folder, house, 1)
    register = createRegisterDouble(house)
    const { server, address } = await serveRegister(register)
    environment = {
      AVOW_TRUSTEE_FOLDER: folder,
      AVOW_REGISTER: address,
      AVOW_TRUSTEE_INBOX_PORT: '0',
    }
    return () => {
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  async function start(): Promise<{ daemon: TrusteeProcess; inbox: string }> {
    const daemon = startProcess(environment)
    onTestFinished(async () => {
      daemon.child.kill('SIGKILL')
      await daemon.ended
    })
    const { inbox } = (await daemon.ready) as unknown as { inbox: string }
    return { daemon, inbox }
  }

  async function heldOne(): Promise<SealedDeposit> {
    const sealed = await sealFor(house.roster, silence)
    register.deposit(sealed)
    register.witness(Math.floor(Date.now() / 1000))
    const isHeld = () => register.holdings.some(({ statement }) => statement === sealed.statement)
    await expect.poll(isHeld, { timeout: 120_000 }).toBe(true)
    return sealed
  }

  const now = () => Math.floor(Date.now() / 1000) * 1000

  async function acknowledged(inbox: string, act: Act): Promise<void> {
    const response = await post(inbox, encodeAct(act))
    expect(response.status).toBe(200)
    const { time } = checkAcknowledgement(await response.json(), act, house.roster.trustees[0]!.key)
    expect(Math.abs(Date.parse(time) - now())).toBeLessThan(60_000)
  }

  test('has on its disk what it has acknowledged: killed with the answer, it knows it', async () => {
    const { daemon, inbox } = await start()
    const sealed = await heldOne()
    const { statement, authorSeed } = sealed
    const time = now()
    await acknowledged(inbox, checkInAct(statement, authorSeed, time))
    await acknowledged(inbox, pauseAct(statement, authorSeed, time, time + 1000))
    await acknowledged(inbox, authorAct('withdraw', statement, authorSeed))
    daemon.child.kill('SIGKILL')
    await daemon.ended
    const store = openStore(folder)
    expect(store.deposit(statement)).toMatchObject({ checkIn: time })
    expect(store.pausesOf(statement)).toEqual([{ from: time, until: time + 1000 }])
    expect(store.actsOf(statement)).toMatchObject([{ kind: 'withdraw' }])
    store.close()
  })

  test('writes nothing about what is sent, good or bad, and goes on', async () => {
    const { daemon, inbox } = await start()
    const { statement, authorSeed } = await heldOne()
    // This register has no board of institutions, so that a round there fails now and then.
    const said = () =>
      daemon
        .diagnostics()
        .split('\n')
        .filter((line) => !line.includes('round failed'))
    const before = said()
    const act = checkInAct(statement, authorSeed, now())
    const bytes = encodeAct(act)
    const strange = createAct(
      { kind: 'check-in', statement, body: { time: formatInstant(now()) } },
      seedOf(9),
    )
    const cut = Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length))
    const random = Array.from({ length: 50 }, (_, n) => crypto.getRandomValues(new Uint8Array(n * 20)))
    for (const body of [...cut, ...random]) expect([200, 500]).not.toContain((await post(inbox, body)).status)
    expect((await post(inbox, encodeAct(strange))).status).toBe(404)
    await acknowledged(inbox, act)
    expect(said()).toEqual(before)
  })

  test('has no inbox unless its operator wants one', async () => {
    const { AVOW_TRUSTEE_INBOX_PORT: _, ...without } = environment
    const daemon = startProcess(without)
    expect(await daemon.ready).not.toHaveProperty('inbox')
    daemon.child.kill('SIGTERM')
    expect(await daemon.ended).toBe(0)
  })
})

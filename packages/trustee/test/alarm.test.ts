/** A log that is not the one seen before, or not witnessed: an alarm everywhere, and nothing is released while it lasts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClientError, type FeedPage } from '@avow/client'
import type { Condition } from '@avow/core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type House, houseOf } from '../../verify/test/opening-of.ts'
import { serveHealth } from '../src/health.ts'
import { createLogger } from '../src/logger.ts'
import { createLoop } from '../src/loop.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { createTrustee } from '../src/trustee.ts'
import {
  type RegisterDouble,
  authorAct,
  createRegisterDouble,
  sealFor,
  startTime,
} from './register-double.ts'

let house: House
let folder: string
let store: Store
let now: number
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 2, quorum: 2 })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  store = openStore(folder)
  now = startTime
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const hour = 3_600_000
const inAnHour: Condition = { type: 'at', time: new Date(startTime + hour).toISOString().replace('.000', '') }
const seconds = () => Math.floor(now / 1000)
const witness = (register: RegisterDouble) => register.witness(seconds(), seconds())

/** What a trustee does in so many rounds, and what its health and whoever is told of the alarm then say. */
async function after(rounds: number, register: RegisterDouble) {
  const stop = new AbortController()
  const told: (string | null)[] = []
  const logger = createLogger(
    () => {},
    () => now,
  )
  const keys = house.trustees[0]!
  const trustee = createTrustee({ keys, store, register, now: () => now, logger, wait: 0 })
  const onRound = (alarm: string | null) => {
    if (told.push(alarm) >= rounds) stop.abort()
  }
  const loop = createLoop({ trustee, logger, sleep: async () => {}, random: () => 1, onRound })
  await loop.run(stop.signal)
  const { server, address } = await serveHealth(0, store, loop.state)
  const health = await fetch(`${address}/health`)
  const report = (await health.json()) as Record<string, unknown>
  server.close()
  server.closeAllConnections()
  return { told, status: health.status, report }
}

/** A share that is due by its date and another that is due by the author's word, of which the trustee has not read yet. */
async function dueAndUnread() {
  const register = createRegisterDouble(house)
  const [dated, worded] = [
    await sealFor(house.roster, inAnHour),
    await sealFor(house.roster, { type: 'word' }),
  ]
  register.deposit(dated)
  register.deposit(worded)
  witness(register)
  expect(await after(1, register)).toMatchObject({
    told: [null],
    status: 200,
    report: { ok: true, alarm: null },
  })
  now += 2 * hour
  register.log(authorAct('word', worded.statement, worded.authorSeed))
  witness(register)
  return register
}

/** Another log, of so many deposits that open at once, under the same witnesses. */
async function otherLog(deposits: number) {
  const register = createRegisterDouble(house)
  for (let at = 0; at < deposits; at += 1) register.deposit(await sealFor(house.roster, { type: 'now' }))
  witness(register)
  return register
}

test.each<[alarm: string, why: string, wrong: (register: RegisterDouble) => Promise<RegisterDouble>]>([
  ['log_fork', 'another log that is larger', () => otherLog(9)],
  ['log_fork', 'another log of the same size', () => otherLog(2)],
  ['log_rollback', 'a log that is shorter', () => otherLog(1)],
  [
    'log_rollback',
    'a register that does not know the size',
    async (register) => {
      register.tamper(() => {
        throw new ClientError('refused', 'the log is not that large', { code: 'size_unknown', status: 409 })
      })
      return register
    },
  ],
  [
    'feed_invalid',
    'a log under fewer witnesses than the quorum',
    async (register) => {
      register.witness(seconds())
      return register
    },
  ],
  [
    'feed_invalid',
    'a log whose cosignatures were taken away',
    async (register) => {
      const strip = (page: FeedPage) => ({
        ...page,
        checkpoint: page.checkpoint.split('\n').slice(0, 5).join('\n') + '\n',
      })
      register.tamper(strip)
      return register
    },
  ],
])('%s: %s', async (alarm, _, wrong) => {
  const right = await dueAndUnread()
  const shown = await wrong(right)
  expect(await after(3, shown)).toMatchObject({
    told: [alarm, alarm, alarm],
    status: 503,
    report: { ok: false, alarm, failures: 3 },
  })
  expect([...right.releases, ...shown.releases]).toEqual([])
  expect(store.counts()).toMatchObject({ holds: 2, releasing: 0 })

  right.tamper(undefined)
  witness(right)
  expect(await after(1, right)).toMatchObject({ told: [null], status: 200 })
  expect(right.releases).toHaveLength(2)
})

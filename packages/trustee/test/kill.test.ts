/** kill -9 at any point never loses a note, never releases early, and never releases twice with different acts. */
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Act, Condition, Hash } from '@avow/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, houseOf } from '../../verify/test/opening-of.ts'
import {
  type RegisterDouble,
  type SealedDeposit,
  authorAct,
  createRegisterDouble,
  sealFor,
} from './register-double.ts'
import { serveRegister } from './register-server.ts'
import { type TrusteeProcess, placeKeys, startProcess } from './trustee-process.ts'

const kills = 24
/** What becomes of the deposits, in turn. */
const fates = ['now', 'word', 'silent', 'withdrawn', 'date'] as const
type Fate = (typeof fates)[number]
/** A request that comes for certain in a round with the fate; releases are due with the first and the fourth. */
const paths: Record<Fate, string> = {
  now: '/api/v1/acts',
  word: '/api/v1/holdings',
  silent: '/api/v1/feed',
  withdrawn: '/api/v1/acts',
  date: '/api/v1/holdings',
}
const farAway: Condition = { type: 'at', time: '2999-01-01T00:00:00Z' }
const conditions: Record<Fate, Condition> = {
  now: { type: 'now' },
  word: { type: 'word' },
  silent: { type: 'word' },
  withdrawn: { type: 'word' },
  date: farAway,
}

let folder: string
let house: House
let register: RegisterDouble
let server: Server
let address: string
let daemon: TrusteeProcess | undefined
interface Plan {
  /** At the next request for this path, */
  readonly path: string
  /** before or after it was worked on, */
  readonly done: boolean
  /** and so many milliseconds later. */
  readonly after: number
}
/** When the daemon is killed next. */
let plan: Plan | undefined

const nowInSeconds = () => Math.floor(Date.now() / 1000)
const witness = () => register.witness(nowInSeconds())

function killByPlan(path: string, done: boolean): void {
  if (plan?.path !== path || plan.done !== done) return
  const { after } = plan
  plan = undefined
  const { child } = daemon!
  if (after === 0) child.kill('SIGKILL')
  else void delay(after).then(() => child.kill('SIGKILL'))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
  placeKeys(folder, house, 1)
  register = createRegisterDouble(house)
  ;({ server, address } = await serveRegister(register, killByPlan))
  witness()
})
afterAll(async () => {
  daemon?.child.kill('SIGKILL')
  await daemon?.ended
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const start = () => {
  daemon = startProcess({ AVOW_TRUSTEE_FOLDER: folder, AVOW_TRUSTEE_NAME: 'T', AVOW_REGISTER: address })
  return daemon
}

/** When the author's word was witnessed, for each statement that has one. */
const worded = new Set<Hash>()
/** Releases that came although they must not, or other than the first time. */
const faults: string[] = []
const first = new Map<Hash, string>()

function judge(act: Act, all: Map<Hash, Fate>): void {
  const fate = all.get(act.statement!)!
  const isDue = fate === 'now' || worded.has(act.statement!)
  if (!isDue) faults.push(`released early: ${fate}`)
  const sent = JSON.stringify(act)
  if ((first.get(act.statement!) ?? sent) !== sent) faults.push(`another act: ${fate}`)
  first.set(act.statement!, sent)
}

test(`is killed ${kills} times while deposits, words and withdrawals arrive`, async () => {
  const all = new Map<Hash, Fate>()
  const deposits: { sealed: SealedDeposit; fate: Fate }[] = []
  register.onRelease = (act) => judge(act, all)
  for (let kill = 0; kill < kills; kill += 1) {
    const fate = fates[kill % fates.length]!
    const sealed = await sealFor(house.roster, conditions[fate])
    all.set(sealed.statement, fate)
    deposits.push({ sealed, fate })
    register.deposit(sealed)
    const earlier = deposits.at(-3)
    if (earlier?.fate === 'withdrawn')
      register.log(authorAct('withdraw', earlier.sealed.statement, earlier.sealed.authorSeed))
    if (earlier?.fate === 'word') {
      register.log(authorAct('word', earlier.sealed.statement, earlier.sealed.authorSeed))
      worded.add(earlier.sealed.statement)
    }
    witness()
    const isAtOnce = kill % 3 === 0 || paths[fate] === '/api/v1/acts'
    plan = { path: paths[fate], done: kill % 2 === 0, after: isAtOnce ? 0 : Math.random() * 40 }
    expect(await start().ended).toBe('SIGKILL')
  }
  for (const { sealed, fate } of deposits.slice(-2)) {
    if (fate === 'withdrawn') register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    if (fate === 'word') register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    if (fate === 'word') worded.add(sealed.statement)
  }
  witness()

  const expected: Record<Fate, string> = {
    now: 'released',
    word: 'released',
    silent: 'holds',
    withdrawn: 'destroyed',
    date: 'holds',
  }
  const told = () => new Map(register.holdings.map(({ statement, state }) => [statement, state]))
  const isDone = () => deposits.every(({ sealed, fate }) => told().get(sealed.statement) === expected[fate])
  await start().ready
  await expect.poll(isDone, { timeout: 300_000, interval: 50 }).toBe(true)
  expect(faults).toEqual([])
  expect(first.size).toBe(deposits.filter(({ fate }) => expected[fate] === 'released').length)
}, 900_000)

/** Silence through the whole of a trustee: feed, store, observed time (spec/conditions.md). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Condition,
  type Report,
  checkCondition,
  deriveKeys,
  formatInstant,
  generateEntropy,
  openReport,
} from '@avow/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, houseOf, seedOf } from '../../verify/test/opening-of.ts'
import { createLogger } from '../src/logger.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'
import {
  type RegisterDouble,
  type SealedDeposit,
  authorAct,
  checkInAct,
  createRegisterDouble,
  pauseAct,
  sealFor,
  startTime,
} from './register-double.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const silence = checkCondition({ type: 'silence', duration: 'PT2H', grace: 'PT1H' })
const anyOf = (...of: readonly object[]) => checkCondition({ type: 'any', of })
const allOf = (...of: readonly object[]) => checkCondition({ type: 'all', of })
const at = (time: number) => ({ type: 'at', time: new Date(time).toISOString().replace('.000', '') })

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
})

let folder: string
let store: Store
let register: RegisterDouble
let trustee: Trustee
let now: number

function start(): void {
  store = openStore(folder)
  const logger = createLogger(
    () => {},
    () => now,
  )
  trustee = createTrustee({ keys: house.trustees[0]!, store, register, now: () => now, logger, wait: 0 })
}

function restart(): void {
  store.close()
  start()
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  now = startTime
  register = createRegisterDouble(house)
  start()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The witnesses sign, and the trustee reads. */
async function look(): Promise<void> {
  register.witness(now / 1000)
  await trustee.round()
}

/** Time goes by, and the trustee looks every ten minutes, as far apart as may be. */
async function pass(length: number): Promise<void> {
  for (const end = now + length; now < end;) {
    now = Math.min(end, now + 10 * minute)
    await look()
  }
}

async function deposited(condition: Condition): Promise<SealedDeposit> {
  const sealed = await sealFor(house.roster, condition)
  register.deposit(sealed)
  await look()
  return sealed
}

const stateOf = ({ statement }: SealedDeposit) => store.deposit(statement)?.state
const checkIn = ({ statement, authorSeed }: SealedDeposit, time = now) =>
  register.log(checkInAct(statement, authorSeed, time))

/** Passes until it opens. @returns how long that took */
async function opensAfter(sealed: SealedDeposit, longest: number): Promise<number> {
  for (const begin = now; now - begin < longest;) {
    await pass(10 * minute)
    if (stateOf(sealed) === 'released') return now - begin
  }
  return Number.POSITIVE_INFINITY
}

describe('an author who gives no sign of life', () => {
  test('is waited for through duration and grace, and not a moment less', async () => {
    const sealed = await deposited(silence)
    await pass(3 * hour - 1000)
    expect(stateOf(sealed)).toBe('holds')
    await pass(1000)
    expect(stateOf(sealed)).toBe('released')
    expect(register.releases).toHaveLength(1)
  })

  test.each([
    ['before the warning', hour],
    ['in the last minute of grace', 3 * hour - minute],
  ])('until a check-in %s: then everything begins anew', async (_name, when) => {
    const sealed = await deposited(silence)
    await pass(when)
    checkIn(sealed)
    await look()
    expect(await opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('is not taken for silent for longer because a witness has a clock that is behind', async () => {
    await look()
    await pass(hour)
    const sealed = await sealFor(house.roster, silence)
    register.deposit(sealed)
    register.witness((now - 50 * minute) / 1000)
    await trustee.round()
    expect(await opensAfter(sealed, 5 * hour)).toBe(3 * hour)
  })

  test('is not helped by the check-ins of somebody else', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    register.log(checkInAct(sealed.statement, seedOf(99), now))
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('is not silent in a pause, which begins everything anew as well', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    register.log(pauseAct(sealed.statement, sealed.authorSeed, now, now + 10 * hour))
    await look()
    expect(await opensAfter(sealed, 14 * hour)).toBe(13 * hour)
  })

  test('can withdraw in the last moment', async () => {
    const sealed = await deposited(silence)
    await pass(3 * hour - 1000)
    register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    await pass(hour)
    expect(stateOf(sealed)).toBe('destroyed')
    expect(register.releases).toEqual([])
  })

  test('and whose check-in is kept back, and then sent again and again, is put off by a day and no more', async () => {
    const sealed = await deposited(checkCondition({ type: 'silence', duration: 'P1D', grace: 'P1D' }))
    const kept = checkInAct(sealed.statement, sealed.authorSeed, now)
    await pass(day + 20 * hour)
    for (let again = 0; again < 3; again += 1) {
      register.log(kept)
      await pass(8 * hour)
    }
    expect(stateOf(sealed)).toBe('holds')
    expect(await opensAfter(sealed, 2 * day)).toBe(4 * hour)
  })
})

describe('an outage only delays', () => {
  test('of the register', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    register.away = true
    for (let round = 0; round < 5; round += 1) {
      now += day
      await expect(trustee.round()).rejects.toThrow()
    }
    register.away = false
    await look()
    expect(stateOf(sealed)).toBe('holds')
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('of the witnesses', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    for (let round = 0; round < 5; round += 1) {
      now += day
      await trustee.round()
    }
    expect(stateOf(sealed)).toBe('holds')
    await look()
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('of the trustee, and what was heard before is not forgotten', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    now += 30 * day
    restart()
    await look()
    expect(stateOf(sealed)).toBe('holds')
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('and so does a look too late, by all the time since the one before', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    now += 10 * minute + 1000
    await look()
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('and so does a feed that was not read to its end', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    for (let extra = 0; extra < 8; extra += 1) register.deposit(await sealFor(house.roster, silence))
    register.pageSize = 1
    for (let page = 0; page < 7; page += 1) {
      now += 10 * minute
      await look()
    }
    register.pageSize = 64
    await look()
    expect(stateOf(sealed)).toBe('holds')
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('in which the author checked in: the time since then counts, not that before', async () => {
    const sealed = await deposited(silence)
    await pass(2 * hour)
    now += 5 * day
    checkIn(sealed, now - hour)
    await look()
    expect(await opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('of the own clock: one that jumps ahead moves nothing', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    const witnessed = now
    now += 30 * day
    register.witness(witnessed / 1000)
    await trustee.round()
    expect(stateOf(sealed)).toBe('holds')
    now = witnessed
    expect(await opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })
})

describe('a release that was decided on and that the register does not have', () => {
  test('is not sent any more when its author turns out to be there', async () => {
    const sealed = await deposited(silence)
    await pass(3 * hour - minute)
    register.onRelease = () => {
      throw new Error('gone')
    }
    now += minute
    register.witness(now / 1000)
    await expect(trustee.round()).rejects.toThrow('gone')
    expect(stateOf(sealed)).toBe('releasing')
    register.onRelease = () => {}
    checkIn(sealed)
    restart()
    await look()
    expect([stateOf(sealed), register.releases]).toEqual(['holds', []])
    expect(await opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })
})

/** What the author reads in the newest answer about their statement. */
async function reportTo({ statement, mailbox }: SealedDeposit): Promise<Report | undefined> {
  const newest = register.holdings.findLast((one) => one.statement === statement)
  if (!newest || !('report' in newest) || newest.report === null) return undefined
  return openReport(newest, newest.report, mailbox)
}

describe('the author', () => {
  test('is told which check-in has counted, and when the warning stands and it opens', async () => {
    const sealed = await deposited(anyOf({ type: 'word' }, silence))
    expect(await reportTo(sealed)).toEqual({
      version: 'avow/report/v1',
      statement: sealed.statement,
      trustee: 1,
      time: formatInstant(startTime),
      checkIn: null,
      condition: anyOf({ type: 'word' }, silence),
      warning: null,
      silences: [{ path: '1', warned: null, until: formatInstant(startTime + 2 * hour) }],
    })
    await pass(hour)
    checkIn(sealed, now - 7000)
    await look()
    const checked = now
    expect(await reportTo(sealed)).toMatchObject({ checkIn: formatInstant(checked - 7000), warning: null })
    await pass(2 * hour)
    const warning = { since: formatInstant(checked + 2 * hour), opens: formatInstant(checked + 3 * hour) }
    expect(await reportTo(sealed)).toMatchObject({
      warning,
      silences: [{ path: '1', warned: warning.since, until: warning.opens }],
    })
    checkIn(sealed)
    await look()
    expect(await reportTo(sealed)).toMatchObject({ checkIn: formatInstant(now), warning: null })
  })

  test('is told anew only when something is new', async () => {
    const sealed = await deposited(silence)
    await pass(hour)
    expect(register.holdings).toHaveLength(1)
    await pass(2 * hour)
    expect(register.holdings.map(({ state }) => state)).toEqual(['holds', 'holds', 'released'])
    expect(await reportTo(sealed)).toBeUndefined()
  })

  test('and nobody else: what the register is given tells nothing of a warning', async () => {
    const sealed = await deposited(silence)
    await pass(2 * hour)
    const [before, after] = register.holdings.map((one) => ('report' in one ? one.report! : ''))
    expect(before).toHaveLength(after!.length)
    expect(JSON.stringify(register.holdings)).not.toMatch(/silence|warning|checkIn|PT2H/)
    const stranger = deriveKeys(generateEntropy()).mailbox
    await expect(openReport(register.holdings[0]!, after!, stranger)).rejects.toThrow()
    expect(stateOf(sealed)).toBe('holds')
  })
})

describe('silence beside other terms', () => {
  test('"any": the word opens at once', async () => {
    const sealed = await deposited(anyOf({ type: 'word' }, silence))
    await pass(hour)
    register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    await look()
    expect(stateOf(sealed)).toBe('released')
  })

  test('"any": without the word silence opens', async () => {
    const sealed = await deposited(anyOf({ type: 'word' }, silence))
    expect(await opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('"all": the later of the two', async () => {
    const first = await deposited(allOf(at(startTime + 5 * hour), silence))
    const second = await deposited(allOf(at(startTime + hour), silence))
    await pass(3 * hour)
    expect([stateOf(first), stateOf(second)]).toEqual(['holds', 'released'])
    await pass(2 * hour)
    expect(stateOf(first)).toBe('released')
  })
})

test('one that is waiting is looked at when its time has come and not in every round', async () => {
  const sealed = await deposited(silence)
  await pass(hour)
  expect(store.due(now)).toEqual([])
  expect(store.due(startTime + 2 * hour).map(({ statement }) => statement)).toEqual([sealed.statement])
})

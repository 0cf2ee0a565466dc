/** Silence through the whole of a trustee: feed, store, observed time (spec/conditions.md). */
import {
  type Report,
  checkCondition,
  deriveKeys,
  formatInstant,
  generateEntropy,
  openReport,
} from '@avow/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, houseOf, seedOf } from '../../verify/test/opening-of.ts'
import { type SealedDeposit, authorAct, checkInAct, pauseAct, sealFor, startTime } from './register-double.ts'
import { type TrusteeInTime, createTrusteeInTime, day, hour, minute } from './trustee-in-time.ts'

const silence = checkCondition({ type: 'silence', duration: 'PT2H', grace: 'PT1H' })
const anyOf = (...of: readonly object[]) => checkCondition({ type: 'any', of })
const allOf = (...of: readonly object[]) => checkCondition({ type: 'all', of })
const at = (time: number) => ({ type: 'at', time: new Date(time).toISOString().replace('.000', '') })

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
})

let one: TrusteeInTime
beforeEach(() => {
  one = createTrusteeInTime(house)
})
afterEach(() => one.close())

const checkIn = ({ statement, authorSeed }: SealedDeposit, time = one.now) =>
  one.register.log(checkInAct(statement, authorSeed, time))

describe('an author who gives no sign of life', () => {
  test('is waited for through duration and grace, and not a moment less', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(3 * hour - 1000)
    expect(one.stateOf(sealed)).toBe('holds')
    await one.pass(1000)
    expect(one.stateOf(sealed)).toBe('released')
    expect(one.register.releases).toHaveLength(1)
  })

  test.each([
    ['before the warning', hour],
    ['in the last minute of grace', 3 * hour - minute],
  ])('until a check-in %s: then everything begins anew', async (_name, when) => {
    const sealed = await one.deposited(silence)
    await one.pass(when)
    checkIn(sealed)
    await one.look()
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('is not taken for silent for longer because a witness has a clock that is behind', async () => {
    await one.look()
    await one.pass(hour)
    const sealed = await sealFor(house.roster, silence)
    one.register.deposit(sealed)
    one.register.witness((one.now - 50 * minute) / 1000)
    await one.trustee.round()
    expect(await one.opensAfter(sealed, 5 * hour)).toBe(3 * hour)
  })

  test('is not helped by the check-ins of somebody else', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    one.register.log(checkInAct(sealed.statement, seedOf(99), one.now))
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('is not silent in a pause, which begins everything anew as well', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    one.register.log(pauseAct(sealed.statement, sealed.authorSeed, one.now, one.now + 10 * hour))
    await one.look()
    expect(await one.opensAfter(sealed, 14 * hour)).toBe(13 * hour)
  })

  test('can withdraw in the last moment', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(3 * hour - 1000)
    one.register.log(authorAct('withdraw', sealed.statement, sealed.authorSeed))
    await one.pass(hour)
    expect(one.stateOf(sealed)).toBe('destroyed')
    expect(one.register.releases).toEqual([])
  })

  test('and whose check-in is kept back, and then sent again and again, is put off by a day and no more', async () => {
    const sealed = await one.deposited(checkCondition({ type: 'silence', duration: 'P1D', grace: 'P1D' }))
    const kept = checkInAct(sealed.statement, sealed.authorSeed, one.now)
    await one.pass(day + 20 * hour)
    for (let again = 0; again < 3; again += 1) {
      one.register.log(kept)
      await one.pass(8 * hour)
    }
    expect(one.stateOf(sealed)).toBe('holds')
    expect(await one.opensAfter(sealed, 2 * day)).toBe(4 * hour)
  })
})

describe('an outage only delays', () => {
  test('of the register', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    one.register.away = true
    for (let round = 0; round < 5; round += 1) {
      one.now += day
      await expect(one.trustee.round()).rejects.toThrow()
    }
    one.register.away = false
    await one.look()
    expect(one.stateOf(sealed)).toBe('holds')
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('of the witnesses', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    for (let round = 0; round < 5; round += 1) {
      one.now += day
      await one.trustee.round()
    }
    expect(one.stateOf(sealed)).toBe('holds')
    await one.look()
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('of the trustee, and what was heard before is not forgotten', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    one.now += 30 * day
    one.restart()
    await one.look()
    expect(one.stateOf(sealed)).toBe('holds')
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('and so does a look too late, by all the time since the one before', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    one.now += 10 * minute + 1000
    await one.look()
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('and so does a feed that was not read to its end', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    for (let extra = 0; extra < 8; extra += 1) one.register.deposit(await sealFor(house.roster, silence))
    one.register.pageSize = 1
    for (let page = 0; page < 7; page += 1) {
      one.now += 10 * minute
      await one.look()
    }
    one.register.pageSize = 64
    await one.look()
    expect(one.stateOf(sealed)).toBe('holds')
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })

  test('in which the author checked in: the time since then counts, not that before', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(2 * hour)
    one.now += 5 * day
    checkIn(sealed, one.now - hour)
    await one.look()
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('of the own clock: one that jumps ahead moves nothing', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    const witnessed = one.now
    one.now += 30 * day
    one.register.witness(witnessed / 1000)
    await one.trustee.round()
    expect(one.stateOf(sealed)).toBe('holds')
    one.now = witnessed
    expect(await one.opensAfter(sealed, 3 * hour)).toBe(2 * hour)
  })
})

describe('a release that was decided on and that the register does not have', () => {
  test('is not sent any more when its author turns out to be there', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(3 * hour - minute)
    one.register.onRelease = () => {
      throw new Error('gone')
    }
    one.now += minute
    one.register.witness(one.now / 1000)
    await expect(one.trustee.round()).rejects.toThrow('gone')
    expect(one.stateOf(sealed)).toBe('releasing')
    one.register.onRelease = () => {}
    checkIn(sealed)
    one.restart()
    await one.look()
    expect([one.stateOf(sealed), one.register.releases]).toEqual(['holds', []])
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })
})

/** What the author reads in the newest answer about their statement. */
async function reportTo({ statement, mailbox }: SealedDeposit): Promise<Report | undefined> {
  const newest = one.register.holdings.findLast((holding) => holding.statement === statement)
  if (!newest || !('report' in newest) || newest.report === null) return undefined
  return openReport(newest, newest.report, mailbox)
}

describe('the author', () => {
  test('is told which check-in has counted, and when the warning stands and it opens', async () => {
    const sealed = await one.deposited(anyOf({ type: 'word' }, silence))
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
    await one.pass(hour)
    checkIn(sealed, one.now - 7000)
    await one.look()
    const checked = one.now
    expect(await reportTo(sealed)).toMatchObject({ checkIn: formatInstant(checked - 7000), warning: null })
    await one.pass(2 * hour)
    const warning = { since: formatInstant(checked + 2 * hour), opens: formatInstant(checked + 3 * hour) }
    expect(await reportTo(sealed)).toMatchObject({
      warning,
      silences: [{ path: '1', warned: warning.since, until: warning.opens }],
    })
    checkIn(sealed)
    await one.look()
    expect(await reportTo(sealed)).toMatchObject({ checkIn: formatInstant(one.now), warning: null })
  })

  test('is told anew only when something is new', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    expect(one.register.holdings).toHaveLength(1)
    await one.pass(2 * hour)
    expect(one.register.holdings.map(({ state }) => state)).toEqual(['holds', 'holds', 'released'])
    expect(await reportTo(sealed)).toBeUndefined()
  })

  test('and nobody else: what the register is given tells nothing of a warning', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(2 * hour)
    const [before, after] = one.register.holdings.map((holding) =>
      'report' in holding ? holding.report! : '',
    )
    expect(before).toHaveLength(after!.length)
    // With their quotation marks, which base64 does not have: any letters come up in a sealed report by chance.
    expect(JSON.stringify(one.register.holdings)).not.toMatch(/"(silence|warning|checkIn|PT2H)/)
    const stranger = deriveKeys(generateEntropy()).mailbox
    await expect(openReport(one.register.holdings[0]!, after!, stranger)).rejects.toThrow()
    expect(one.stateOf(sealed)).toBe('holds')
  })
})

describe('silence beside other terms', () => {
  test('"any": the word opens at once', async () => {
    const sealed = await one.deposited(anyOf({ type: 'word' }, silence))
    await one.pass(hour)
    one.register.log(authorAct('word', sealed.statement, sealed.authorSeed))
    await one.look()
    expect(one.stateOf(sealed)).toBe('released')
  })

  test('"any": without the word silence opens', async () => {
    const sealed = await one.deposited(anyOf({ type: 'word' }, silence))
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('"all": the later of the two', async () => {
    const first = await one.deposited(allOf(at(startTime + 5 * hour), silence))
    const second = await one.deposited(allOf(at(startTime + hour), silence))
    await one.pass(3 * hour)
    expect([one.stateOf(first), one.stateOf(second)]).toEqual(['holds', 'released'])
    await one.pass(2 * hour)
    expect(one.stateOf(first)).toBe('released')
  })
})

test('one that is waiting is looked at when its time has come and not in every round', async () => {
  const sealed = await one.deposited(silence)
  await one.pass(hour)
  expect(one.store.due(one.now)).toEqual([])
  expect(one.store.due(startTime + 2 * hour).map(({ statement }) => statement)).toEqual([sealed.statement])
})

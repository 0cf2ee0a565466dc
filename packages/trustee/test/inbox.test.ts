/** What authors send to a trustee itself counts by the same rules as what the log shows it (spec/http-api.md, "Inbox"). */
import {
  type Act,
  type PublicKey,
  checkAcknowledgement,
  checkCondition,
  createAct,
  encodeAct,
  formatInstant,
} from '@avow/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, houseOf, seedOf } from '../../verify/test/opening-of.ts'
import { type Inbox, createInbox } from '../src/inbox.ts'
import { type SealedDeposit, authorAct, checkInAct, pauseAct, sealFor } from './register-double.ts'
import { type TrusteeInTime, createTrusteeInTime, day, hour, minute } from './trustee-in-time.ts'

const silence = checkCondition({ type: 'silence', duration: 'PT2H', grace: 'PT1H' })
const together = checkCondition({
  type: 'together',
  size: 2,
  institution: `tag:${'ab'.repeat(32)}`,
  vouched: false,
})

let house: House
let key: PublicKey
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
  key = house.roster.trustees[0]!.key
})

let one: TrusteeInTime
let inbox: Inbox
const open = () => {
  inbox = createInbox({ keys: house.trustees[0]!, store: one.store, now: () => one.now })
}
beforeEach(() => {
  one = createTrusteeInTime(house)
  open()
})
afterEach(() => one.close())

/** Sends an act, and believes the answer only as its author would. */
const send = (act: Act) => checkAcknowledgement(inbox.take(encodeAct(act)), act, key)
const checkIn = ({ statement, authorSeed }: SealedDeposit, time = one.now): Act =>
  checkInAct(statement, authorSeed, time)
const withdraw = ({ statement, authorSeed }: SealedDeposit): Act =>
  authorAct('withdraw', statement, authorSeed)

/** What of the answer a stranger sees. */
function refusalOf(act: Act): unknown {
  try {
    return inbox.take(encodeAct(act))
  } catch (cause) {
    const { code, message, details } = cause as { code: string; message: string; details: object }
    return { code, message, details }
  }
}

describe('a register that never logs the author’s check-in', () => {
  test.each([
    ['before the warning', hour],
    ['in the last minute of grace', 3 * hour - minute],
  ])('does not get it opened: sent %s, it begins everything anew', async (_name, when) => {
    const sealed = await one.deposited(silence)
    await one.pass(when)
    expect(send(checkIn(sealed))).toMatchObject({ time: formatInstant(one.now) })
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test('nor by a pause, or a release that is on its way', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(3 * hour - minute)
    one.register.refusal = 'condition_not_met'
    await one.pass(minute)
    expect(one.stateOf(sealed)).toBe('releasing')
    send(pauseAct(sealed.statement, sealed.authorSeed, one.now, one.now + 5 * hour))
    await one.look()
    expect(one.stateOf(sealed)).toBe('holds')
    one.register.refusal = undefined
    expect(await one.opensAfter(sealed, 9 * hour)).toBe(8 * hour)
  })

  test('is answered a withdrawal by one who has destroyed the share', async () => {
    const sealed = await one.deposited(silence)
    send(withdraw(sealed))
    await one.pass(4 * hour)
    expect([one.stateOf(sealed), one.store.held(sealed.statement)]).toEqual(['destroyed', undefined])
    expect(one.register.holdings.at(-1)).toMatchObject({ state: 'destroyed' })
    expect(send(withdraw(sealed))).toMatchObject({ time: formatInstant(one.now) })
  })

  test('and is away itself: what was sent is kept, and silence begins anew', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(2 * hour)
    one.register.away = true
    one.now += 9 * minute
    await expect(one.trustee.round()).rejects.toThrow()
    send(checkIn(sealed))
    one.restart()
    one.register.away = false
    await one.look()
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })
})

describe('the way by which it came does not matter', () => {
  const bySort: Readonly<Record<string, (act: Act) => Promise<void>>> = {
    'the log alone': async (act) => {
      one.register.log(act)
      await one.look()
    },
    'the inbox alone': async (act) => {
      send(act)
      await one.look()
    },
    'the inbox, twice, and then the log': async (act) => {
      send(act)
      send(act)
      one.register.log(act)
      await one.look()
    },
    'the log, and then the inbox': async (act) => {
      one.register.log(act)
      await one.look()
      send(act)
    },
  }

  test.each(Object.entries(bySort))('%s', async (_name, deliver) => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    await deliver(checkIn(sealed, one.now - 7000))
    expect(one.store.deposit(sealed.statement)).toMatchObject({ sign: one.now, checkIn: one.now - 7000 })
    expect(await one.opensAfter(sealed, 4 * hour)).toBe(3 * hour)
  })

  test.each(Object.entries(bySort))('%s: a pause', async (_name, deliver) => {
    const sealed = await one.deposited(silence)
    await deliver(pauseAct(sealed.statement, sealed.authorSeed, one.now, one.now + 5 * hour))
    expect(one.store.pausesOf(sealed.statement)).toEqual([{ from: one.now, until: one.now + 5 * hour }])
    expect(await one.opensAfter(sealed, 9 * hour)).toBe(8 * hour)
  })

  test('and what came twice is told to the author once', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    for (let again = 0; again < 5; again += 1) {
      send(checkIn(sealed))
      await one.look()
    }
    expect(one.register.holdings).toHaveLength(2)
  })

  test('so that a kept one, sent again and again, puts it off by a day and no more', async () => {
    const sealed = await one.deposited(checkCondition({ type: 'silence', duration: 'P1D', grace: 'P1D' }))
    const kept = checkIn(sealed)
    await one.pass(hour)
    send(checkIn(sealed))
    for (let again = 0; again < 4; again += 1) {
      await one.pass(8 * hour)
      if (again < 2) send(kept)
      else expect(refusalOf(kept)).toMatchObject({ code: 'act_time' })
    }
    // 33 hours have passed. The last time that it was taken was after 17, and it counts from then on.
    expect(await one.opensAfter(sealed, 3 * day)).toBe(2 * day - 16 * hour)
  })
})

describe('who waits together with others', () => {
  test('does not open with one who has withdrawn here alone', async () => {
    const first = await one.deposited(together)
    send(withdraw(first))
    const second = await one.deposited(together)
    expect([one.stateOf(first), one.stateOf(second)]).toEqual(['destroyed', 'holds'])
    const third = await one.deposited(together)
    expect([one.stateOf(second), one.stateOf(third)]).toEqual(['released', 'released'])
  })
})

describe('whoever is not the author', () => {
  test('gets one answer, whatever is held here', async () => {
    const held = await one.deposited(silence)
    const opened = await one.deposited({ type: 'now' })
    const gone = await one.deposited(silence)
    const unknown = await sealFor(house.roster, silence)
    one.register.log(withdraw(gone))
    await one.look()
    expect([held, opened, gone].map(one.stateOf)).toEqual(['holds', 'released', 'destroyed'])
    const strange = [held, opened, gone, unknown].flatMap(({ statement }) => [
      checkInAct(statement, seedOf(99), one.now),
      pauseAct(statement, seedOf(99), one.now, one.now + hour),
      authorAct('withdraw', statement, seedOf(99)),
    ])
    const answers = new Set(strange.map((act) => JSON.stringify(refusalOf(act))))
    expect([...answers]).toEqual([
      '{"code":"act_not_taken","message":"this act is not taken here","details":{}}',
    ])
    await one.look()
    expect([held, opened, gone].map(one.stateOf)).toEqual(['holds', 'released', 'destroyed'])
  })

  test('and whoever is, too, when there is nothing left that it could do', async () => {
    const opened = await one.deposited({ type: 'now' })
    const gone = await one.deposited(silence)
    send(withdraw(gone))
    await one.look()
    for (const act of [checkIn(opened), withdraw(opened), checkIn(gone)])
      expect(refusalOf(act)).toMatchObject({ code: 'act_not_taken' })
  })

  test('opens nothing: neither a word nor a release is taken', async () => {
    const sealed = await one.deposited({ type: 'word' })
    const { statement, authorSeed } = sealed
    expect(refusalOf(authorAct('word', statement, authorSeed))).toMatchObject({ code: 'act_not_taken' })
    const { mailbox: _, ...body } = one.store.held(statement)!
    for (const seed of [authorSeed, house.trustees[1]!.seed])
      expect(refusalOf(createAct({ kind: 'release', statement, body }, seed))).toMatchObject({
        code: 'act_not_taken',
      })
    await one.look()
    expect(one.stateOf(sealed)).toBe('holds')
  })

  test('changes nothing of an act, and cuts nothing off', async () => {
    const sealed = await one.deposited(silence)
    const act = checkIn(sealed)
    const bytes = encodeAct(act)
    const another = { ...act, body: { time: formatInstant(one.now - minute) } } as Act
    expect(refusalOf(another)).toMatchObject({ code: 'signature_invalid' })
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => inbox.take(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'act_malformed' }),
      )
    expect(one.store.deposit(sealed.statement)).toMatchObject({ sign: null, checkIn: null })
  })
})

describe('the time of a sign of life', () => {
  test.each([
    ['too old', -day - 1000],
    ['of a day that has not come', day + 1000],
  ])('%s: its author is told, for it would not count as they believe', async (_name, off) => {
    const sealed = await one.deposited(silence)
    expect(refusalOf(checkIn(sealed, one.now + off))).toMatchObject({
      code: 'act_time',
      details: { time: formatInstant(one.now) },
    })
    expect(send(checkIn(sealed, one.now + off - Math.sign(off) * 2000))).toBeDefined()
  })

  test('a clock here that is a month ahead refuses nobody, and lets nothing count for longer than a day', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    const right = one.now
    one.now += 30 * day
    send(checkIn(sealed, right))
    one.now = right
    expect(one.store.deposit(sealed.statement)).toMatchObject({ sign: right + day })
  })

  test('a clock here that is behind opens nothing earlier', async () => {
    const sealed = await one.deposited(silence)
    await one.pass(hour)
    const right = one.now
    one.now -= 30 * day
    send(checkIn(sealed, right))
    one.now = right
    expect(one.store.deposit(sealed.statement)?.sign).toBe(right)
  })
})

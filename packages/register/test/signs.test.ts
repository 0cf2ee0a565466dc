/** Check-ins and pauses at the register: whose, when, and how many (spec/acts.md). */
import { type Act, createAct, formatInstant } from '@avow/core'
import { type Client, createClient, refusalOf } from '@avow/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RegisterProcess, type Setting, makeSetting, sealOne, seedOf, startRegister } from './setting.ts'

let setting: Setting
let register: RegisterProcess
let client: Client

beforeAll(async () => {
  setting = await makeSetting()
  register = await startRegister(setting.environment)
  client = createClient({ base: register.address })
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

const hour = 3_600_000
/** Begins ten minutes of the register's, so that no test falls on both sides of their end. */
const begin = Math.ceil(Date.now() / 600_000) * 600_000
const at = (later: number) => formatInstant(begin + later)

async function deposit() {
  const sealed = await sealOne(await client.roster())
  await client.deposit(sealed.file)
  return sealed
}
type Deposited = Awaited<ReturnType<typeof deposit>>

const checkIn = ({ statement, keys }: Deposited, later = 0, seed: Uint8Array = keys.seed): Act =>
  createAct({ kind: 'check-in', statement, body: { time: at(later) } }, seed)

const pause = ({ statement, keys }: Deposited, from: number, until: number): Act =>
  createAct({ kind: 'pause', statement, body: { time: at(0), from: at(from), until: at(until) } }, keys.seed)

test('of each kind one is logged in ten minutes, and another is answered with it', async () => {
  const sealed = await deposit()
  const first = await client.act(checkIn(sealed))
  const again = await client.act(checkIn(sealed, 599_000))
  expect(again.act).toEqual(first.act)
  const next = await client.act(checkIn(sealed, 600_000))
  expect(next.index).toBeGreaterThan(first.index)
  const silent = await client.act(pause(sealed, 0, hour))
  expect((await client.act(pause(sealed, hour / 2, hour))).act).toEqual(silent.act)
  const { acts, state } = await client.status(sealed.keys.locator)
  expect(acts.map(({ act }) => act.kind)).toEqual(['deposit', 'check-in', 'check-in', 'pause'])
  expect(['logged', 'witnessed']).toContain(state)
})

test.each([
  ['a longer one', 0, 2 * hour],
  ['one of another time', 2 * hour, 3 * hour],
])(
  '%s in the same ten minutes as a pause is refused: its author would rely on what nobody has',
  async (_, from, until) => {
    const sealed = await deposit()
    await client.act(pause(sealed, hour, 2 * hour))
    const error = await client.act(pause(sealed, from, until)).catch((cause: unknown) => cause)
    expect([refusalOf(error), error]).toMatchObject([
      'act_too_soon',
      { details: { status: 409, from: at(hour), until: at(2 * hour) } },
    ])
  },
)

test('of many the newest are told: how long it takes to ask for a deposit does not grow with them', async () => {
  const sealed = await deposit()
  const times = Array.from({ length: 20 }, (_, slot) => slot * 600_000)
  for (const later of times) await client.act(checkIn(sealed, later))
  const { acts } = await client.status(sealed.keys.locator)
  const told = acts.flatMap(({ act }) => (act.kind === 'check-in' ? [act.body.time] : []))
  expect(acts[0]!.act.kind).toBe('deposit')
  expect(told).toEqual(times.slice(-16).map(at))
})

test('one by another than the author is refused', async () => {
  const sealed = await deposit()
  expect(await client.act(checkIn(sealed, 0, seedOf(77))).catch(refusalOf)).toBe('act_not_allowed')
})

test.each([-25 * hour, 25 * hour])(
  'one of a clock that is %i ms off is refused, with the time of the register',
  async (off) => {
    const sealed = await deposit()
    const error = await client.act(checkIn(sealed, off)).catch((cause: unknown) => cause)
    expect([refusalOf(error), error]).toMatchObject([
      'act_time',
      { details: { status: 403, time: expect.stringMatching(/^\d{4}-.*Z$/) } },
    ])
  },
)

test('none is taken after a withdrawal', async () => {
  const sealed = await deposit()
  await client.act(createAct({ kind: 'withdraw', statement: sealed.statement, body: {} }, sealed.keys.seed))
  expect(await client.act(checkIn(sealed)).catch(refusalOf)).toBe('statement_withdrawn')
  expect(await client.act(pause(sealed, 0, hour)).catch(refusalOf)).toBe('statement_withdrawn')
})

/**
 * A real register, under load, killed at random points and started again. What it acknowledged must be in the log;
 * what it ever signed must be consistent. More kills, and other storages: `npm run torture`.
 */
import { createClient } from '@avow/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLocalStorage } from '../src/storage/local.ts'
import { type Setting, makeSetting } from './setting.ts'
import { checkLog, surviveKills } from './torture.ts'

describe.each([
  { name: 'as acts come', kills: 50, more: {} },
  {
    name: 'at a constant rate, covers among acts',
    kills: 12,
    more: { AVOW_RATE_ENTRIES: '8', AVOW_RATE_PERIOD_MS: '100' },
  },
])('$name', ({ kills, more }) => {
  let setting: Setting
  beforeAll(async () => {
    setting = await makeSetting(more)
  })
  afterAll(() => setting.close())

  test(`nothing that was acknowledged is lost by ${kills} kills, and the log never contradicts itself`, async () => {
    const { environment, witness } = setting
    const life = { environments: [environment], kills, authors: 6 }
    const { told, roster, registers } = await surviveKills(life)
    const [register] = registers
    const client = createClient({ base: register!.address })
    // What was only received is in the log too by now, or will be: once.
    const later = await Promise.all(told.received.map((file) => client.deposit(file)))
    await register!.stop()
    const storage = await openLocalStorage(environment['AVOW_STATE']!, { reserve: 0 })
    const acknowledged = [...told.acknowledged, ...later]
    const witnessed = witness.seen.map(({ note }) => note)
    const size = await checkLog({ acknowledged, roster, storage, witnessed })
    expect(size).toBeGreaterThan(kills)
    expect(acknowledged.length).toBeGreaterThan(kills)
  }, 900_000)
})

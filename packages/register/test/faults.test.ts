/**
 * Three registers on one database and one folder, at a constant rate, under load: one is killed, one is paused longer
 * than it may lead, one is cut off from the database. The others go on, and the log is one.
 */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedServer, startEmbedded } from '../src/db/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import { type Relay, startRelay } from './relay.ts'
import { type RegisterProcess, type Setting, makeSetting, startRegister } from './setting.ts'
import { type Told, acknowledgements, checkLog, under } from './torture.ts'

let setting: Setting
let server: EmbeddedServer
let relays: Relay[]
let registers: RegisterProcess[]

const environmentOf = (relay: Relay) => ({
  ...setting.environment,
  DATABASE_URL: `postgresql://${server.where.user}@127.0.0.1:${relay.port}/${server.where.database}`,
})

beforeAll(async () => {
  setting = await makeSetting({ AVOW_RATE_ENTRIES: '8', AVOW_RATE_PERIOD_MS: '200' })
  server = await startEmbedded(
    join(setting.folder, 'server'),
    createLogger('test', () => {}),
  )
  const socket = join(server.where.host, '.s.PGSQL.5432')
  relays = await Promise.all([0, 1, 2].map(() => startRelay(socket)))
  registers = [await startRegister(environmentOf(relays[0]!))]
  registers.push(...(await Promise.all(relays.slice(1).map((relay) => startRegister(environmentOf(relay))))))
})
afterAll(async () => {
  await Promise.all((registers ?? []).map((register) => register.stop()))
  for (const relay of relays ?? []) relay.close()
  await server?.stop()
  setting?.close()
})

/** What is acknowledged while a register is in trouble was acknowledged by another. */
async function othersGoOn(told: Told): Promise<void> {
  await acknowledgements(told, 20)
}

test('kills, pauses and cut connections neither fork the log nor lose or double anything', async () => {
  const roster = await createClient({ base: registers[0]!.address }).roster()
  let turn = 0
  const target = async () => {
    turn += 1
    return { address: registers[turn % registers.length]!.address, afterFailure: () => setTimeout(50) }
  }
  const told = await under(6, roster, target, async (told) => {
    await acknowledgements(told, 5)
    // The first that was started leads.
    registers[0]!.child.kill('SIGKILL')
    await othersGoOn(told)
    registers[0] = await startRegister(environmentOf(relays[0]!))
    for (const { child } of registers) {
      child.kill('SIGSTOP')
      await othersGoOn(told)
      child.kill('SIGCONT')
    }
    for (const relay of relays) {
      relay.cut()
      await othersGoOn(told)
      relay.mend()
    }
    await acknowledgements(told, 20)
  })
  const client = createClient({ base: registers[1]!.address, timeout: 60_000 })
  const later = await Promise.all(told.received.map((file) => client.deposit(file)))
  const storage = await openLocalStorage(setting.environment['AVOW_STATE']!, { reserve: 0 })
  const acknowledged = [...told.acknowledged, ...later]
  const witnessed = setting.witness.seen.map(({ note }) => note)
  const size = await checkLog({ acknowledged, roster, storage, witnessed })
  expect(size % 8).toBe(0)
  expect(acknowledged.length).toBeGreaterThan(140)
}, 900_000)

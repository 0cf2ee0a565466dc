/** Several registers on one PostgreSQL server and one state folder. */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { rosterHashOf } from '@avow/core'
import { createClient, refusalOf } from '@avow/client'
import { verifyBundle } from '@avow/verify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedServer, startEmbedded } from '../src/db/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'
import { releaseOf } from './trustee-stub.ts'

let setting: Setting
let server: EmbeddedServer
let registers: RegisterProcess[]
beforeAll(async () => {
  setting = await makeSetting({ AVOW_COSIGN_MS: '300' })
  server = await startEmbedded(
    join(setting.folder, 'server'),
    createLogger('test', () => {}),
  )
  const { host, user, database } = server.where
  const DATABASE_URL = `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}`
  const environment = { ...setting.environment, DATABASE_URL }
  registers = [await startRegister(environment), await startRegister(environment)]
})
afterAll(async () => {
  await Promise.all((registers ?? []).map((register) => register.stop()))
  await server?.stop()
  setting?.close()
})

const clients = () => registers.map(({ address }) => createClient({ base: address }))

test('deposits to both make one log, and a repeated one is known to both', async () => {
  const [first, second] = clients()
  const roster = await first!.roster()
  const sealed = await Promise.all(Array.from({ length: 20 }, () => sealOne(roster)))
  const answers = await Promise.all(sealed.map(({ file }, at) => (at % 2 ? first! : second!).deposit(file)))
  const indexes = answers.map(({ index }) => index).sort((a, b) => a - b)
  expect(indexes).toEqual(indexes.map((_, at) => indexes[0]! + at))
  for (const [at, { file }] of sealed.entries())
    expect((await (at % 2 ? second! : first!).deposit(file)).index).toBe(answers[at]!.index)
})

test('when the one that asks the witnesses is killed, the other does, and opens what was begun', async () => {
  const [, other] = clients()
  const roster = await other!.roster()
  const sealed = await sealOne(roster, { type: 'now' })
  await other!.deposit(sealed.file)
  // The first that was started leads.
  registers[0]!.child.kill('SIGKILL')
  await registers[0]!.ended
  for (const number of [1, 2]) {
    const act = await releaseOf(sealed.file, number, setting.trustees[number - 1]!)
    await other!.act(act)
  }
  let proof: Uint8Array | undefined
  while (!proof) {
    proof = await other!.proof(sealed.statement).catch((cause: unknown) => {
      if (refusalOf(cause) !== 'statement_unknown') throw cause
      return undefined
    })
    await setTimeout(20)
  }
  const verdict = await verifyBundle(proof, { trustedRoster: rosterHashOf(roster) })
  expect([verdict.time.status, verdict.opening.status]).toEqual(['proven', 'proven'])
})

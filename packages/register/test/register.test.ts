import { createClient } from '@avow/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'

let setting: Setting
let register: RegisterProcess
beforeAll(async () => {
  setting = await makeSetting()
  register = await startRegister(setting.environment)
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

test('a deposit is acknowledged', async () => {
  const client = createClient({ base: register.address })
  const roster = await client.roster()
  const { file, keys, statement } = await sealOne(roster)
  const answer = await client.deposit(file)
  expect(answer).toMatchObject({ statement, state: 'logged' })
  expect(await client.envelope(keys.locator)).toEqual(file)
})

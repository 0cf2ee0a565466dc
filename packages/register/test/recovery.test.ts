/** The truth is the log and the blobs: the database may be lost. What may not happen is a second log under one key. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createAct } from '@avow/core'
import { createClient } from '@avow/client'
import { parseCheckpoint, parseNote } from '@avow/tlog'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RegisterProcess, type Setting, makeSetting, sealOne, startRegister } from './setting.ts'
import { releaseOf } from './trustee-stub.ts'

let setting: Setting
beforeAll(async () => {
  setting = await makeSetting({ AVOW_COSIGN_MS: '300' })
})
afterAll(() => setting.close())

/** With owners, as a backup has them. */
const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to])
const inState = (...path: string[]) => join(setting.environment['AVOW_STATE']!, ...path)
const clientOf = ({ address }: RegisterProcess) => createClient({ base: address })
const sizeOf = (checkpoint: string) => parseCheckpoint(parseNote(checkpoint).text).size

test('a lost database is rebuilt from log and blobs, and the log goes on', async () => {
  let register = await startRegister(setting.environment)
  let client = clientOf(register)
  const roster = await client.roster()
  const [open, waiting] = [await sealOne(roster, { type: 'now' }), await sealOne(roster)]
  await client.deposit(open.file)
  await client.deposit(waiting.file)
  await client.act(createAct({ kind: 'word', statement: waiting.statement, body: {} }, waiting.keys.seed))
  while ((await client.status(open.keys.locator)).state === 'logged') await setTimeout(20)
  for (const number of [1, 2])
    await client.act(await releaseOf(open.file, number, setting.trustees[number - 1]!))
  while ((await client.status(open.keys.locator)).state !== 'published') await setTimeout(20)
  const before = {
    status: await client.status(waiting.keys.locator),
    proof: await client.proof(open.statement),
    list: await client.statements(),
    size: sizeOf(await client.checkpoint()),
  }
  await register.stop()

  rmSync(inState('database'), { recursive: true })
  register = await startRegister(setting.environment)
  client = clientOf(register)
  while ((await client.status(open.keys.locator)).state !== 'published') await setTimeout(20)
  expect(await client.status(waiting.keys.locator)).toEqual(before.status)
  expect(await client.proof(open.statement)).toEqual(before.proof)
  expect(await client.statements()).toEqual(before.list)
  const next = await client.deposit((await sealOne(roster)).file)
  expect(next.index).toBe(before.size)
  await register.stop()
})

test('a database from an older backup catches up with the blobs', async () => {
  let register = await startRegister(setting.environment)
  const roster = await clientOf(register).roster()
  await register.stop()
  copy(inState('database'), join(setting.folder, 'backup'))
  register = await startRegister(setting.environment)
  const later = await sealOne(roster)
  const { index } = await clientOf(register).deposit(later.file)
  await register.stop()

  rmSync(inState('database'), { recursive: true })
  copy(join(setting.folder, 'backup'), inState('database'))
  register = await startRegister(setting.environment)
  expect(await clientOf(register).deposit(later.file)).toMatchObject({ index })
  expect((await clientOf(register).deposit((await sealOne(roster)).file)).index).toBe(index + 1)
  await register.stop()
})

test('a register that cannot know its log any more does not begin another', async () => {
  rmSync(inState('database'), { recursive: true })
  rmSync(inState('acts'), { recursive: true })
  const seen = setting.witness.seen.length
  await expect(startRegister(setting.environment)).rejects.toThrow('does not hold the log that was published')
  expect(setting.witness.seen).toHaveLength(seen)
})

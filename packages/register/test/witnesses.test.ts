/** Witnesses that lie, stall or fork: what they say counts for nothing, and those that are honest are enough. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '@avow/client'
import type { Roster } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Lie,
  type RegisterProcess,
  type Setting,
  type TestWitness,
  makeSetting,
  startRegister,
  startWitness,
} from './setting.ts'
import { envelopeMaker } from './torture.ts'

let setting: Setting
let witnesses: TestWitness[]
let register: RegisterProcess
let client: Client
let roster: Roster
let makeEnvelope: () => Uint8Array
beforeAll(async () => {
  setting = await makeSetting({ AVOW_QUORUM: '2', AVOW_COSIGN_MS: '300' })
  witnesses = await Promise.all([1, 2, 3].map((number) => startWitness(`w${number}.test`, 90 + number)))
  const list = join(setting.folder, 'three.json')
  writeFileSync(list, JSON.stringify(witnesses.map(({ listed }) => listed)))
  register = await startRegister({ ...setting.environment, AVOW_WITNESSES: list })
  client = createClient({ base: register.address })
  roster = await client.roster()
  makeEnvelope = await envelopeMaker(roster)
})
afterAll(async () => {
  await register?.stop()
  for (const witness of witnesses ?? []) witness.close()
  setting?.close()
})

/** Deposits, and waits for the witnesses so many seconds. */
const deposit = async (file: Uint8Array, wait: number) => {
  const answer = await client.submit(file, { until: 'witnessed', wait })
  if (answer.state === 'received') throw new Error('the log does not hold it')
  return answer
}

/** However long that takes: a witness that does not answer is given up after ten seconds. */
async function witnessed(file: Uint8Array) {
  let answer = await deposit(file, 20)
  while (answer.state === 'logged') answer = await deposit(file, 20)
  return answer
}

const lies: readonly Lie[] = [
  'wrong signature',
  'signature on an older checkpoint',
  'signature on another root',
  'signature by a key that nobody knows',
  'no answer',
  'an answer without end',
  'no text',
  'a size that it never saw',
  'a size that is none',
]

describe.each(lies)('%s', (lie) => {
  test('by one of three: the other two are the quorum', async () => {
    witnesses[2]!.lie = lie
    const { act, receipt, witnessed: evidence } = await witnessed(makeEnvelope())
    expect([...evidence!.witnesses].sort()).toEqual(['w1.test', 'w2.test'])
    expect(createReceiptVerifier(roster).receipt(receipt, act).isWitnessed).toBe(true)
  })

  test('by two of three: it stays logged, until one of them is honest again', async () => {
    for (const witness of witnesses.slice(1)) witness.lie = lie
    const file = makeEnvelope()
    const before = await deposit(file, 1)
    expect(before).toMatchObject({ state: 'logged', witnessed: null })
    expect(() => createReceiptVerifier(roster).receipt(before.receipt, before.act)).toThrow()
    witnesses[1]!.lie = undefined
    expect(await witnessed(file)).toMatchObject({ state: 'witnessed', index: before.index })
    witnesses[2]!.lie = undefined
  })
})

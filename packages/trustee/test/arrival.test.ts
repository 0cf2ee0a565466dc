/** What is not a deposit's fault is not held against it. */
import { type ActOf, createAct, decodeEnvelope, encodeBase64, publicKeyOf } from '@avow/core'
import { beforeAll, expect, test } from 'vitest'
import { type House, houseOf, registerSeed } from '../../verify/test/opening-of.ts'
import { type ArrivalContext, receiveDeposit } from '../src/arrival.ts'
import { type SealedDeposit, sealFor } from './register-double.ts'

let house: House
let sealed: SealedDeposit
beforeAll(async () => {
  house = await houseOf({ trustees: 2 })
  sealed = await sealFor(house.roster, { type: 'word' })
})

function receive(rosterOf: ArrivalContext['rosterOf']) {
  const { statement, file } = sealed
  const { envelope, notes } = decodeEnvelope(file)
  const act: ActOf<'deposit'> = createAct({ kind: 'deposit', statement, body: {} }, registerSeed)
  const { seed, identity } = house.trustees[0]!
  const item = { index: 3, act, receipt: '', envelope, note: encodeBase64(notes[0]!) }
  return receiveDeposit(item, act, {
    number: 1,
    key: publicKeyOf(seed),
    identity,
    time: null,
    roster: house.roster,
    isSpent: () => false,
    rosterOf,
  })
}

test('a disk that fails while a deposit is checked does not make its note a bad one', async () => {
  const fails = async () => {
    throw new Error('disk I/O error')
  }
  await expect(receive(fails)).rejects.toThrow('disk I/O error')
  const { deposit, held } = await receive(async () => house.roster)
  expect(deposit.state).toBe('holds')
  expect(held?.condition).toEqual({ type: 'word' })
})

test('a roster that the register does not know makes it a bad one', async () => {
  expect((await receive(async () => undefined)).deposit).toMatchObject({
    state: 'refused',
    code: 'roster_unknown',
  })
})

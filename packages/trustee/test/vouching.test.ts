/** Vouchers through the whole of a trustee: arrival, spending, counting (spec/vouching.md, "Spending"). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Condition,
  type Note,
  type Voucher,
  createRoster,
  decodeEnvelope,
  encodeBase64,
  encodeCanonical,
  encodeNote,
  encryptTo,
  generateEntropy,
  hashOf,
  hashOfNote,
  openNote,
  sign,
  spendVoucher,
  statementIdOf,
  utf8,
} from '@avow/core'
import { generateVouchingKey, readVouchingKey } from '@avow/core/vouching'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { voucherBy } from '../../core/test/making/vouchers.ts'
import { type House, houseOf, registerSeed } from '../../verify/test/opening-of.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { Store } from '../src/store.ts'
import { type Trustee, createTrustee } from '../src/trustee.ts'
import {
  type RegisterDouble,
  type SealedDeposit,
  authorAct,
  createRegisterDouble,
  sealFor,
  startTime,
} from './register-double.ts'

const institution = `tag:${hashOf(utf8('the House'))}` as const
const together = (size: number, vouched: boolean): Condition => ({
  type: 'together',
  size,
  institution,
  vouched,
})

let house: House
let pem: string
beforeAll(async () => {
  pem = await generateVouchingKey()
  const { publicKey: vouching } = await readVouchingKey(pem)
  house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1, vouching })
})

const voucher = (): Promise<Voucher> => voucherBy(pem, house.roster)

let now: number
let folder: string
let store: Store
let trustee: Trustee
let register: RegisterDouble

function start(): void {
  store = openStore(folder)
  const keys = house.trustees[0]!
  const logger = { info() {}, warn() {} }
  trustee = createTrustee({ keys, store, register, now: () => now, logger, wait: 0 })
}

beforeEach(() => {
  now = startTime
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  register = createRegisterDouble(house)
  start()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

async function look(): Promise<void> {
  now += 1000
  register.witness(now / 1000)
  await trustee.round()
}

async function deposit(sealed: SealedDeposit): Promise<SealedDeposit> {
  register.deposit(sealed)
  await look()
  return sealed
}

const sealed = async (condition: Condition, spent?: Voucher): Promise<SealedDeposit> =>
  sealFor(house.roster, condition, spent ? { voucher: spent } : {})
const vouched = async (size: number, spent?: Voucher) =>
  deposit(await sealed(together(size, true), spent ?? (await voucher())))
const unvouched = async (size: number) => deposit(await sealed(together(size, false)))

const stateOf = ({ statement }: SealedDeposit) => {
  const { state, code } = store.deposit(statement)!
  return code === null ? state : `${state} ${code}`
}
const statesOf = (...all: SealedDeposit[]) => all.map(stateOf)
const released = () => register.releases.map(({ statement }) => statement)

describe('who counts vouched statements only', () => {
  test('does not open by others, however many they are, and opens with those vouched for', async () => {
    const first = await vouched(3)
    for (let count = 0; count < 3; count += 1) await unvouched(10)
    const second = await vouched(3)
    expect(released()).toEqual([])
    const third = await vouched(3)
    expect(released().toSorted()).toEqual([first, second, third].map((one) => one.statement).toSorted())
  })

  test('counts for those who count anybody too', async () => {
    const anybody = await unvouched(2)
    await vouched(3)
    await vouched(3)
    expect(released()).toEqual([])
    await vouched(3)
    expect(released()).toHaveLength(4)
    expect(stateOf(anybody)).toBe('released')
  })

  test('is not counted for by what is open already and was not vouched for', async () => {
    for (const make of [unvouched, vouched, vouched]) await make(2)
    expect(released()).toHaveLength(3)
    const late = await vouched(4)
    expect(stateOf(late)).toBe('holds')
    await vouched(4)
    expect(stateOf(late)).toBe('released')
  })

  test('opens although the trustee is started again between any two of them', async () => {
    const all: SealedDeposit[] = []
    for (let count = 0; count < 3; count += 1) {
      all.push(await vouched(3))
      store.close()
      start()
    }
    await look()
    expect(new Set(statesOf(...all))).toEqual(new Set(['released']))
  })
})

describe('a voucher', () => {
  test('is spent on one statement only: a second one is refused, also after a new start', async () => {
    const one = await voucher()
    const first = await vouched(2, one)
    const second = await vouched(2, one)
    expect(statesOf(first, second)).toEqual(['holds', 'refused voucher_spent'])
    expect(register.holdings.at(-1)).toMatchObject({ state: 'refused', code: 'voucher_spent' })
    store.close()
    start()
    const third = await vouched(2, one)
    expect(stateOf(third)).toBe('refused voucher_spent')
    expect(released()).toEqual([])
    const other = await vouched(2)
    expect(statesOf(first, other)).toEqual(['released', 'released'])
  })

  test('spent twice in one page of the feed counts for the first in the log', async () => {
    const one = await voucher()
    const both = [await sealed(together(2, true), one), await sealed(together(2, true), one)]
    for (const made of both) register.deposit(made)
    await look()
    expect(statesOf(...both)).toEqual(['holds', 'refused voucher_spent'])
    expect(released()).toEqual([])
  })

  test('is spent on a statement that comes again, and on one that was withdrawn', async () => {
    const one = await voucher()
    const first = await vouched(2, one)
    await deposit(first)
    expect(stateOf(first)).toBe('holds')
    register.log(authorAct('withdraw', first.statement, first.authorSeed))
    await look()
    expect(statesOf(first, await vouched(2, one))).toEqual(['destroyed', 'refused voucher_spent'])
  })

  test('in a note that is refused is not spent', async () => {
    const one = await voucher()
    const broken = await sealed(together(2, true), one)
    register.deposit(broken, { note: encodeBase64(utf8('another note')) })
    await look()
    expect(statesOf(broken, await vouched(2, one))).toEqual(['refused note_hash_mismatch', 'holds'])
  })

  test('does not let one author count twice, nor two statements by one voucher', async () => {
    const entropy = generateEntropy()
    for (const spent of [await voucher(), await voucher()])
      await deposit(await sealFor(house.roster, together(3, true), { entropy, voucher: spent }))
    await vouched(3)
    expect(released()).toEqual([])
  })

  test('stands neither in a release nor in what is told of it', async () => {
    const [one, other] = [await voucher(), await voucher()]
    await vouched(2, one)
    await vouched(2, other)
    expect(released()).toHaveLength(2)
    const told = JSON.stringify([register.releases, register.holdings])
    for (const spent of [one, other])
      for (const secret of [spent.seed, spent.signature, spendVoucher(spent, '00'.repeat(32) as never).token])
        expect(told).not.toContain(secret)
  })
})

describe('a voucher that is none', () => {
  /** A deposit whose note for this trustee its author has changed. */
  async function changed(change: (note: Note) => Partial<Note>): Promise<SealedDeposit> {
    const made = await sealed(together(2, true), await voucher())
    const { envelope, notes } = decodeEnvelope(made.file)
    const note = await openNote(notes[0]!, envelope, 1, house.trustees[0]!.identity)
    const bytes = encodeNote({ ...note, ...change(note) })
    const secret = await encryptTo([house.roster.trustees[0]!.recipient], bytes)
    const { signature: _, ...unsigned } = { ...envelope, notes: [hashOfNote(secret), envelope.notes[1]!] }
    const signature = sign('avow/envelope-signature/v1', made.authorSeed, encodeCanonical(unsigned))
    const other = { ...unsigned, signature }
    const statement = statementIdOf(other)
    register.deposit({ ...made, statement }, { envelope: other, note: encodeBase64(secret) })
    await look()
    return { ...made, statement }
  }

  test('is refused at once, and what comes after it is held', async () => {
    const stolen = spendVoucher(await voucher(), '11'.repeat(32) as Note['binding'])
    const forged = await changed(({ voucher: own }) => ({
      voucher: { ...own!, token: stolen.token, spending: stolen.spending },
    }))
    const copied = await changed(() => ({ voucher: stolen }))
    const missing = await changed(({ voucher: _, ...note }) => ({ ...note, voucher: undefined }))
    expect(statesOf(forged, copied, missing)).toEqual([
      'refused voucher_invalid',
      'refused voucher_invalid',
      'refused voucher_missing',
    ])
    expect(stateOf(await vouched(2))).toBe('holds')
  })

  test('by a key in a roster that the trustee does not go by: a register cannot vouch with one of its own', async () => {
    const own = await generateVouchingKey()
    const { publicKey: vouching } = await readVouchingKey(own)
    const { version: _v, register: _r, signature: _s, ...fields } = house.roster
    // A trustee asks the register for the roster of an envelope, and believes it as to its own number only.
    const made = createRoster({ ...fields, vouching }, registerSeed)
    Object.assign(register, { rosterOf: async () => made })
    await look()
    const sealedByIt = await sealFor(made, together(2, true), { voucher: await voucherBy(own, made) })
    await deposit(sealedByIt)
    expect(stateOf(sealedByIt)).toBe('refused voucher_invalid')
  })
})

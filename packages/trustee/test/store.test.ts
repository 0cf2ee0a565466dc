import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Act, type Hash, type PublicKey, type Salt, type Share, encodeBase64 } from '@avow/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../src/sqlite-store.ts'
import type { Arrival, PageChange, Store } from '../src/store.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const statement = '11'.repeat(32) as Hash
const author = 'aa'.repeat(32) as PublicKey
const share = encodeBase64(new Uint8Array(33).fill(0xab)) as Share
const act = { kind: 'release', statement, body: { share } } as unknown as Act

const arrival: Arrival = {
  deposit: { statement, deposited: 3, author, trustee: 1, state: 'holds', code: null, time: 900 },
  held: {
    trustee: 1,
    share,
    shareSalt: '22'.repeat(32) as Salt,
    condition: { type: 'word' },
    conditionSalt: '33'.repeat(32) as Salt,
  },
}

const page = (change: Partial<PageChange> = {}): PageChange => ({
  arrivals: [arrival],
  acts: [],
  position: { cursor: 4, size: 4, root: '44'.repeat(32) as Hash, readTime: 1000 },
  contact: 1000,
  ...change,
})

/** Whether any file of the folder holds the text. */
const isOnDisk = (text: string) =>
  readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(text))

function reopen(): void {
  store.close()
  store = openStore(folder)
}

test('what a page brings and how far it was read are kept together', () => {
  store.applyPage(page())
  reopen()
  expect(store.position()).toEqual(page().position)
  expect(store.deposit(statement)).toEqual(arrival.deposit)
  expect(store.held(statement)).toEqual(arrival.held)
})

test('a page that cannot be kept whole leaves nothing behind', () => {
  const broken = {
    ...arrival,
    deposit: { ...arrival.deposit, statement: '55'.repeat(32) as Hash, state: 'lost' as 'holds' },
  }
  expect(() => store.applyPage(page({ arrivals: [arrival, broken] }))).toThrow(/CHECK/)
  expect(store.deposit(statement)).toBeUndefined()
  expect(store.position().cursor).toBe(0)
})

test('the same page twice changes nothing', () => {
  store.applyPage(page())
  store.intend({ statement, act })
  store.applyPage(page())
  expect(store.deposit(statement)?.state).toBe('releasing')
})

test('a release is kept until it is acknowledged, and its share no longer', () => {
  store.applyPage(page())
  store.intend({ statement, act })
  store.intend({ statement, act: { ...act, salt: 'other' } as Act })
  reopen()
  expect(store.intended()).toEqual([{ statement, act }])
  store.released(statement)
  expect(store.intended()).toEqual([])
  expect(store.held(statement)).toBeUndefined()
  expect(store.deposit(statement)?.state).toBe('released')
})

test('no file holds a share that was destroyed', () => {
  store.applyPage(page())
  store.intend({ statement, act })
  expect(isOnDisk(share)).toBe(true)
  store.destroy(statement)
  expect(store.deposit(statement)?.state).toBe('destroyed')
  expect(store.intended()).toEqual([])
  expect(isOnDisk(share)).toBe(false)
})

test('a word makes its deposit due, whichever of the two came first', () => {
  const word = { statement, kind: 'word', actor: author, index: 9, time: 950 } as const
  store.applyPage(page())
  expect(store.due(Number.MAX_SAFE_INTEGER)).toEqual([])
  store.applyPage(page({ arrivals: [], acts: [word] }))
  expect(store.due(0)).toHaveLength(1)
  const second = '66'.repeat(32) as Hash
  store.applyPage(page({ arrivals: [], acts: [{ ...word, statement: second }] }))
  store.applyPage(page({ arrivals: [{ ...arrival, deposit: { ...arrival.deposit, statement: second } }] }))
  expect(store.due(0)).toHaveLength(2)
})

test('states are told once', () => {
  store.applyPage(page())
  expect(store.unanswered(10)).toEqual([{ statement, trustee: 1, state: 'holds', code: null }])
  store.answered(statement, 'holds')
  store.intend({ statement, act })
  expect(store.unanswered(10)).toEqual([])
  store.released(statement)
  expect(store.unanswered(10)).toEqual([{ statement, trustee: 1, state: 'released', code: null }])
})

test('a second daemon cannot use the store', () => {
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'store_unusable' }))
})

test('the store is for its own user only', () => {
  expect(statSync(join(folder, 'store.sqlite')).mode & 0o777).toBe(0o600)
})

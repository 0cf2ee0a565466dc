import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type Act,
  type Hash,
  type Part,
  type PublicKey,
  type Salt,
  type Share,
  encodeBase64,
} from '@avow/core'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { judge, knownOf } from '../src/decide.ts'
import type { HandedOn, PartArrival } from '../src/reshare/store.ts'
import { openStore } from '../src/sqlite-store.ts'
import { firstSchema, openSql } from '../src/sqlite.ts'
import { addContact } from '../src/store-hearing.ts'
import type { Arrival, PageChange, SignOfLife, State, Store } from '../src/store.ts'

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
  deposit: {
    statement,
    deposited: 3,
    author,
    trustee: 1,
    state: 'holds',
    code: null,
    credential: null,
    time: 900,
    sign: null,
    checkIn: null,
  },
  held: {
    trustee: 1,
    share,
    shareSalt: '22'.repeat(32) as Salt,
    condition: { type: 'word' },
    conditionSalt: '33'.repeat(32) as Salt,
    mailbox: null,
  },
}

const path = ['66', '77'].map((byte) => byte.repeat(32) as Hash)

/** A part of what another trustee held; two restore it. */
function partOf(of: number, bytes: string = 'AAAA'): PartArrival {
  const { condition, conditionSalt, shareSalt } = arrival.held!
  const note = { part: { of, share: bytes as Part, shareSalt }, condition, conditionSalt }
  return { statement, path, trustee: 2, needed: 2, deposit: arrival.deposit, note }
}

const page = (change: Partial<PageChange> = {}): PageChange => ({
  arrivals: [arrival],
  acts: [],
  signs: [],
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

test('what was refused without its envelope and is handed on later has its author, whose withdrawal counts', () => {
  const refused = { ...arrival.deposit, author: null, state: 'refused', code: 'envelope_missing' } as const
  store.applyPage(page({ arrivals: [{ deposit: refused, held: null }] }))
  const withdrawal = { statement, kind: 'withdraw', actor: author, index: 5, time: 950 } as const
  store.applyPage(page({ arrivals: [], parts: [partOf(1), partOf(2)], acts: [withdrawal] }))
  expect(store.deposit(statement)).toMatchObject({ state: 'holds', author, trustee: 2 })
  expect(judge(knownOf(store, store.deposit(statement)!, [])!, 1000).why).toBe('withdrawn')
})

describe('a part that comes when it is of no use any more is not kept', () => {
  const withdrawal = { statement, kind: 'withdraw', actor: author, index: 5, time: 950 } as const
  /** Handed on along the path and one roster further, by the log, and destroyed here. */
  function handOn(): void {
    const placed = { statement, path: [...path, '88'.repeat(32) as Hash] }
    store.applyPage(page({ arrivals: [], parts: [partOf(1), partOf(2)] }))
    store.reshares.keep({ ...placed, act, notes: [] } as unknown as HandedOn, 3)
    store.reshares.destroyHandedOn(placed)
  }
  const ends: readonly (readonly [string, State, () => void])[] = [
    ['released', 'released', () => (store.intend({ statement, act }), store.released(statement))],
    [
      'withdrawn',
      'destroyed',
      () => (store.applyPage(page({ arrivals: [], acts: [withdrawal] })), store.destroy(statement)),
    ],
    ['handed on', 'destroyed', () => (store.reshares.destroyHandedOn({ statement, path }), handOn())],
  ]
  test.each(ends)('%s', (_, state, end) => {
    store.applyPage(page())
    end()
    expect(store.deposit(statement)?.state).toBe(state)
    const late = encodeBase64(new Uint8Array(66).fill(0xcd))
    store.applyPage(page({ parts: [partOf(1, late)] }))
    expect(isOnDisk(late)).toBe(false)
    store.applyPage(page({ parts: [partOf(2, late)] }))
    expect(store.deposit(statement)?.state).toBe(state)
    expect(isOnDisk(late)).toBe(false)
  })
})

test('a roster that was given up gets nothing more, and what was kept for it goes with the share', () => {
  const before = path[0]!
  const [given, next] = ['88', '99'].map((byte) => byte.repeat(32) as Hash) as [Hash, Hash]
  const kept = (roster: Hash): HandedOn =>
    ({ statement, path: [before, roster], act, notes: [`note for ${roster}`] }) as unknown as HandedOn
  const unsent = () => [given, next].map((roster) => store.reshares.unsent(roster, 9))
  store.applyPage(page({ arrivals: [{ ...arrival, roster: before }] }))
  for (const roster of [given, next]) store.reshares.keep(kept(roster), 3)
  expect(unsent()).toEqual([[kept(given)], [kept(next)]])
  store.reshares.sent(kept(next))
  // Another that is handed on already keeps the statement here.
  store.applyPage(page({ arrivals: [], parts: [partOf(1), partOf(2)] }))
  store.reshares.destroyHandedOn(kept(next))
  expect(store.deposit(statement)?.state).toBe('holds')
  expect(unsent()).toEqual([[], []])
  expect(isOnDisk('note for')).toBe(false)
})

test('parts are handed on also while there are shares that cannot be', () => {
  const [roster, second] = ['88', '55'].map((byte) => byte.repeat(32) as Hash) as [Hash, Hash]
  const stuck = { ...arrival, deposit: { ...arrival.deposit, statement: second }, roster: path[0]! }
  store.applyPage(page({ arrivals: [stuck], parts: [partOf(1), partOf(2)] }))
  const found = (limit: number) =>
    store.reshares.toHandOn(roster, limit).map((one) => [one.statement, ...one.path])
  expect(found(2)).toEqual([
    [second, path[0], roster],
    [statement, ...path, roster],
  ])
  expect(found(1)).toHaveLength(1)
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
  expect(store.intended()).toEqual([{ statement, act, deposited: 3 }])
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

test('neither the order of signs of life nor their repetition changes anything', () => {
  const hour = 3_600_000
  const moment = fc.integer({ min: 1, max: 100 }).map((hours) => hours * hour)
  const interval = fc.tuple(moment, moment).map(([from, length]) => ({ from, until: from + length }))
  const sign = fc
    .record({ sign: moment, checkIn: moment, pause: fc.option(interval) })
    .map((fields): SignOfLife => ({ statement, actor: author, ...fields }))
  const shuffled = (all: readonly SignOfLife[]) =>
    fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })
  const signs = fc.array(sign, { maxLength: 60 })
  const known = (pages: readonly (readonly SignOfLife[])[]) => {
    const inner = mkdtempSync(join(folder, 'inner-'))
    const other = openStore(inner)
    for (const some of [[], ...pages]) other.applyPage(page({ signs: some }))
    const found = { deposit: other.deposit(statement), pauses: other.pausesOf(statement), due: other.due(0) }
    other.close()
    return found
  }
  fc.assert(
    fc.property(
      signs.chain((all) => fc.tuple(fc.constant(all), shuffled(all))),
      ([all, mixed]) => {
        const half = mixed.length / 2
        expect(known([mixed.slice(0, half), mixed.slice(half)])).toEqual(known([all]))
      },
    ),
    { numRuns: 25 },
  )
})

test('more pauses than are kept become one that holds them all', () => {
  const pauses = Array.from({ length: 33 }, (_, n) => ({ from: n * 10, until: n * 10 + 5 }))
  const signs = pauses.map((pause) => ({ statement, actor: author, sign: 1, checkIn: 1, pause }))
  store.applyPage(page({ signs: signs.slice(0, 32) }))
  expect(store.pausesOf(statement)).toEqual(pauses.slice(0, 32))
  store.applyPage(page({ signs }))
  expect(store.pausesOf(statement)).toEqual([{ from: 0, until: 325 }])
})

test('contacts far apart leave nothing heard between them, also when the daemon was killed there', () => {
  const minute = 60_000
  for (const contact of [0, 10, 20, 31, 40, 100, 105, 99]) {
    store.applyPage(page({ contact: contact * minute }))
    reopen()
  }
  const heard = [
    { from: 0, until: 20 },
    { from: 31, until: 40 },
    { from: 100, until: 105 },
  ]
  expect(store.heard()).toEqual(
    heard.map(({ from, until }) => ({ from: from * minute, until: until * minute })),
  )
})

test('of more outages than are kept the oldest hearing is dropped, which only delays', () => {
  store.close()
  const sql = openSql(folder)
  const apart = 700_000
  sql.transaction(() => {
    for (let n = 0; n < 10_003; n += 1) for (const late of [0, 1]) addContact(sql, n * apart + late)
  })
  sql.close()
  store = openStore(folder)
  expect(store.heard()).toHaveLength(10_000)
  expect(store.heard()[0]).toEqual({ from: 3 * apart, until: 3 * apart + 1 })
})

test('a store of the schema before this one is brought to it, and loses nothing', () => {
  store.close()
  rmSync(join(folder, 'store.sqlite'))
  const old = new DatabaseSync(join(folder, 'store.sqlite'))
  old.exec(firstSchema)
  old.exec(`INSERT INTO deposits VALUES ('${statement}', 3, '${author}', 1, 'holds', NULL, NULL, 'holds')`)
  old.exec('PRAGMA user_version = 1')
  old.close()
  store = openStore(folder)
  expect(store.deposit(statement)).toEqual({ ...arrival.deposit, time: null })
  expect(store.heard()).toEqual([])
})

test('a voucher stays spent, whatever comes of the statement, and two cannot have spent it', () => {
  const credential = 'cc'.repeat(32) as PublicKey
  store.applyPage(page({ arrivals: [{ ...arrival, deposit: { ...arrival.deposit, credential } }] }))
  expect(store.isSpent('dd'.repeat(32) as PublicKey)).toBe(false)
  for (const change of [() => {}, () => store.destroy(statement), reopen]) {
    change()
    expect(store.isSpent(credential)).toBe(true)
  }
  const other = { ...arrival.deposit, credential, statement: '66'.repeat(32) as Hash }
  expect(() => store.applyPage(page({ arrivals: [{ ...arrival, deposit: other }] }))).toThrow('UNIQUE')
})

test('states are told once', () => {
  store.applyPage(page())
  const told = { statement, trustee: 1, state: 'holds', code: null } as const
  expect(store.unanswered(10)).toEqual([{ ...told, news: 1 }])
  store.lookAgain([{ statement, due: null, warned: ';' }])
  store.answered({ ...told, news: 1 })
  // What came while the register was told is told as well.
  expect(store.unanswered(10)).toEqual([{ ...told, news: 2 }])
  store.answered({ ...told, news: 2 })
  store.lookAgain([{ statement, due: 5, warned: ';' }])
  store.intend({ statement, act })
  expect(store.unanswered(10)).toEqual([])
  store.released(statement)
  expect(store.unanswered(10)).toEqual([{ ...told, state: 'released', news: 3 }])
})

test('a second daemon cannot use the store', () => {
  expect(() => openStore(folder)).toThrow(expect.objectContaining({ code: 'store_unusable' }))
})

test('the store is for its own user only', () => {
  expect(statSync(join(folder, 'store.sqlite')).mode & 0o777).toBe(0o600)
})

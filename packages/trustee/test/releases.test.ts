/** Many releases at once: few writes to the disk, many on the way, and nothing lost when the register goes away. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Act, type Condition, type Hash, type PublicKey, type Share, encodeBase64 } from '@avow/core'
import { ClientError } from '@avow/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLogger } from '../src/logger.ts'
import type { RegisterCalls } from '../src/register-calls.ts'
import { createReleases } from '../src/releases.ts'
import { openStore } from '../src/sqlite-store.ts'
import type { PageChange, Store } from '../src/store.ts'
import { arrivalOf } from './arrivals.ts'

let folder: string
let store: Store
/** Releases that came, and what becomes of the n-th. */
let sent: Act[]
let answer: (nth: number) => 'taken' | 'away' | 'refused'
let underWay: number
/** The own clock of the trustee. */
let time: number
let most: number

const count = 300
const author = 'aa'.repeat(32) as PublicKey
const statementOf = (number: number) => number.toString(16).padStart(64, '0') as Hash
const share = encodeBase64(new Uint8Array(33).fill(0xab)) as Share

const position = { cursor: count, size: count, root: '44'.repeat(32) as Hash, readTime: 1000 }

function hold(condition: Condition, acts: PageChange['acts'] = []): void {
  const arrivals = Array.from({ length: count }, (_, number) =>
    arrivalOf(number, condition, { statement: statementOf(number), author, share }),
  )
  store.applyPage({ arrivals, acts, signs: [], position, contact: null })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-trustee-'))
  store = openStore(folder)
  sent = []
  answer = () => 'taken'
  underWay = 0
  time = 1000
  most = 0
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const register = {
  async act(act: Act) {
    const nth = sent.push(act) - 1
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise((resolve) => setImmediate(resolve))
    underWay -= 1
    if (answer(nth) === 'away') throw new ClientError('unreachable', 'the register did not answer')
    if (answer(nth) === 'refused')
      throw new ClientError('refused', 'no', { code: 'condition_not_met', status: 409 })
    return {}
  },
} as unknown as RegisterCalls

const releases = () =>
  createReleases({
    keys: { identity: '', seed: new Uint8Array(32).fill(7) },
    store,
    register,
    now: () => time,
    logger: createLogger(
      () => {},
      () => 0,
    ),
  })

test('all that is due is decided on and sent once, many at a time but not all', async () => {
  hold({ type: 'now' })
  const all = releases()
  all.decide()
  expect(store.counts()).toMatchObject({ holds: 0, releasing: count })
  await all.send()
  expect(store.counts()).toMatchObject({ releasing: 0, released: count })
  expect(new Set(sent.map(({ statement }) => statement)).size).toBe(count)
  expect(sent).toHaveLength(count)
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThanOrEqual(128)
})

test('what the register got before it went away is kept, and the rest is sent as it was', async () => {
  hold({ type: 'now' })
  const all = releases()
  all.decide()
  answer = (nth) => (nth % 2 === 0 ? 'taken' : 'away')
  await expect(all.send()).rejects.toMatchObject({ code: 'unreachable' })
  expect(store.counts()).toMatchObject({ released: 64, releasing: count - 64 })
  const first = new Map(sent.map((act) => [act.statement, act]))
  sent = []
  answer = () => 'taken'
  await all.send()
  expect(sent).toHaveLength(count - 64)
  for (const act of sent.filter(({ statement }) => first.has(statement)))
    expect(act).toEqual(first.get(act.statement))
})

test('one that is refused holds up none of the others', async () => {
  hold({ type: 'now' })
  const all = releases()
  all.decide()
  answer = (nth) => (nth === 5 ? 'refused' : 'taken')
  await all.send()
  expect(store.counts()).toMatchObject({ released: count - 1, releasing: 1 })
  await all.send()
  expect(sent).toHaveLength(count)
})

test('one that is refused is tried again later, also when the clock went back meanwhile', async () => {
  hold({ type: 'now' })
  time = 86_400_000
  const all = releases()
  all.decide()
  answer = (nth) => (nth === 5 ? 'refused' : 'taken')
  await all.send()
  time += 9999
  await all.send()
  expect(sent).toHaveLength(count)
  time = 1000
  await all.send()
  expect(store.counts()).toMatchObject({ released: count })
})

test('shares that are destroyed together are in no file afterwards', () => {
  const acts = Array.from({ length: count }, (_, number) => ({
    statement: statementOf(number),
    kind: 'withdraw' as const,
    actor: author,
    index: count + number,
    time: 0,
  }))
  hold({ type: 'word' }, acts)
  releases().decide()
  expect(store.counts()).toMatchObject({ destroyed: count })
  const holds = (file: string) => readFileSync(join(folder, file)).includes(share)
  expect(readdirSync(folder).filter(holds)).toEqual([])
})

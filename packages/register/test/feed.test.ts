import {
  createAct,
  createFeedRequest,
  decodeBase64,
  decodeEnvelope,
  entryOf,
  formatInstant,
  openNote,
  policyOf,
} from '@avow/core'
import { type Client, type FeedItem, createClient, refusalOf } from '@avow/client'
import { leafHash, parsePolicy, verifyCheckpoint, verifyConsistency, verifyProof } from '@avow/tlog'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeItems } from '../src/reads/feed.ts'
import { type RegisterProcess, type Setting, makeSetting, sealOne, seedOf, startRegister } from './setting.ts'

let setting: Setting
let register: RegisterProcess
let client: Client
beforeAll(async () => {
  setting = await makeSetting({ AVOW_COSIGN_MS: '400' })
  register = await startRegister(setting.environment)
  client = createClient({ base: register.address })
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

const request = (trustee: number, after: number, size: number, wait = 25, time = Date.now()) =>
  createFeedRequest(
    { trustee, after, size, wait, time: formatInstant(time) },
    setting.trustees[trustee - 1]!.seed,
  )

/** Reads from the beginning until an item is there that satisfies. */
async function readUntil(trustee: number, isThere: (kinds: readonly string[]) => boolean) {
  const items = []
  let [after, size] = [0, 0]
  for (;;) {
    const page = await client.feed(request(trustee, after, size))
    items.push(...page.items)
    after = page.next
    size = Number(page.checkpoint.split('\n')[1])
    if (isThere(items.map(({ act }) => act.kind))) return items
  }
}

test('a trustee finds its notes, each with a receipt under the policy', async () => {
  const roster = await client.roster()
  const sealed = await Promise.all([1, 2, 3].map(() => sealOne(roster)))
  for (const { file } of sealed) await client.deposit(file)
  const { statement, keys } = sealed[0]!
  await client.act(createAct({ kind: 'word', statement, body: {} }, keys.seed))
  const items = await readUntil(2, (kinds) => kinds.includes('word'))
  expect(items.map(({ act }) => act.kind)).toEqual(['deposit', 'deposit', 'deposit', 'word'])
  const policy = parsePolicy(policyOf(roster))
  for (const { act, receipt, index, note, envelope } of items) {
    expect(verifyProof(receipt, leafHash(entryOf(act)), policy).index).toBe(index)
    if (act.kind === 'deposit')
      await openNote(decodeBase64(note!), envelope!, 2, setting.trustees[1]!.identity)
  }
  expect(decodeBase64(items[0]!.note!)).toEqual(decodeEnvelope(sealed[0]!.file).notes[1])
})

test('a page ends before it is larger than a trustee reads, and goes on with what is left', async () => {
  const mebibyte = 1024 * 1024
  const rows = Array.from({ length: 64 }, (_, index) => index)
  const itemOf = async (index: number) =>
    index % 2 === 0 ? undefined : ({ index, receipt: 'x'.repeat(mebibyte) } as FeedItem)
  const seen: number[] = []
  for (let at = 0; at < rows.length;) {
    const { items, taken } = await takeItems(rows.slice(at), itemOf)
    expect(JSON.stringify(items).length).toBeLessThan(8 * mebibyte)
    expect(taken).toBeGreaterThan(0)
    seen.push(...items.map(({ index }) => index))
    at += taken
  }
  expect(seen).toEqual(rows.filter((index) => index % 2 === 1))
})

test('every page shows the log that was seen before, grown', async () => {
  const policy = parsePolicy(policyOf(await client.roster()))
  const first = await client.feed(request(1, 0, 0))
  const older = verifyCheckpoint(first.checkpoint, policy)
  await client.deposit((await sealOne(await client.roster())).file)
  const next = () => client.feed(request(1, first.next, older.size))
  // A newer cosignature of what was there before is news too, and may come first.
  let second = await next()
  while (verifyCheckpoint(second.checkpoint, policy).size === older.size) second = await next()
  const newer = verifyCheckpoint(second.checkpoint, policy)
  expect(newer.size).toBeGreaterThan(older.size)
  verifyConsistency(older, newer, second.consistency.map(decodeBase64))
})

test('a request waits for news: a newer cosignature of an unchanged log is news', async () => {
  const now = await client.feed(request(1, 0, 0))
  const size = Number(now.checkpoint.split('\n')[1])
  setting.witness.ahead += 5
  const later = await client.feed(request(1, now.next, size, 20))
  expect(later.items).toEqual([])
  expect(later.checkpoint).not.toBe(now.checkpoint)
  expect(later.checkpoint.split('\n')[1]).toBe(String(size))
})

test('without news the answer comes when the time is over', async () => {
  const { next, checkpoint } = await client.feed(request(1, 0, 0))
  const size = Number(checkpoint.split('\n')[1])
  setting.witness.isThere = false
  const page = await client.feed(request(1, next, size, 1))
  expect(page).toMatchObject({ items: [], next })
  setting.witness.isThere = true
})

test('a request by another key, at another time, or about a larger log is refused', async () => {
  const codeOf = (call: Promise<unknown>) => call.then(() => 'accepted', refusalOf)
  const { time } = request(1, 0, 0)
  const forged = createFeedRequest({ trustee: 1, after: 0, size: 0, wait: 0, time }, seedOf(99))
  expect(await codeOf(client.feed(forged))).toBe('signature_invalid')
  expect(await codeOf(client.feed(request(1, 0, 0, 0, Date.now() - 11 * 60_000)))).toBe('feed_time')
  expect(await codeOf(client.feed(request(1, 0, 1_000_000, 0)))).toBe('size_unknown')
  const nobody = createFeedRequest({ trustee: 9, after: 0, size: 0, wait: 0, time }, seedOf(99))
  expect(await codeOf(client.feed(nobody))).toBe('trustee_unknown')
})

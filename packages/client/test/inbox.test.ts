/** What a sender believes of those who answer for a trustee's inbox. */
import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Act,
  type Hash,
  type Roster,
  createAcknowledgement,
  createAct,
  encodeAct,
  encodeCanonical,
  publicKeyOf,
} from '@avow/core'
import { expect, onTestFinished, test } from 'vitest'
import {
  type Circle,
  type DeliverOptions,
  type Inbox,
  type Telling,
  deliver,
  inboxesOf,
  isEnough,
} from '../src/index.ts'

const seedOf = (byte: number) => new Uint8Array(32).fill(byte)
const statement = 'ab'.repeat(32) as Hash
const act: Act = createAct(
  { kind: 'check-in', statement, body: { time: '2026-11-26T12:00:00Z' } },
  seedOf(77),
)
const another: Act = createAct({ kind: 'withdraw', statement, body: {} }, seedOf(77))

async function addressOf(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/inbox`
}

const says =
  (status: number, body: string | Uint8Array): RequestListener =>
  (_, response) => {
    response.writeHead(status).end(body)
  }
const acknowledges = (acted: Act, seed: Uint8Array): RequestListener =>
  says(200, encodeCanonical(createAcknowledgement(acted, 0, seed)))

const inboxOf = (...addresses: string[]): Inbox => ({
  trustee: 1,
  name: 'One',
  key: publicKeyOf(seedOf(1)),
  addresses,
})
const stateOf = async (inbox: Inbox, options: DeliverOptions = {}) =>
  (await deliver(act, [inbox], options))[0]

const refused = (code: string) => JSON.stringify({ error: { code, message: 'no', details: {} } })

test.each<[what: string, answer: RequestListener, expected: object]>([
  ['the trustee', acknowledges(act, seedOf(1)), { state: 'acknowledged' }],
  ['somebody with another key', acknowledges(act, seedOf(2)), { state: 'unproven' }],
  ['the trustee, of another act', acknowledges(another, seedOf(1)), { state: 'unproven' }],
  ['a page of somebody else', says(200, '<html>'), { state: 'unproven' }],
  ['nothing', says(200, ''), { state: 'unproven' }],
  ['more than there is to say', says(200, 'x'.repeat(100_000)), { state: 'unproven' }],
  ['a refusal', says(404, refused('act_not_taken')), { state: 'refused', code: 'act_not_taken' }],
  ['a proxy without a trustee', says(502, 'Bad Gateway'), { state: 'unreachable' }],
  [
    'a way to somewhere else',
    (_, response) => void response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    { state: 'unreachable' },
  ],
])('%s answers', async (_what, answer, expected) => {
  expect(await stateOf(inboxOf(await addressOf(answer)))).toEqual({ trustee: 1, name: 'One', ...expected })
})

test('nobody answers', async () => {
  const inbox = inboxOf(await addressOf(() => {}))
  expect(await stateOf(inbox, { timeout: 100 })).toMatchObject({ state: 'unreachable' })
})

test('sends the act as it is to the address as it is, and nothing that would have to be asked for before', async () => {
  const seen: unknown[] = []
  const address = await addressOf((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const { method, url, headers } = request
      seen.push([method, url, headers['content-type'], Buffer.concat(parts).equals(encodeAct(act))])
      response.end()
    })()
  })
  await stateOf(inboxOf(address))
  expect(seen).toEqual([['POST', '/inbox', undefined, true]])
})

test('a trustee that moved is found at its next address, and one without any is not looked for', async () => {
  const there = await addressOf(acknowledges(act, seedOf(1)))
  expect(await stateOf(inboxOf('http://127.0.0.1:9/inbox', there))).toMatchObject({ state: 'acknowledged' })
  expect(await stateOf(inboxOf(there, 'http://127.0.0.1:9/inbox'))).toMatchObject({ state: 'acknowledged' })
  expect(await stateOf(inboxOf())).toMatchObject({ state: 'no_inbox' })
})

test('trustees are known by their keys, and those for which it was sealed are asked first where it says', () => {
  const trustee = (n: number, inbox?: string) => ({
    name: `trustee ${n}`,
    key: publicKeyOf(seedOf(n)),
    recipient: `age1pq1${n}`,
    ...(inbox === undefined ? {} : { inbox }),
  })
  const rosterOf = (...trustees: object[]) => ({ trustees }) as unknown as Roster
  const sealedFor = rosterOf(
    trustee(1, 'https://a.example/old'),
    trustee(2),
    trustee(3, 'https://c.example/i'),
  )
  const today = rosterOf(
    trustee(3, 'https://c.example/i'),
    trustee(2, 'https://b.example/i'),
    trustee(1, 'https://a.example/new'),
  )
  const addresses = (inboxes: readonly Inbox[]) => inboxes.map((one) => [one.trustee, ...one.addresses])
  expect(addresses(inboxesOf(sealedFor, today))).toEqual([
    [1, 'https://a.example/old', 'https://a.example/new'],
    [2, 'https://b.example/i'],
    [3, 'https://c.example/i'],
  ])
  expect(addresses(inboxesOf(sealedFor))).toEqual([
    [1, 'https://a.example/old'],
    [2],
    [3, 'https://c.example/i'],
  ])
})

const tellingTo = (of: number, ...circles: readonly Circle[]): Telling => ({
  inboxes: Array.from({ length: of }, (_, at) => ({ ...inboxOf(), key: keyOf(at) })),
  circles,
})
const keyOf = (at: number) => publicKeyOf(seedOf(at + 1))
const circleOf = (threshold: number, ...places: readonly number[]): Circle => ({
  keys: places.map(keyOf),
  threshold,
})

test('it is enough when of no roster as many as its threshold are left who have not acknowledged it', () => {
  const deliveries = (acknowledged: number, of: number) =>
    Array.from({ length: of }, (_, at) => ({
      trustee: at + 1,
      name: 'x',
      state: at < acknowledged ? ('acknowledged' as const) : ('unreachable' as const),
    }))
  const three = tellingTo(3, circleOf(2, 0, 1, 2))
  const five = tellingTo(5, circleOf(3, 0, 1, 2, 3, 4))
  expect([0, 1, 2, 3].map((count) => isEnough(deliveries(count, 3), three))).toEqual([
    false,
    false,
    true,
    true,
  ])
  expect([2, 3, 4].map((count) => isEnough(deliveries(count, 5), five))).toEqual([false, true, true])
  const both = tellingTo(5, circleOf(2, 0, 1, 2), circleOf(2, 2, 3, 4))
  expect([2, 3, 4].map((count) => isEnough(deliveries(count, 5), both))).toEqual([false, false, true])
})

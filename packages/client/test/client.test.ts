import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Locator, createRoster, rosterHashOf } from '@avow/core'
import { afterEach, describe, expect, test } from 'vitest'
import { type Client, ClientError, createClient, refusalOf } from '../src/index.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let close = () => {}
afterEach(() => close())

/** A server that answers everything in one way, and a client of it. */
async function clientOf(answer: Answer) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  const { port } = server.address() as AddressInfo
  return createClient({ base: `http://127.0.0.1:${port}/` })
}

const json =
  (status: number, value: unknown): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(value))
  }

const locator = 'ab'.repeat(32) as Locator
const trustees = [1, 2].map((n) => ({
  name: `trustee ${n}`,
  key: `${n}${n}`.repeat(32) as never,
  recipient: `age1pq1${'q'.repeat(n)}`,
}))
const roster = createRoster(
  {
    origin: 'avow.test',
    log: 'avow.test+0a1b2c3d+AQ==',
    witnesses: [],
    quorum: 0,
    trustees,
    threshold: 2,
    desk: [],
  },
  new Uint8Array(32).fill(7),
)

test('a roster comes with its signature checked', async () => {
  const client = await clientOf(json(200, roster))
  expect(await client.roster()).toEqual(roster)
  expect(await client.rosterOf(rosterHashOf(roster))).toEqual(roster)
  await expect(client.rosterOf('00'.repeat(32) as never)).rejects.toMatchObject({ code: 'malformed' })
})

test('a roster that its register did not sign is refused', async () => {
  const client = await clientOf(json(200, { ...roster, quorum: 0, threshold: 2, origin: 'other.test' }))
  await expect(client.roster()).rejects.toMatchObject({ code: 'malformed' })
})

describe('every failure has one of three codes', () => {
  test("a refusal carries the register's code and details", async () => {
    const error = { code: 'deposit_unknown', message: 'there is no such deposit', details: { position: 3 } }
    const client = await clientOf(json(404, { error }))
    const thrown = await client.status(locator).catch((cause: unknown) => cause)
    expect(refusalOf(thrown)).toBe('deposit_unknown')
    expect(thrown).toMatchObject({ code: 'refused', details: { status: 404, position: 3 } })
  })

  test.each<readonly [string, object]>([
    ['a code in other words', { code: 'Call +1 555 0100' }],
    ['an endless code', { code: 'a'.repeat(65) }],
    ['a message that moves the cursor', { message: '\u001B[2J' }],
    ['a message of two lines', { message: 'refused\nreleased' }],
    ['a detail that hides what follows', { details: { path: 'acts\u202E' } }],
    ['an endless detail', { details: { path: 'a'.repeat(201) } }],
    ['a detail with a strange name', { details: { 'a b': 1 } }],
  ])('a refusal with %s is malformed', async (_, fields) => {
    const error = { code: 'deposit_unknown', message: 'there is no such deposit', details: {}, ...fields }
    const client = await clientOf(json(404, { error }))
    const thrown = client.status(locator)
    await expect(thrown).rejects.toMatchObject({ code: 'malformed', details: { status: 404 } })
  })

  test.each([
    ['not JSON', (_: IncomingMessage, response: ServerResponse) => void response.end('<html>')],
    ['JSON of another shape', json(200, { statement: 'x' })],
    ['an error page of something on the way', json(500, { oops: true })],
  ])('%s is malformed', async (_, answer) => {
    const client = await clientOf(answer)
    await expect(client.status(locator)).rejects.toMatchObject({ code: 'malformed' })
  })

  test('a gateway that stands before an absent register is unreachable', async () => {
    const client = await clientOf(json(502, {}))
    await expect(client.roster()).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('a connection that breaks is unreachable', async () => {
    const client = await clientOf((request) => void request.socket.destroy())
    await expect(client.checkpoint()).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('an answer that never comes is unreachable', async () => {
    const client = await clientOf(() => {})
    const aborted = AbortSignal.timeout(1)
    await expect(client.checkpoint({ signal: aborted })).rejects.toMatchObject({ code: 'unreachable' })
  })
})

/** Answers with so many bytes of JSON text, and says nothing of their length. */
const long =
  (status: number, bytes: number): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.write(' '.repeat(bytes - 2))
    response.end('{}')
  }

describe('an answer larger than the API allows', () => {
  const mebibyte = 1024 * 1024
  test.each<readonly [string, number, (client: Client) => Promise<unknown>]>([
    ['anything', 16, (client) => client.status(locator)],
    ['an envelope', 24, (client) => client.envelope(locator)],
    ['a proof', 40, (client) => client.proof(locator as never)],
  ])('is not read: %s has %i MiB', async (_, size, call) => {
    const most = size * mebibyte
    const thrown = call(await clientOf(long(200, most + 1)))
    await expect(thrown).rejects.toMatchObject({ code: 'malformed', details: { most } })
  })

  test('is read up to that', async () => {
    const client = await clientOf(long(200, 24 * mebibyte))
    expect(await client.envelope(locator)).toHaveLength(24 * mebibyte)
  })

  test('that refuses is none of the register', async () => {
    const client = await clientOf(long(404, mebibyte))
    await expect(client.checkpoint()).rejects.toMatchObject({ code: 'malformed', details: { status: 404 } })
  })
})

test('a redirect to another place is not followed', async () => {
  const asked: string[] = []
  const client = await clientOf((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  await expect(client.checkpoint()).rejects.toBeInstanceOf(ClientError)
  expect(asked).toEqual(['/log/checkpoint'])
})

test('no error names the locator', async () => {
  const error = { code: 'deposit_unknown', message: 'there is no such deposit', details: {} }
  for (const answer of [json(404, { error }), json(200, 1), json(503, {})]) {
    const client = await clientOf(answer)
    for (const call of [() => client.status(locator), () => client.envelope(locator)]) {
      const thrown = await call().catch((cause: unknown) => cause)
      if (thrown instanceof ClientError)
        expect(JSON.stringify([thrown.message, thrown.details])).not.toContain(locator)
    }
    close()
  }
})

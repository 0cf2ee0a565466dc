import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { type Client, createClient, errorSchema, refusalOf } from '@avow/client'
import {
  type Roster,
  createAct,
  createHolding,
  createRoster,
  decodeRoster,
  decodeEnvelope,
  encodeAct,
  encodeEnvelope,
  maximumEnvelopeBytes,
  openNote,
  rosterHashOf,
} from '@avow/core'
import { keyType, parseCheckpoint, parseNote } from '@avow/tlog'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLogSigner } from '../src/sequencer/signer.ts'
import { type RegisterProcess, type Setting, makeSetting, sealOne, seedOf, startRegister } from './setting.ts'

let setting: Setting
let register: RegisterProcess
let client: Client
let roster: Roster
const errors: string[] = []

beforeAll(async () => {
  setting = await makeSetting()
  register = await startRegister(setting.environment, (line) => errors.push(line))
  client = createClient({ base: register.address })
  roster = await client.roster()
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

const get = (path: string, init?: RequestInit) => fetch(register.address + path, init)
/** An answer as it comes, which `fetch` would decompress. */
async function getRaw(path: string, accepted: string) {
  const asked = request(register.address + path, { headers: { 'accept-encoding': accepted } }).end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { headers: answer.headers, bytes: Buffer.concat(await answer.toArray()) }
}
const codeOf = (call: Promise<unknown>) => call.then(() => 'accepted', refusalOf)
const post = (path: string, body: BodyInit, type = 'application/json') =>
  get(path, { method: 'POST', body, headers: { 'content-type': type } })

describe('deposits', () => {
  test('the same file again gives what was logged the first time', async () => {
    const { file, statement } = await sealOne(roster)
    const [first, second] = await Promise.all([client.deposit(file), client.deposit(file)])
    const third = await post('/api/v1/deposits', file as Uint8Array<ArrayBuffer>, 'application/octet-stream')
    expect(third.status).toBe(200)
    expect(second).toMatchObject({ statement, index: first.index, act: first.act })
    expect(await third.json()).toMatchObject({ index: first.index, act: first.act })
  })

  test('an envelope for another register, for an unknown roster, or with a changed byte is refused', async () => {
    const { file, envelope } = await sealOne(roster)
    const { version: _, register: __, signature: ___, ...fields } = roster
    const { vkey } = createLogSigner({ name: 'elsewhere.test', type: keyType.ed25519, seed: seedOf(61) })
    const elsewhereLog = { origin: 'elsewhere.test', log: vkey }
    const elsewhere = await sealOne(createRoster({ ...fields, ...elsewhereLog }, seedOf(60)))
    expect(await codeOf(client.deposit(elsewhere.file))).toBe('origin_mismatch')
    const other = await sealOne(createRoster({ ...fields, threshold: 3 }, seedOf(60)))
    expect(await codeOf(client.deposit(other.file))).toBe('roster_unknown')
    const changed = file.slice()
    changed[changed.length - 1500]! ^= 1
    expect(['envelope_member_mismatch', 'envelope_not_canonical']).toContain(
      await codeOf(client.deposit(changed)),
    )
    const forged = encodeEnvelope({ ...decodeEnvelope(file), envelope: { ...envelope, threshold: 3 } })
    expect(await codeOf(client.deposit(forged))).toBe('signature_invalid')
  })

  test('a body that is too large is refused with its limit, with and without a length', async () => {
    const large = new Uint8Array(maximumEnvelopeBytes + 1)
    const counted = await post('/api/v1/deposits', large, 'application/octet-stream')
    expect(counted.status).toBe(413)
    expect(await counted.json()).toMatchObject({
      error: { code: 'body_too_large', details: { limit: maximumEnvelopeBytes } },
    })
    const stream = new Blob([large]).stream()
    const chunked = await get('/api/v1/deposits', {
      method: 'POST',
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
  })

  test('who has the words finds the deposit, and nobody else finds anything', async () => {
    const { file, keys, statement } = await sealOne(roster)
    await client.deposit(file)
    const status = await client.status(keys.locator)
    expect(status).toMatchObject({ statement, holdings: [] })
    expect(status.acts.map(({ act }) => act.kind)).toEqual(['deposit'])
    expect(await codeOf(client.status(keys.locatorHash as never))).toBe('deposit_unknown')
    expect((await get('/api/v1/deposits/xyz')).status).toBe(400)
  })
})

describe('acts', () => {
  test("only the author's key gives the word, and once", async () => {
    const { file, keys, statement } = await sealOne(roster)
    await client.deposit(file)
    const word = { kind: 'word', statement, body: {} } as const
    expect(await codeOf(client.act(createAct(word, seedOf(77))))).toBe('act_not_allowed')
    const first = await client.act(createAct(word, keys.seed))
    expect(await client.act(createAct(word, keys.seed))).toMatchObject({ index: first.index, act: first.act })
  })

  test('after a withdrawal there is no word', async () => {
    const { file, keys, statement } = await sealOne(roster)
    await client.deposit(file)
    await client.act(createAct({ kind: 'withdraw', statement, body: {} }, keys.seed))
    expect(await codeOf(client.act(createAct({ kind: 'word', statement, body: {} }, keys.seed)))).toBe(
      'statement_withdrawn',
    )
    expect((await client.status(keys.locator)).state).toBe('withdrawn')
  })

  test('acts of the register itself, of reserved kinds, and out of nowhere are refused', async () => {
    const statement = 'ab'.repeat(32) as never
    expect(await codeOf(client.act(createAct({ kind: 'deposit', statement, body: {} }, seedOf(1))))).toBe(
      'act_not_allowed',
    )
    expect(await codeOf(client.act(createAct({ kind: 'word', statement, body: {} }, seedOf(1))))).toBe(
      'deposit_unknown',
    )
    const reserved = await post('/api/v1/acts', JSON.stringify({ kind: 'erase' }))
    expect([reserved.status, await reserved.json()]).toMatchObject([
      422,
      { error: { code: 'act_kind_unsupported' } },
    ])
    const long = await post('/api/v1/acts', 'x'.repeat(64 * 1024 + 1))
    expect(long.status).toBe(413)
    const act = createAct({ kind: 'word', statement, body: {} }, seedOf(1))
    const spaced = await post('/api/v1/acts', ` ${new TextDecoder().decode(encodeAct(act))}`)
    expect(await spaced.json()).toMatchObject({ error: { code: 'act_malformed' } })
    for (const nothing of ['null', '7', '[]', '{}'])
      expect([nothing, (await post('/api/v1/reshares', nothing)).status]).toEqual([nothing, 422])
  })

  test('a release with a wrong share names its trustee, and an early one is refused', async () => {
    const { file, statement, envelope } = await sealOne(roster)
    await client.deposit(file)
    const { seed, identity } = setting.trustees[1]!
    const { share, shareSalt, condition, conditionSalt } = await openNote(
      decodeEnvelope(file).notes[1]!,
      envelope,
      2,
      identity,
    )
    const body = { trustee: 2, share, shareSalt, condition, conditionSalt }
    const release = (of: typeof body, by = seed) =>
      client.act(createAct({ kind: 'release', statement, body: of }, by))
    const error = await release({ ...body, conditionSalt: shareSalt }).catch((cause: unknown) => cause)
    expect(refusalOf(error)).toBe('condition_commitment_mismatch')
    const wrong = await release({ ...body, shareSalt: conditionSalt }).catch((cause: unknown) => cause)
    expect(refusalOf(wrong)).toBe('share_commitment_mismatch')
    expect(wrong).toMatchObject({ details: { trustee: 2 } })
    expect(await codeOf(release(body, setting.trustees[0]!.seed))).toBe('act_not_allowed')
    expect(await codeOf(release(body))).toBe('condition_not_met')
  })
})

test("a trustee's answer is shown to whoever has the words, and what is final stays", async () => {
  const { file, keys, statement } = await sealOne(roster)
  await client.deposit(file)
  const answer = (state: 'holds' | 'destroyed') =>
    createHolding({ statement, trustee: 1, state, code: null }, setting.trustees[0]!.seed)
  await client.holding(answer('holds'))
  await client.holding(answer('destroyed'))
  await client.holding(answer('holds'))
  expect((await client.status(keys.locator)).holdings).toEqual([answer('destroyed')])
  const [seed, fields] = [
    setting.trustees[1]!.seed,
    { statement, trustee: 2, state: 'holds', code: null } as const,
  ]
  const newer = createHolding({ ...fields, time: '2026-11-02T12:00:00Z', report: 'bmV3ZXI=' }, seed)
  const older = createHolding({ ...fields, time: '2026-11-01T12:00:00Z', report: 'b2xkZXI=' }, seed)
  for (const one of [newer, older, createHolding(fields, seed)]) await client.holding(one)
  expect((await client.status(keys.locator)).holdings).toEqual([answer('destroyed'), newer])
  const forged = createHolding({ statement, trustee: 1, state: 'holds', code: null }, seedOf(50))
  expect(await codeOf(client.holding(forged))).toBe('signature_invalid')
})

describe('the log', () => {
  test('checkpoint and tiles have the headers of C2SP tlog-tiles', async () => {
    const checkpoint = await get('/log/checkpoint')
    expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(checkpoint.headers.get('cache-control')).toBe('no-store')
    const { size } = parseCheckpoint(parseNote(await checkpoint.text()).text)
    for (const level of ['0', 'entries']) {
      const tile = await get(`/log/tile/${level}/000.p/${size}`)
      expect(tile.headers.get('content-type')).toBe('application/octet-stream')
      expect(tile.headers.get('cache-control')).toContain('immutable')
      expect((await tile.bytes()).length).toBe(size * (level === '0' ? 32 : 34))
    }
  })

  test('entry bundles are compressed for whoever takes gzip, and for nobody else', async () => {
    const checkpoint = await (await get('/log/checkpoint')).text()
    const { size } = parseCheckpoint(parseNote(checkpoint).text)
    const bundle = async (accepted: string) => {
      const path = `/log/tile/entries/000.p/${size}`
      const { headers, bytes } = await getRaw(path, accepted)
      expect(headers.vary).toBe('accept-encoding')
      return { encoding: headers['content-encoding'], bytes }
    }
    const plain = await bundle('identity')
    expect([plain.encoding, plain.bytes.length]).toEqual([undefined, size * 34])
    for (const accepted of ['', 'br', 'gzip;q=0', '*;q=0', 'gzip;q=0, *', 'deflate, br'])
      expect(await bundle(accepted)).toEqual(plain)
    for (const accepted of ['gzip', 'identity, gzip', 'br;q=1.0, GZIP;q=0.5', '*', 'gzip;q=1, *;q=0']) {
      const { encoding, bytes } = await bundle(accepted)
      expect(encoding).toBe('gzip')
      expect(gunzipSync(bytes)).toEqual(plain.bytes)
    }
    const tile = await getRaw(`/log/tile/0/000.p/${size}`, 'gzip')
    expect(tile.headers['content-encoding']).toBeUndefined()
  })

  test('that a tile is not there yet is not to be remembered', async () => {
    expect((await get('/log/tile/0/999')).headers.get('cache-control')).toBe('no-store')
  })

  test('can be asked for its headers alone', async () => {
    const answer = await get('/log/checkpoint', { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  test.each([
    '/log/tile/0/999',
    '/log/tile/64/000',
    '/log/tile/0/..%2f..%2fkeys',
    '/log/tile/0/000.p/0',
    '/log/keys/log.key',
  ])('%s is not there', async (path) => expect((await get(path)).status).toBe(404))
})

describe('every answer', () => {
  test('of the API is refused in one shape', async () => {
    for (const path of [
      '/api/v1/nothing',
      '/api/v1/rosters/zz',
      '/api/v1/statements?limit=0',
      `/api/v1/statements/${'00'.repeat(32)}`,
    ]) {
      const answer = await get(path)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(errorSchema.safeParse(await answer.json()).success).toBe(true)
    }
  })

  test('has the headers that keep a browser to this origin', async () => {
    for (const path of ['/', '/health', '/api/v1/roster', '/log/checkpoint', '/avow.html', '/nothing']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('set-cookie')).toBeNull()
    }
  })
})

test('the roster is answered as the signed file, also by its hash', async () => {
  const bytes = await (await get('/api/v1/roster')).bytes()
  expect(rosterHashOf(decodeRoster(bytes))).toBe(rosterHashOf(roster))
  expect(await client.rosterOf(rosterHashOf(roster))).toEqual(roster)
})

test('the OpenAPI document names every route of the API', async () => {
  const document = (await (await get('/api/v1/openapi.json')).json()) as {
    openapi: string
    paths: Record<string, object>
  }
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths).sort()).toEqual([
    '/acts',
    '/deposits',
    '/deposits/{locator}',
    '/deposits/{locator}/envelope',
    '/feed',
    '/holdings',
    '/institutions',
    '/institutions/authority',
    '/institutions/evaluations',
    '/institutions/exchange',
    '/institutions/messages',
    '/institutions/requests',
    '/institutions/requests/{blinded}',
    '/reshares',
    '/roster',
    '/rosters/{hash}',
    '/statements',
    '/statements/{statement}',
    '/statements/{statement}/proof',
  ])
})

test('diagnostics hold no locator, no address and no plaintext', async () => {
  expect(errors.join('\n')).not.toMatch(/127\.0\.0\.1|::1|I will not serve/)
})

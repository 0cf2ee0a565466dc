/** HTTP of the write endpoints: methods, types, compression, limits, connections that break. */
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as open } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  formatNote,
  formatSignSubtree,
  parseNote,
  parseSignatures,
  readSubtreeProof,
  verifySubtreeCosignature,
} from '@avow/tlog'
import { makeLog } from '@avow/testkit'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createLogReader, fsck, hashOfOrigin, openSource, takePushes } from '../../../src/log/index.ts'
import { makeFolder } from '../damage.ts'
import {
  clientOf,
  cosigner,
  infoIn,
  mlDsaCosigner,
  openFor,
  placeOf,
  readersPolicy,
  serve,
} from './setting.ts'

async function start(options: Parameters<typeof openFor>[2] = {}, onFailure?: (cause: unknown) => void) {
  const log = makeLog(makeFolder(), 700)
  const folder = makeFolder()
  const mirror = await openFor(log, folder, options)
  const address = await serve(folder, takePushes(mirror), onFailure)
  const client = clientOf(log, 700)
  const post = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
    fetch(`${address}${path}`, { method: 'POST', body: body as Uint8Array<ArrayBuffer>, headers })
  const type = 'application/octet-stream'
  const upload = (body: Uint8Array, headers: Record<string, string> = {}) =>
    post('/add-entries', body, { 'content-type': type, ...headers })
  return { log, folder, mirror, address, client, post, upload }
}

test('the whole way over HTTP: shown, uploaded compressed in two requests, served, sound', async () => {
  const { log, address, client, post, upload } = await start()
  const shown = await post('/add-checkpoint', await client.show(0, 700))
  expect([shown.status, await shown.text()]).toEqual([200, ''])
  const known = await post('/add-checkpoint', await client.show(0, 700))
  expect([known.status, known.headers.get('content-type')]).toEqual([409, 'text/x.tlog.size'])
  const gzip = { 'content-encoding': 'gzip' }
  const first = await upload(gzipSync(await client.upload(0, 700, { count: 1 })), gzip)
  expect([first.status, first.headers.get('content-type')]).toEqual([202, 'text/x.tlog.mirror-info'])
  expect(first.headers.get('accept-encoding')).toBe('gzip')
  const { next, ticket } = infoIn({ body: await first.text() })
  const second = await upload(gzipSync(await client.upload(next, 700, { ticket })), gzip)
  expect(second.status).toBe(200)
  expect(parseSignatures(await second.text())).toHaveLength(1)
  const place = `${address}/${hashOfOrigin(log.origin)}`
  expect(await fsck({ place, policy: readersPolicy(log), threads: 0 })).toMatchObject({ faults: [] })
})

test('compressed data that ends too early or is damaged ends the body, and nothing else', async () => {
  const { client, mirror, post, upload } = await start()
  await post('/add-checkpoint', await client.show(0, 700))
  const gzip = { 'content-encoding': 'gzip' }
  const body = gzipSync(await client.upload(0, 700))
  expect((await upload(Buffer.from('not gzip'), gzip)).status).toBe(400)
  expect((await upload(body.subarray(0, 20), gzip)).status).toBe(400)
  expect((await upload(body.subarray(0, -30), gzip)).status).toBe(202)
  expect(mirror.range().size).toBe(512)
  expect((await upload(body, gzip)).status).toBe(200)
})

test('405, 413 and 415, each with what is wanted', async () => {
  const { address, client, post, upload } = await start()
  for (const path of ['/add-checkpoint', '/add-entries', '/sign-subtree']) {
    const got = await fetch(address + path)
    expect([path, got.status, got.headers.get('allow')]).toEqual([path, 405, 'POST'])
  }
  for (const path of ['/add-checkpoint', '/sign-subtree'])
    expect([path, (await post(path, 'x'.repeat(600_000))).status]).toEqual([path, 413])
  const body = await client.upload(0, 700)
  expect((await upload(body, { 'content-type': 'text/plain' })).status).toBe(415)
  const unknown = await upload(body, { 'content-encoding': 'zstd' })
  expect([unknown.status, unknown.headers.get('accept-encoding')]).toEqual([415, 'gzip'])
  expect((await post('/add-else', body)).status).toBe(405)
})

test('what is refused by its type is not unpacked, however it is damaged', async () => {
  const { address, post } = await start()
  const { port } = new URL(address)
  const socket = connect(Number(port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const head =
    'POST /add-entries HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-encoding: gzip\r\n'
  socket.write(`${head}content-length: 8\r\n\r\nnot gzip`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('415')
  // An error that nobody listens to would end the process.
  expect((await post('/add-entries', 'x', { 'content-type': 'text/plain' })).status).toBe(415)
})

test('without pushes there are no such endpoints', async () => {
  const address = await serve(makeFolder())
  for (const path of ['/add-checkpoint', '/add-entries', '/sign-subtree']) {
    const posted = await fetch(address + path, { method: 'POST', body: 'x' })
    expect([path, posted.status, (await fetch(address + path)).status]).toEqual([path, 405, 404])
  }
})

test('a client that is refused early gets its answer while it is still sending', async () => {
  const { client, address } = await start()
  const headers = { 'content-type': 'application/octet-stream' }
  const sending = open(`${address}/add-entries`, { method: 'POST', headers })
  sending.on('error', () => {})
  sending.write(await client.upload(0, 700))
  const [response] = (await once(sending, 'response')) as [{ statusCode: number }]
  expect(response.statusCode).toBe(422)
  sending.destroy()
})

test('a connection that breaks leaves what was whole, and the mirror goes on', async () => {
  const { client, mirror, address, post, upload } = await start()
  await post('/add-checkpoint', await client.show(0, 700))
  const { port } = new URL(address)
  const socket = connect(Number(port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const body = await client.upload(0, 700)
  socket.write(
    `POST /add-entries HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  socket.write(body.subarray(0, -10))
  while (mirror.range().size < 512) await new Promise((resolve) => setTimeout(resolve, 5))
  socket.destroy()
  expect((await upload(await client.upload(512, 700))).status).toBe(200)
})

/** Begins an upload and sends no package. */
function pause(address: string, header: Uint8Array) {
  const type = { 'content-type': 'application/octet-stream' }
  const pausing = open(`${address}/add-entries`, { method: 'POST', headers: type })
  pausing.on('error', () => {})
  pausing.write(header)
  onTestFinished(() => void pausing.destroy())
  return pausing
}

test('clients that pause do not keep others out, until there are too many; then it says so', async () => {
  const { client, address, post, upload } = await start()
  await post('/add-checkpoint', await client.show(0, 700))
  const header = await client.upload(0, 700, { count: 0 })
  const pausing = Array.from({ length: 15 }, () => pause(address, header))
  expect((await upload(await client.upload(0, 700, { count: 1 }))).status).toBe(202)
  pausing.push(pause(address, header), pause(address, header))
  const refused = pausing.map((one) => once(one, 'response').catch(() => []))
  const [{ statusCode, headers }] = (await Promise.race(refused)) as [
    { statusCode: number; headers: Record<string, string> },
  ]
  expect([statusCode, headers['retry-after']]).toEqual([503, '1'])
  for (const one of pausing) one.destroy()
  let answer = await upload(await client.upload(256, 700))
  while (answer.status === 503) answer = await upload(await client.upload(256, 700))
  expect(answer.status).toBe(200)
})

const hasFullDevice = existsSync('/dev/full')

test.skipIf(!hasFullDevice)(
  '500 for a fault of the mirror, 507 for its full disk; it is told, and goes on',
  async () => {
    const told: string[] = []
    const onFailure = (cause: unknown) => void told.push((cause as { code: string }).code)
    const { log, folder, client, post, upload } = await start({}, onFailure)
    const place = placeOf(folder, log)
    const showing = async () => (await post('/add-checkpoint', await client.show(0, 700))).status
    // A file stands where a folder must be; then what is written goes to a device that is always full.
    writeFileSync(join(place, 'pending'), '')
    expect(await showing()).toBe(500)
    rmSync(join(place, 'pending'))
    mkdirSync(join(place, 'pending'))
    symlinkSync('/dev/full', join(place, 'pending/700.new'))
    expect(await showing()).toBe(507)
    rmSync(join(place, 'pending/700.new'))
    expect(await showing()).toBe(200)
    symlinkSync('/dev/full', join(place, 'checkpoint.new'))
    expect((await upload(await client.upload(0, 700))).status).toBe(507)
    rmSync(join(place, 'checkpoint.new'))
    expect((await upload(await client.upload(0, 700))).status).toBe(200)
    expect(told).toEqual(['EEXIST', 'disk_full', 'disk_full'])
  },
)

test('sign-subtree: of a checkpoint that the mirror has cosigned, by its ML-DSA-44 key', async () => {
  const { log, client, post, upload } = await start({ cosigners: [cosigner, mlDsaCosigner] })
  await post('/add-checkpoint', await client.show(0, 700))
  const lines = parseSignatures(await (await upload(await client.upload(0, 700))).text())
  expect(lines).toHaveLength(2)
  const reader = createLogReader(openSource(log.folder), 700)
  const range = { start: 512, end: 700 }
  const proof = await readSubtreeProof(range, 700, reader)
  const hash = (await readSubtreeProof({ start: 0, end: 512 }, 700, reader))[0]!
  const subtree = { ...range, hash }
  const { text, signatures } = parseNote(await client.checkpoint(700))
  const requestOf = (own: typeof signatures) =>
    formatSignSubtree({ subtree, proof, checkpoint: formatNote({ text, signatures: own }) })
  const whole = requestOf(lines)
  const answer = await post('/sign-subtree', whole)
  expect(answer.status).toBe(200)
  const [line] = parseSignatures(await answer.text())
  expect(verifySubtreeCosignature(line!, mlDsaCosigner.key, log.origin, subtree)).toBe(subtree)
  for (const [status, body] of [
    [403, requestOf(signatures)],
    [400, whole.replace('subtree 512', 'subtree 513')],
    [404, whole.replace('log.example\n', 'other.example\n')],
    [
      422,
      formatSignSubtree({
        subtree: { ...subtree, hash: new Uint8Array(32) },
        proof,
        checkpoint: formatNote({ text, signatures: lines }),
      }),
    ],
  ] as const)
    expect((await post('/sign-subtree', body)).status).toBe(status)
})

test('sign-subtree: 404 without an ML-DSA-44 key; cut at any byte, changed or random it is refused', async () => {
  expect((await (await start()).post('/sign-subtree', 'x')).status).toBe(404)
  const { client, mirror } = await start({ cosigners: [mlDsaCosigner] })
  const { signSubtree } = takePushes(mirror)
  const { text } = parseNote(await client.checkpoint(700))
  const checkpoint = formatNote({ text, signatures: [mlDsaCosigner.cosign(text, 1)] })
  const subtree = { start: 0, end: 700, hash: (await client.headOf(700)).root }
  const whole = Buffer.from(formatSignSubtree({ subtree, proof: [], checkpoint }))
  expect(signSubtree(whole)).toMatchObject({ status: 200 })
  for (let length = 0; length < whole.length; length += 1)
    expect([400, 403]).toContain(signSubtree(whole.subarray(0, length)).status)
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, by]) => whole.with(at, whole[at]! ^ by)),
  )
  const refuses = fc.property(anything, (body) => {
    expect([400, 403, 404, 422]).toContain(signSubtree(body).status)
  })
  fc.assert(refuses, { numRuns: 200 })
})

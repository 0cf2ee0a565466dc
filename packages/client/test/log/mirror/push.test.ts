/** Pushing a log to a mirror, as a client. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parsePolicy } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { fsck, hashOfOrigin, openSource, pushLog, takePushes } from '../../../src/log/index.ts'
import type { PushLogOptions } from '../../../src/log/mirror/push.ts'
import { flip, makeFolder } from '../damage.ts'
import { cosigner, mlDsaCosigner, noon, openFor, readersPolicy, serve } from './setting.ts'

type Made = ReturnType<typeof makeLog>

async function start(size: number, options: Parameters<typeof openFor>[2] = {}) {
  const log = makeLog(makeFolder(), size, { witnesses: 1 })
  const folder = makeFolder()
  const mirror = await openFor(log, folder, options)
  const address = await serve(folder, takePushes(mirror))
  const push = (more: Partial<PushLogOptions> = {}, from: Made = log) =>
    pushLog({
      source: openSource(from.folder),
      policy: parsePolicy(log.policy),
      mirror: address,
      keys: [cosigner.key],
      retries: [],
      ...more,
    })
  const place = `${address}/${hashOfOrigin(log.origin)}`
  const check = () => fsck({ place, policy: readersPolicy(log), threads: 0 })
  return { log, mirror, address, push, check }
}

test('a log that grows is pushed again and again, and only what is new is sent', async () => {
  const { log, push, check } = await start(20_077)
  const progress: number[] = []
  const first = await push({ onProgress: (next) => progress.push(next) })
  expect(first).toEqual({
    size: 20_077,
    sent: 20_077,
    cosignatures: [{ name: 'mirror.example', time: noon / 1000 }],
  })
  expect(progress).toEqual([0, 8192, 16_384, 20_077])
  expect(await check()).toMatchObject({ faults: [], checked: 20_077 })
  expect(await push()).toMatchObject({ size: 20_077, sent: 0 })
  log.grow(20_078)
  expect(await push()).toMatchObject({ size: 20_078, sent: 1 })
  log.grow(20_500)
  expect(await push()).toMatchObject({ size: 20_500, sent: 422 })
  expect(await check()).toMatchObject({ faults: [], checked: 20_500 })
})

test('from another mirror, over HTTP; the keys of which kind do not matter', async () => {
  const first = await start(700)
  await first.push()
  const second = await start(700, { cosigners: [cosigner, mlDsaCosigner] })
  const source = openSource(`${first.address}/${hashOfOrigin(first.log.origin)}`)
  const pushed = await second.push({ source, keys: [cosigner.key, mlDsaCosigner.key] })
  expect(pushed.cosignatures).toHaveLength(2)
  expect(await second.check()).toMatchObject({ faults: [], checked: 700 })
})

test('connections that break, and a mirror that has too much to do, are asked again', async () => {
  const { push, check, mirror } = await start(20_077)
  let calls = 0
  const flaky = async (address: string, init: RequestInit) => {
    calls += 1
    if (calls % 3 === 1) throw new TypeError('fetch failed')
    if (calls % 3 === 2) return new Response('', { status: 503 })
    return fetch(address, init)
  }
  expect(await push({ fetch: flaky, retries: [1, 1, 1] })).toMatchObject({ size: 20_077 })
  expect(await check()).toMatchObject({ faults: [], checked: 20_077 })
  expect(mirror.size()).toBe(20_077)
  await expect(push({ fetch: () => Promise.reject(new TypeError('fetch failed')) })).rejects.toMatchObject({
    code: 'unreachable',
  })
})

test('an interrupted push goes on where it was', async () => {
  const { log, mirror, push, check } = await start(20_077)
  let calls = 0
  const ending = async (address: string, init: RequestInit) => {
    calls += 1
    if (calls > 3) throw new TypeError('fetch failed')
    return fetch(address, init)
  }
  await expect(push({ fetch: ending })).rejects.toMatchObject({ code: 'unreachable' })
  expect(mirror.range().size).toBe(8192)
  // Meanwhile the log has grown.
  log.grow(20_500)
  expect(await push()).toMatchObject({ size: 20_500, sent: 20_500 - 8192 })
  expect(await check()).toMatchObject({ faults: [], checked: 20_500 })
})

test('several push at once, of sizes of their own', async () => {
  const { log, push, check } = await start(9000)
  const copies = [3000, 9000, 20_000].map((size) => makeLog(makeFolder(), size, { witnesses: 1 }))
  log.grow(20_000)
  const ends = await Promise.allSettled(copies.map((copy) => push({}, copy)))
  for (const end of ends)
    if (end.status === 'rejected') expect(end.reason).toMatchObject({ details: { code: 'mirror_ahead' } })
  expect(ends[2]).toMatchObject({ status: 'fulfilled', value: { size: 20_000 } })
  expect(await check()).toMatchObject({ faults: [], checked: 20_000 })
})

const refusal = (code: string) => ({ code: 'refused', details: { code } })

test('what a mirror refuses: another log, another past, other entries, an older copy; nothing changes', async () => {
  const { log, push, check } = await start(700)
  const stranger = makeLog(makeFolder(), 700, { origin: 'other.example' })
  await expect(push({ policy: parsePolicy(stranger.policy) }, stranger)).rejects.toMatchObject(
    refusal('mirror_log_unknown'),
  )
  const imposter = makeLog(makeFolder(), 700, { key: 2 })
  await expect(push({ policy: parsePolicy(imposter.policy) }, imposter)).rejects.toMatchObject(
    refusal('mirror_signature_refused'),
  )
  await push()
  const entryAt = (index: number) => entryOfIndex(index, index < 300 ? 0 : 1)
  const fork = makeLog(makeFolder(), 900, { entryAt, witnesses: 1 })
  await expect(push({}, fork)).rejects.toMatchObject(refusal('mirror_proof_refused'))
  log.grow(1500)
  flip(log.folder, 'tile/entries/004', 20)
  await expect(push()).rejects.toMatchObject(refusal('mirror_proof_refused'))
  flip(log.folder, 'tile/entries/004', 20)
  await push()
  const older = makeLog(makeFolder(), 900, { witnesses: 1 })
  const ahead = { code: 'mirror_ahead', size: 900, mirror: 1500 }
  await expect(push({}, older)).rejects.toMatchObject({ code: 'refused', details: ahead })
  expect(await check()).toMatchObject({ faults: [], checked: 1500 })
})

test('a mirror whose signature is not that of a known key', async () => {
  const { push } = await start(3)
  for (const keys of [[mlDsaCosigner.key], [cosigner.key, mlDsaCosigner.key]])
    await expect(push({ keys })).rejects.toMatchObject(refusal('mirror_not_cosigned'))
  expect(await push({ keys: [] })).toMatchObject({ size: 3, cosignatures: [] })
})

test('a mirror that takes no pushes', async () => {
  const { push } = await start(3)
  const mirror = await serve(makeFolder())
  await expect(push({ mirror })).rejects.toMatchObject(refusal('mirror_takes_no_pushes'))
})

/** Something that answers always the same. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((request, response) => {
    request
      .resume()
      .once('end', () => response.writeHead(request.url === '/add-checkpoint' ? 200 : status).end(body))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each([
  [200, 'nonsense', { code: 'malformed' }],
  [202, 'nonsense', { code: 'malformed' }],
  [409, '3\n', { code: 'malformed' }],
  [409, `3\n0\n${'A'.repeat(2_000_000)}\n`, { code: 'malformed' }],
  [409, '3\n0\n\n', refusal('mirror_busy')],
  [202, '3\n1\n\n', refusal('mirror_busy')],
  [200, '', { code: 'malformed' }],
  [400, '', refusal('mirror_refused')],
  [507, '', refusal('mirror_full')],
])('a mirror that always answers %i %j', async (status, body, expected) => {
  const { push } = await start(3)
  await expect(push({ mirror: await answering(status, body) })).rejects.toMatchObject(expected)
})

test('a mirror that lies about its pending size is given up', async () => {
  const { push } = await start(700)
  const lying = async () => new Response('100\n', { status: 409 })
  await expect(push({ fetch: lying })).rejects.toMatchObject(refusal('mirror_busy'))
})

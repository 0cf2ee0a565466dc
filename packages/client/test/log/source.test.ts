import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeLog } from '@avow/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createLogReader, fsck, openSource, policyOfVkey } from '../../src/log/index.ts'
import { makeFolder } from './damage.ts'

/** Serves a folder; `before` may answer in its place. */
async function serve(
  folder: string,
  before: (request: IncomingMessage, response: ServerResponse) => boolean,
) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    if (before(request, response)) return
    try {
      response.end(readFileSync(join(folder, request.url!)))
    } catch {
      response.writeHead(404).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
}

const always = () => false

test('a log at an address is checked like one in a folder', async () => {
  const log = makeLog(makeFolder(), 700)
  const { address, asked } = await serve(log.folder, (request, response) => {
    // Bundles are compressed with no negotiation (C2SP tlog-tiles, "Log entries").
    if (!request.url!.includes('/entries/')) return false
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync(readFileSync(join(log.folder, request.url!))))
    return true
  })
  const report = await fsck({ place: address, policy: policyOfVkey(log.vkey), threads: 0 })
  expect(report).toMatchObject({ faults: [], checked: 700 })
  expect(asked).not.toContain('/tile/0/002')
})

test('what is not answered is asked for again, a few times', async () => {
  const log = makeLog(makeFolder(), 3)
  let failures = 2
  const { address, asked } = await serve(log.folder, (request, response) => {
    failures -= 1
    if (failures < 0) return false
    if (failures === 0) request.socket.destroy()
    else response.writeHead(503).end()
    return true
  })
  const source = openSource(address, { retries: [0, 0] })
  expect(await source.read('checkpoint')).toEqual(
    new Uint8Array(readFileSync(join(log.folder, 'checkpoint'))),
  )
  failures = 3
  await expect(source.read('checkpoint')).rejects.toMatchObject({ code: 'unreachable' })
  expect(asked).toHaveLength(6)
})

test('a refusal is final, what is not there is not there', async () => {
  const log = makeLog(makeFolder(), 3)
  const { address, asked } = await serve(log.folder, (request, response) => {
    if (request.url !== '/checkpoint') return false
    response.writeHead(403).end()
    return true
  })
  const source = openSource(address, { retries: [0, 0] })
  await expect(source.read('checkpoint')).rejects.toMatchObject({ code: 'unreachable' })
  expect(await source.read('tile/0/001')).toBeUndefined()
  expect(asked).toHaveLength(2)
})

test('no more requests are under way than were allowed', async () => {
  const log = makeLog(makeFolder(), 3)
  let [now, most] = [0, 0]
  const fetch = async (address: string, init: RequestInit) => {
    most = Math.max(most, (now += 1))
    const answer = await globalThis.fetch(address, init)
    now -= 1
    return answer
  }
  const { address } = await serve(log.folder, always)
  const source = openSource(address, { fetch, concurrency: 3 })
  await Promise.all(Array.from({ length: 20 }, () => source.read('checkpoint')))
  expect(most).toBe(3)
})

test('only parts that the checkpoint asks for are read, and whole ones in their place', async () => {
  const log = makeLog(makeFolder(), 700)
  const { address, asked } = await serve(log.folder, always)
  const source = openSource(address)
  const reader = createLogReader(source, 700)
  expect(await reader.readTile(0, 2, 10)).toEqual(
    new Uint8Array(readFileSync(join(log.folder, 'tile/0/002.p/188')).subarray(0, 320)),
  )
  expect(await reader.readEntries(2, 2)).toEqual([log.entryAt(512), log.entryAt(513)])
  expect(asked).toEqual(['/tile/0/002.p/188', '/tile/entries/002.p/188'])
  const earlier = createLogReader(source, 500)
  expect(await earlier.readBundle(1, 244)).toEqual(
    new Uint8Array(readFileSync(join(log.folder, 'tile/entries/001')).subarray(0, 244 * 34)),
  )
  expect(asked.slice(2)).toEqual(['/tile/entries/001.p/244', '/tile/entries/001'])
})

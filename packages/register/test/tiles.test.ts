import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { encodeEntries } from '@avow/tlog'
import { getRequestListener } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import { afterEach, describe, expect, test } from 'vitest'
import { createTiles } from '../src/reads/tiles.ts'
import { secureHeaders } from '../src/routes/headers.ts'
import { createKeptTileListener, logRoutes } from '../src/routes/log.ts'
import { createLogHead } from '../src/sequencer/head.ts'

const hashes = (width: number): Uint8Array => new Uint8Array(width * 32).map((_, at) => Math.floor(at / 32))
const bundle = (width: number): Uint8Array =>
  encodeEntries(Array.from({ length: width }, (_, at) => new Uint8Array(32).fill(at)))

/** Blobs in memory, and which of them were read. */
function startStorage(blobs: Record<string, Uint8Array>) {
  const read: string[] = []
  return {
    blobs,
    read,
    storage: {
      async read(path: string) {
        read.push(path)
        return blobs[path]
      },
    },
  }
}

describe('tiles as they are handed out', () => {
  test('a full one is read once', async () => {
    const { storage, read } = startStorage({ 'log/tile/0/000': hashes(256) })
    const tiles = createTiles(storage)
    const [first, second] = [await tiles.read('tile/0/000'), await tiles.read('tile/0/000')]
    expect(first?.bytes).toEqual(hashes(256))
    expect(second?.bytes).toEqual(hashes(256))
    expect(read).toEqual(['log/tile/0/000'])
  })

  test('one that is not there yet is there as soon as it is', async () => {
    const { storage, blobs } = startStorage({})
    const tiles = createTiles(storage)
    expect(await tiles.read('tile/0/000')).toBeUndefined()
    blobs['log/tile/0/000'] = hashes(256)
    expect((await tiles.read('tile/0/000'))?.bytes).toEqual(hashes(256))
  })

  test('a partial one never stands for the full one, nor for one of another width', async () => {
    const { storage, blobs } = startStorage({
      'log/tile/0/000.p/7': hashes(7),
      'log/tile/entries/000.p/7': bundle(7),
    })
    const tiles = createTiles(storage)
    expect((await tiles.read('tile/0/000.p/7'))?.bytes).toEqual(hashes(7))
    expect((await tiles.read('tile/entries/000.p/7'))?.bytes).toEqual(bundle(7))
    for (const path of ['tile/0/000', 'tile/entries/000', 'tile/0/000.p/6', 'tile/0/000.p/8'])
      expect(await tiles.read(path), path).toBeUndefined()
    blobs['log/tile/0/000'] = hashes(256)
    expect((await tiles.read('tile/0/000'))?.bytes).toHaveLength(256 * 32)
  })

  test('a partial one that has given way is the beginning of the full one, before and after that is kept', async () => {
    const { storage } = startStorage({ 'log/tile/0/000': hashes(256), 'log/tile/entries/000': bundle(256) })
    const tiles = createTiles(storage)
    for (let round = 0; round < 2; round += 1) {
      expect((await tiles.read('tile/0/000.p/7'))?.bytes).toEqual(hashes(7))
      expect((await tiles.read('tile/entries/000.p/7'))?.bytes).toEqual(bundle(7))
      expect((await tiles.read('tile/0/000'))?.bytes).toEqual(hashes(256))
      expect((await tiles.read('tile/entries/000'))?.bytes).toEqual(bundle(256))
    }
  })

  test('a tile and a bundle of one index are two', async () => {
    const { storage } = startStorage({ 'log/tile/0/000': hashes(256), 'log/tile/entries/000': bundle(256) })
    const tiles = createTiles(storage)
    for (let round = 0; round < 2; round += 1) {
      expect((await tiles.read('tile/0/000'))?.bytes).toEqual(hashes(256))
      expect((await tiles.read('tile/entries/000'))?.bytes).toEqual(bundle(256))
    }
  })

  test('no more are kept than told: those that were read last', async () => {
    const paths = ['tile/0/000', 'tile/0/001', 'tile/0/002']
    const { storage, read } = startStorage(
      Object.fromEntries(paths.map((path) => [`log/${path}`, hashes(256)])),
    )
    const tiles = createTiles(storage, 2)
    for (const path of [...paths.slice(0, 2), paths[0]!, paths[2]!, paths[0]!]) await tiles.read(path)
    expect(read).toEqual(paths.map((path) => `log/${path}`))
    await tiles.read(paths[1]!)
    expect(read).toHaveLength(4)
  })

  test('compressed it is the same, each time', async () => {
    const { storage } = startStorage({ 'log/tile/entries/000': bundle(256) })
    const tiles = createTiles(storage)
    for (let round = 0; round < 2; round += 1) {
      const tile = await tiles.read('tile/entries/000')
      expect(new Uint8Array(gunzipSync(await tile!.gzipped()))).toEqual(bundle(256))
    }
  })

  test.each(['tile/0/0', 'tile/64/000', 'tile/0/../0/000', 'tile/0/000.p/256', 'checkpoint', '', 'keys'])(
    '"%s" names nothing, and nothing is read',
    async (path) => {
      const { storage, read } = startStorage({})
      expect(await createTiles(storage).read(path)).toBeUndefined()
      expect(read).toEqual([])
    },
  )
})

describe('an answer from memory', () => {
  let http: Server | undefined
  afterEach(() => http?.close())

  /** Answers as a register does. @returns its address, and the paths that were read from storage */
  async function startLog() {
    const { storage, read } = startStorage({
      'log/tile/0/000': hashes(256),
      'log/tile/entries/000': bundle(256),
    })
    const [app, tiles] = [new OpenAPIHono(), createTiles(storage)]
    app.use(secureHeaders)
    app.onError((_, c) => c.body(null, 404))
    logRoutes(app, { logHead: createLogHead() }, tiles)
    const [answersKept, answer] = [createKeptTileListener(tiles), getRequestListener(app.fetch)]
    const answered: boolean[] = []
    http = createServer((request, response) => {
      answered.push(answersKept(request, response))
      if (!answered.at(-1)) void answer(request, response)
    })
    await once(http.listen(0, '127.0.0.1'), 'listening')
    return { address: `http://127.0.0.1:${(http.address() as AddressInfo).port}/log`, read, answered }
  }

  async function ask(address: string, accepted: string, method = 'GET') {
    const answer = await fetch(address, { method, headers: { 'accept-encoding': accepted } })
    const { date: _, connection: _c, 'keep-alive': _k, ...headers } = Object.fromEntries(answer.headers)
    return { status: answer.status, headers, body: new Uint8Array(await answer.arrayBuffer()) }
  }

  test.each([
    ['tile/0/000', 'gzip'],
    ['tile/entries/000', 'identity'],
    ['tile/entries/000', 'br, gzip;q=0.5'],
  ])('is the one from storage, with all its headers: %s for who takes %s', async (path, accepted) => {
    const { address, read, answered } = await startLog()
    const at = `${address}/${path}`
    const [first, second, head] = [
      await ask(at, accepted),
      await ask(at, accepted),
      await ask(at, accepted, 'HEAD'),
    ]
    expect(read).toEqual([`log/${path}`])
    expect(answered).toEqual([false, true, true])
    expect(second).toEqual(first)
    expect(head).toEqual({ ...first, body: new Uint8Array() })
    expect(first.status).toBe(200)
    expect(first.headers).toMatchObject({
      'content-length': expect.stringMatching(/^\d+$/),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    const isBundle = path.startsWith('tile/entries/')
    expect(first.body).toEqual(isBundle ? bundle(256) : hashes(256))
    expect(first.headers['vary']).toBe(isBundle ? 'accept-encoding' : undefined)
    expect(first.headers['content-encoding']).toBe(isBundle && accepted.includes('gzip') ? 'gzip' : undefined)
  })

  test('what is not kept, and what is no tile, is left to the routes', async () => {
    const { address, answered } = await startLog()
    await ask(`${address}/tile/0/000`, 'identity')
    expect((await ask(`${address}/tile/0/001`, 'identity')).status).not.toBe(200)
    expect((await ask(`${address}/tile/0/000?a`, 'identity')).body).toEqual(hashes(256))
    expect((await ask(`${address}/tile/0/%30%30%30`, 'identity')).status).toBeGreaterThan(0)
    expect((await ask(`${address}/tile/0/000`, 'identity', 'POST')).status).not.toBe(200)
    expect(answered).toEqual([false, false, false, false, false])
  })
})

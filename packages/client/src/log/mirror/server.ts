/** Serves mirrored logs as C2SP tlog-tiles and tlog-mirror say: `/<hash of the origin>/…`; and takes pushes if it is to. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import {
  decodeEntries,
  encodeEntries,
  formatTilePath,
  hashLength,
  parseTilePath,
  tileWidth,
} from '@avow/tlog'
import { openSource } from '../source.ts'
import { type Receive, type ReceiveOptions, createReceive } from './receive.ts'

const compress = promisify(gzip)

const shared = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
const immutable = {
  ...shared,
  'content-type': 'application/octet-stream',
  'cache-control': 'public, max-age=31536000, immutable',
}
const fresh = { ...shared, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }

interface Found {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

function placeOf(path: string) {
  try {
    return parseTilePath(path)
  } catch {
    return undefined
  }
}

/** A partial tile that gave way to the full one is its beginning. */
async function readTile(folder: string, path: string): Promise<Uint8Array | undefined> {
  const place = placeOf(path)
  if (!place) return undefined
  const source = openSource(folder)
  const found = await source.read(path)
  if (found || place.width === tileWidth) return found
  const full = await source.read(formatTilePath({ ...place, width: tileWidth }))
  if (!full || place.level !== 'entries') return full?.subarray(0, place.width * hashLength)
  return encodeEntries(decodeEntries(full, tileWidth).slice(0, place.width))
}

async function find(root: string, path: string, takesGzip: boolean): Promise<Found | undefined> {
  const [, hash, rest] = /^\/([0-9a-f]{64})\/(.+)$/.exec(path) ?? []
  if (hash === undefined || rest === undefined) return undefined
  const folder = join(root, hash)
  if (rest === 'checkpoint') {
    const body = await openSource(folder).read('checkpoint')
    return body && { body, headers: fresh }
  }
  const tile = await readTile(folder, rest)
  if (!tile || !rest.startsWith('tile/entries/')) return tile && { body: tile, headers: immutable }
  const headers = { ...immutable, vary: 'accept-encoding' }
  if (!takesGzip) return { body: tile, headers }
  return { body: await compress(tile, { level: 1 }), headers: { ...headers, 'content-encoding': 'gzip' } }
}

const takesGzip = (header: string | undefined): boolean =>
  /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?:1(?:\.0*)?|0\.0*[1-9]\d*)\s*)?(?:,|$)/i.test(header ?? '')

interface Serving {
  readonly root: string
  readonly receive: Receive
}

async function answer(
  { root, receive }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (await receive(request, response)) return
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, { ...plain, allow: 'GET, HEAD' }).end('GET and HEAD only\n')
  const found = await find(root, request.url ?? '', takesGzip(request.headers['accept-encoding']))
  if (!found) return void response.writeHead(404, plain).end('not found\n')
  response.writeHead(200, { ...found.headers, 'content-length': found.body.length })
  response.end(request.method === 'HEAD' ? undefined : found.body)
}

export interface MirrorServer {
  readonly address: string
  close(): Promise<void>
}

async function listening(server: Server, { host, port }: ServeOptions): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen(port, host, resolve)
  await promise
  return server.address() as AddressInfo
}

export interface ServeOptions extends ReceiveOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

/** @returns once it listens */
export async function serveMirror(folder: string, options: ServeOptions): Promise<MirrorServer> {
  const serving = { root: folder, receive: createReceive(options) }
  const server = createServer((request, response) => {
    answer(serving, request, response).catch(() => response.destroy())
  })
  const info = await listening(server, options)
  const name = info.family === 'IPv6' ? `[${info.address}]` : info.address
  return {
    address: `http://${name}:${info.port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An object store in memory that keeps to `If-None-Match: *`, and fails as told. The real one is in object-store.ts. */
import { once } from 'node:events'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { S3Options } from '../src/storage/s3.ts'

interface Reply {
  readonly status: number
  readonly body?: string | Uint8Array
}

export interface Exchange {
  readonly method: string
  /** Path and query below the bucket. */
  readonly path: string
  readonly response: ServerResponse
  /** Does what was asked for. */
  carryOut(): Reply
}

/** What the store does instead of what it was asked for. */
export type Trouble = (exchange: Exchange) => unknown

const send = (response: ServerResponse, { status, body = '' }: Reply, isHead = false): void => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(isHead ? '' : body)
}

export const answer = ({ response, method, carryOut }: Exchange): void =>
  send(response, carryOut(), method === 'HEAD')

const refuse =
  (status: number, code: string): Trouble =>
  ({ response }) =>
    send(response, { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>` })

const onWrites =
  (trouble: Trouble): Trouble =>
  (exchange) =>
    exchange.method === 'PUT' ? trouble(exchange) : answer(exchange)

export const troubles = {
  'fails within': refuse(500, 'InternalError'),
  'has too much to do': refuse(503, 'SlowDown'),
  'never decides who was first': onWrites(refuse(409, 'ConditionalRequestConflict')),
  'has lost its bucket': refuse(404, 'NoSuchBucket'),
  'has no room': onWrites(refuse(507, 'XMinioStorageFull')),
  'has reached its quota': onWrites(refuse(403, 'QuotaExceeded')),
  'breaks connections': ({ response }) => response.destroy(),
  'says nothing': () => {},
  'is behind something that knows nothing of it': ({ response, method }) =>
    send(response, { status: 404, body: 'no backend' }, method === 'HEAD'),
  'does it, and its answer is lost': ({ response, carryOut }) => {
    carryOut()
    response.destroy()
  },
  'answers without end': ({ response }) => {
    response.writeHead(200, { 'content-length': 1000 }).write('a')
  },
} satisfies Record<string, Trouble>

/** How an answer says where it ends. */
export const framings = {
  'with a length': (length: number) => `content-length: ${length}\r\n\r\n`,
  'in chunks': (length: number) => `transfer-encoding: chunked\r\n\r\n${length.toString(16)}\r\n`,
  'without either': () => 'connection: close\r\n\r\n',
}

/** Breaks off within the answer's body, in order: nothing but the length that was promised tells that more was to come. */
export const cutOff =
  (framing: (length: number) => string, length: (exchange: Exchange) => number): Trouble =>
  (exchange) => {
    const body = Buffer.from(exchange.carryOut().body ?? '')
    const { socket } = exchange.response
    socket!.write(`HTTP/1.1 200 OK\r\n${framing(body.length)}`)
    socket!.end(body.subarray(0, length(exchange)))
  }

const isBelow = (prefix: string) => (key: string) => key.startsWith(prefix)

/** ListObjectsV2, in pages. */
function listOf(keys: readonly string[], query: URLSearchParams, page: number): Reply {
  const [prefix, delimiter] = [query.get('prefix')!, query.get('delimiter')!]
  const cut = (key: string) => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    return end < 0 ? `<Contents><Key>${key}</Key></Contents>` : `<Prefix>${key.slice(0, end + 1)}</Prefix>`
  }
  const all = [...new Set(keys.filter(isBelow(prefix)).map(cut))].sort()
  const start = Number(query.get('continuation-token') ?? 0)
  const next = start + page
  const isTruncated = next < all.length
  const token = isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''
  const items = all.slice(start, next).join('')
  return {
    status: 200,
    body: `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${items}${token}</ListBucketResult>\n`,
  }
}

export interface TroubledStore {
  readonly options: S3Options
  readonly blobs: ReadonlyMap<string, Uint8Array>
  /** Undefined while all is well. */
  trouble: Trouble | undefined
  /** Nobody listens any more. */
  leave(): Promise<void>
  comeBack(): Promise<void>
}

/** @param page names in one answer */
export async function startTroubledStore(page = 1000): Promise<TroubledStore> {
  const blobs = new Map<string, Uint8Array>()
  const missing: Reply = { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
  const read = (key: string): Reply => {
    const body = blobs.get(key)
    return body ? { status: 200, body } : missing
  }
  const put = (key: string, data: Uint8Array, isFirst: boolean): Reply => {
    if (isFirst && blobs.has(key)) return { status: 412 }
    blobs.set(key, data)
    return { status: 200 }
  }
  const carryOut = ({ method, headers, url }: IncomingMessage, data: Uint8Array): Reply => {
    const { pathname, searchParams } = new URL(url!, 'http://store')
    const key = pathname.slice('/bucket/'.length)
    if (method === 'PUT') return put(key, data, headers['if-none-match'] === '*')
    if (method === 'DELETE') return blobs.delete(key) ? { status: 204 } : missing
    return key === '' ? listOf([...blobs.keys()], searchParams, page) : read(key)
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A request that breaks off is none.
    const data = await buffer(request).catch(() => undefined)
    if (!data) return
    const exchange: Exchange = {
      method: request.method!,
      path: request.url!.slice('/bucket'.length),
      response,
      carryOut: () => carryOut(request, data),
    }
    ;(store.trouble ?? answer)(exchange)
  }
  let server: Server
  const listen = async (port: number): Promise<number> => {
    server = createServer(serve).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const keys = { accessKeyId: 'a', secretAccessKey: 'b' }
  const endpoint = `http://127.0.0.1:${port}`
  const store: TroubledStore = {
    options: { endpoint, bucket: 'bucket', region: 'us-east-1', ...keys },
    blobs,
    trouble: undefined,
    async leave() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    async comeBack() {
      await listen(port)
    },
  }
  return store
}

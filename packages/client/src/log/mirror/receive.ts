/** HTTP of the write endpoints of a mirror: bodies of a bounded size or read piece by piece, and answers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { constants, createGunzip } from 'node:zlib'
import { largestRequest } from '@avow/tlog/witness'
import { ClientError } from '../../error.ts'
import { type Answer, refusal } from './answer.ts'
import type { Pushes } from './take-pushes.ts'

/** @returns whether the request was for one of the endpoints; then it is answered */
export type Receive = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

/** Uploads under way at once. Each may hold a package, 256 entries of 64 KiB. */
const mostUploads = 16
/** Milliseconds without a byte after which a client is gone. */
const patience = 30_000
/** Milliseconds for which a client that was answered early may go on sending. */
const lingering = 5000

/** Whoever stops reading can still answer. */
const partsOf = (request: IncomingMessage) => request.iterator({ destroyOnReturn: false })

/** @returns undefined for one that is too large */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of partsOf(request) as AsyncIterable<Buffer>) {
    length += part.length
    if (length > largestRequest) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function whole(
  request: IncomingMessage,
  work: (body: Uint8Array) => Answer | Promise<Answer>,
): Promise<Answer> {
  const body = await readBody(request)
  return body ? work(body) : refusal(413, 'the request is too large')
}

const gzip = { 'accept-encoding': 'gzip' }

/** The body as it was before it was compressed; undefined for a compression that is not known. */
function decoded(request: IncomingMessage): AsyncIterableIterator<Uint8Array> | undefined {
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (coding === 'identity') return partsOf(request)
  if (coding !== 'gzip' && coding !== 'x-gzip') return undefined
  // What ends too early, or with the connection, is given as far as it came.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
  request.once('close', () => request.complete || gunzip.end())
  return request.pipe(gunzip)[Symbol.asyncIterator]()
}

const mediaTypeOf = ({ headers }: IncomingMessage): string | undefined =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase()

async function upload(request: IncomingMessage, pushes: Pushes): Promise<Answer> {
  if (mediaTypeOf(request) !== 'application/octet-stream')
    return refusal(415, 'the type must be application/octet-stream')
  // Last: what is being unpacked must be read, or nobody hears that it is damaged and the process ends.
  const body = decoded(request)
  if (!body) return refusal(415, 'this compression is not known')
  try {
    return await pushes.addEntries(body)
  } finally {
    await body.return?.()
  }
}

/** At most so many at once; who comes then is asked to come again. */
function limited(pushes: Pushes): (request: IncomingMessage) => Promise<Answer> {
  let running = 0
  return async (request) => {
    if (running >= mostUploads)
      return refusal(503, 'too many uploads at once', { ...gzip, 'retry-after': '1' })
    running += 1
    try {
      const answer = await upload(request, pushes)
      return { ...answer, headers: { ...gzip, ...answer.headers } }
    } finally {
      running -= 1
    }
  }
}

/** What is not the client's fault. It may send the same again. */
const failure = (cause: unknown): Answer =>
  cause instanceof ClientError && cause.code === 'disk_full'
    ? refusal(507, 'the disk of the mirror is full')
    : refusal(500, 'the mirror failed')

/** Whoever is still sending is given time to read the answer, and not more. */
function linger(request: IncomingMessage): void {
  if (request.complete) return
  request.unpipe().resume()
  const timer = setTimeout(() => request.destroy(), lingering).unref()
  request.once('close', () => clearTimeout(timer))
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: Answer,
): void {
  const length = Buffer.byteLength(body)
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-length': length,
    ...headers,
  })
  response.end(body)
  linger(request)
}

export interface ReceiveOptions {
  /** Whoever can connect may push; nobody unless given. */
  readonly pushes?: Pushes | undefined
  /** Is told what went wrong here, and not at the client. */
  readonly onFailure?: ((cause: unknown) => void) | undefined
}

export function createReceive({ pushes, onFailure }: ReceiveOptions): Receive {
  if (!pushes) return async () => false
  const failed = (cause: unknown): Answer => {
    onFailure?.(cause)
    return failure(cause)
  }
  const endpoints: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> = {
    '/add-checkpoint': (request) => whole(request, pushes.addCheckpoint),
    '/add-entries': limited(pushes),
    '/sign-subtree': (request) => whole(request, pushes.signSubtree),
  }
  return async (request, response) => {
    const path = request.url ?? ''
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined
    if (!endpoint) return false
    request.setTimeout(patience, () => request.destroy())
    const answer =
      request.method === 'POST'
        ? await endpoint(request).catch(failed)
        : refusal(405, 'POST only', { allow: 'POST' })
    send(request, response, answer)
    return true
  }
}

/** `POST /inbox` on the loopback address, for whatever brings the world to it: a reverse proxy, an onion service. */
import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http'
import type { InboxRefusalCode } from '@avow/client'
import { AvowError, encodeCanonical } from '@avow/core'
import { type Allowance, createAllowance } from './allowance.ts'
import { TrusteeError } from './error.ts'
import { listen } from './health.ts'
import type { Inbox } from './inbox.ts'

/** Bytes. The longest act that is taken, a pause, has 471. */
export const mostBytes = 1024

/** Milliseconds for a request, so that slow ones do not use up the connections. */
const patience = 10_000
/** Connections at a time, whoever opens them. */
const mostConnections = 256

/** The page of a register, which is of another origin, may read the answer. Nobody keeps it, or who asked. */
const headers: OutgoingHttpHeaders = {
  'content-type': 'application/json',
  'access-control-allow-origin': '*',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** Whatever is wrong with the form of an act is 422. */
const statuses: Readonly<Record<string, number>> = {
  act_not_taken: 404,
  act_time: 403,
  body_too_large: 413,
  internal: 500,
  not_found: 404,
  overloaded: 503,
} satisfies Record<InboxRefusalCode, number>

const tooLarge = (): TrusteeError =>
  new TrusteeError('body_too_large', `the body may have at most ${mostBytes} bytes`, { limit: mostBytes })

/** @throws TrusteeError `body_too_large` */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge()
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > mostBytes) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

interface Answer {
  readonly status: number
  readonly body: Uint8Array
}

/** What is not ours, such as a full disk, is told to nobody; the trustee's own rounds meet it too, and raise the alarm. */
function refusal(cause: unknown): Answer {
  const isOurs = cause instanceof AvowError
  const { code, message, details } = isOurs
    ? cause
    : { code: 'internal', message: 'it could not be kept', details: {} }
  return { status: statuses[code] ?? 422, body: encodeCanonical({ error: { code, message, details } }) }
}

async function answerTo(request: IncomingMessage, inbox: Inbox, allowance: Allowance): Promise<Answer> {
  try {
    if (request.method !== 'POST' || request.url !== '/inbox')
      throw new TrusteeError('not_found', 'there is nothing here')
    if (!allowance.take()) throw new TrusteeError('overloaded', 'come back in a minute')
    return { status: 200, body: encodeCanonical(inbox.take(await bodyOf(request))) }
  } catch (cause) {
    return refusal(cause)
  }
}

/** What was not read of a request is not waited for: its connection ends. */
function send(response: ServerResponse, { status, body }: Answer): void {
  const isWhole = response.req.complete
  response.writeHead(status, isWhole ? headers : { ...headers, connection: 'close' })
  response.end(body)
}

export interface InboxLimits {
  /** 0 for any. */
  readonly port: number
  /** Acts that are looked at in a minute. */
  readonly perMinute: number
}

/** @returns the server and its address once it listens */
export async function serveInbox(
  { port, perMinute }: InboxLimits,
  inbox: Inbox,
  now: () => number,
): Promise<{ server: Server; address: string }> {
  const allowance = createAllowance(perMinute, 60_000, now)
  const limits = { headersTimeout: patience, requestTimeout: patience, maxHeaderSize: 8192 }
  const server = createServer({ ...limits, connectionsCheckingInterval: 1000 }, (request, response) => {
    void answerTo(request, inbox, allowance).then((answer) => send(response, answer))
  })
  server.maxConnections = mostConnections
  return { server, address: `${await listen(server, port)}/inbox` }
}

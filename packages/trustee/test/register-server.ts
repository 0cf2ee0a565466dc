/** The register in memory behind a real HTTP server, for trustees that are real processes. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ClientError } from '@avow/client'
import type { Act, FeedRequest, Hash, Holding } from '@avow/core'
import type { RegisterDouble } from './register-double.ts'

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString())
}

async function answerTo(register: RegisterDouble, path: string, body: unknown): Promise<unknown> {
  if (path === '/api/v1/roster') return register.roster()
  if (path.startsWith('/api/v1/rosters/')) return register.rosterOf(path.split('/').at(-1) as Hash)
  if (path === '/api/v1/feed') return register.feed(body as FeedRequest)
  if (path === '/api/v1/acts') return register.act(body as Act)
  return register.holding(body as Holding)
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(value === undefined ? 204 : status, { 'content-type': 'application/json' })
  response.end(value === undefined ? undefined : JSON.stringify(value))
}

/** @param onRequest is awaited before a request is worked on and, with `done`, before it is answered */
export async function serveRegister(
  register: RegisterDouble,
  onRequest: (path: string, done: boolean) => void | Promise<void> = () => {},
): Promise<{ server: Server; address: string }> {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!
    const body = await bodyOf(request)
    await onRequest(path, false)
    try {
      const answer = await answerTo(register, path, body)
      await onRequest(path, true)
      send(response, 200, answer)
    } catch (cause) {
      const details = cause instanceof ClientError ? cause.details : { code: 'internal', status: 500 }
      const { code, status } = details
      send(response, Number(status), { error: { code, message: String(code), details: {} } })
    }
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

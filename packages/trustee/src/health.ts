/** `GET /health` on the loopback address, for whoever watches over the trustee. */
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Store } from './store.ts'

/** What the loop knows of itself. */
export interface LoopState {
  /** Code of what keeps the trustee from going on; null when the last round was done. */
  readonly alarm: string | null
  /** Rounds that failed one after another. */
  readonly failures: number
}

const reports = (store: Store, { alarm, failures }: LoopState) => {
  const { cursor, size, readTime } = store.position()
  return {
    ok: alarm === null,
    alarm,
    failures,
    cursor,
    size,
    observed: readTime === null ? null : new Date(readTime).toISOString(),
    counts: store.counts(),
    evidence: store.evidence().length,
    institutions: store.institutions.key()?.session ?? null,
  }
}

/** Listens on the loopback address. @param port 0 for any @returns `http://127.0.0.1:PORT` */
export async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** @returns the server and its address once it listens */
export async function serveHealth(
  port: number,
  store: Store,
  state: () => LoopState,
): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const isHealth = request.method === 'GET' && request.url === '/health'
    const report = isHealth ? reports(store, state()) : { ok: false }
    response.writeHead(isHealth ? (report.ok ? 200 : 503) : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(report))
  })
  return { server, address: await listen(server, port) }
}

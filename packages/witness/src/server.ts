/** HTTP of a witness (C2SP tlog-witness, "HTTP Interface"). */
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { largestRequest } from '@avow/tlog/witness'
import { type Logger, fieldsOf } from './logger.ts'
import type { Witness } from './witness.ts'

/** Milliseconds after which a client that does not finish its request no longer holds up the end. */
const patience = 2000

/** The routes, without a network. */
export function createApp(witness: Witness, logger: Logger): Hono {
  const app = new Hono()

  const limit = bodyLimit({
    maxSize: largestRequest,
    onError: (context) => context.text('the request is too large\n', 413),
  })
  app.post('/add-checkpoint', limit, async (context) => {
    const answer = witness.addCheckpoint(new Uint8Array(await context.req.arrayBuffer()))
    if (answer.status === 200) return context.text(answer.lines)
    if (answer.status === 409)
      return context.body(`${answer.size}\n`, 409, { 'content-type': 'text/x.tlog.size' })
    return context.text(`${answer.reason}\n`, answer.status)
  })

  app.post('/sign-subtree', limit, async (context) => {
    const answer = witness.signSubtree(new Uint8Array(await context.req.arrayBuffer()))
    if (!answer) return context.notFound()
    if (answer.status === 200) return context.text(answer.lines)
    return context.text(`${answer.reason}\n`, answer.status)
  })

  app.get('/:originHash{[0-9a-f]{64}}/checkpoint', (context) => {
    const checkpoint = witness.checkpoint(context.req.param('originHash'))
    return checkpoint === undefined ? context.notFound() : context.text(checkpoint)
  })

  app.get('/health', (context) => context.json({ ok: true }))
  for (const path of ['/add-checkpoint', '/sign-subtree'])
    app.all(path, (context) => context.text('POST only\n', 405, { allow: 'POST' }))
  app.notFound((context) => context.text('not found\n', 404))
  app.onError((error, context) => {
    logger.warn('failed', fieldsOf(error))
    return context.text('the witness failed\n', 500)
  })
  return app
}

export interface Listening {
  readonly address: string
  /** Lets requests that are being answered finish. */
  close(): Promise<void>
}

/** @returns once it listens */
export async function listen(app: Hono, { host, port }: { host: string; port: number }): Promise<Listening> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>()
  const server: ServerType = serve({ fetch: app.fetch, hostname: host, port }, resolve)
  server.once('error', reject)
  const info = await promise
  const name = info.family === 'IPv6' ? `[${info.address}]` : info.address
  return {
    address: `http://${name}:${info.port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), patience).unref()
      }),
  }
}

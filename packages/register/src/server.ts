/** Listens, starts the register behind the port, and ends it in order. */
import { createServer, type IncomingMessage, type ServerResponse, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { type RegisterContext, createContext } from './context.ts'
import { RegisterError } from './error.ts'
import type { Logger } from './logger.ts'
import { createTiles } from './reads/tiles.ts'
import { createKeptTileListener } from './routes/log.ts'

export interface Server {
  /** `http://host:port` */
  readonly address: string
  /** Finishes what was begun, then ends. */
  stop(): Promise<void>
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

function createListener(context: RegisterContext): Listener {
  const tiles = createTiles(context.storage)
  const answersKept = createKeptTileListener(tiles)
  const answer = getRequestListener(createApp(context, tiles).fetch)
  return (request, response) => answersKept(request, response) || answer(request, response)
}

/** Takes the port before anything else, so that a second register on it ends before it touches the state. */
function listen(http: HttpServer, { host, port }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE'
      reject(isTaken ? new RegisterError('port_in_use', `Port ${port} is in use.`, { port }, cause) : cause)
    })
    http.listen({ host, port }, () => {
      const bound = http.address() as AddressInfo
      resolve(`http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`)
    })
  })
}

/** @throws RegisterError `port_in_use`, `config_invalid`, `keys_mismatch` */
export async function startServer(config: Config, logger: Logger): Promise<Server> {
  const started = Promise.withResolvers<Listener>()
  started.promise.catch(() => {})
  // Whoever asks before the register is ready waits for it.
  const wait: Listener = (request, response) =>
    started.promise.then(
      (listener) => listener(request, response),
      () => response.destroy(),
    )
  let listener = wait
  const http = createServer((request, response) => void listener(request, response))
  const address = await listen(http, config)
  try {
    const context = await createContext(config, logger)
    listener = createListener(context)
    started.resolve(listener)
    return { address, stop: () => stop(http, context) }
  } catch (cause) {
    started.reject(cause)
    http.closeAllConnections()
    http.close()
    throw cause
  }
}

async function stop(
  http: HttpServer,
  context: { stop(): Promise<void>; stopping: AbortController },
): Promise<void> {
  // Waiting feeds are answered, requests under way finish, no new ones come in.
  context.stopping.abort()
  const closed = new Promise((resolve) => http.close(resolve))
  // A connection that is kept alive becomes idle when its last request has been answered.
  const idle = setInterval(() => http.closeIdleConnections(), 20)
  const late = setTimeout(() => http.closeAllConnections(), 10_000)
  await closed
  clearInterval(idle)
  clearTimeout(late)
  await context.stop()
}

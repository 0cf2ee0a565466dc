import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** Below those that systems give to outgoing connections, so that none of those takes the port before its daemon does. */
const [first, last] = [20_000, 32_000]

/** Undefined when it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (cause: NodeJS.ErrnoException) =>
      cause.code === 'EADDRINUSE' || cause.code === 'EACCES' ? resolve(undefined) : reject(cause),
    )
    server.listen({ host: '127.0.0.1', port }, () => {
      const { port: bound } = server.address() as AddressInfo
      server.close(() => resolve(bound))
    })
  })
}

/** A port of this machine that is free now, and that the system gives to nobody who does not ask for it. */
export async function anyPort(): Promise<number> {
  for (;;) {
    const port = await tryPort(randomInt(first, last))
    if (port !== undefined) return port
  }
}

/** A port of this machine that is free now: the one that was asked for, or with 0 any; undefined when it is taken. */
export const findPort = (port: number): Promise<number | undefined> =>
  port === 0 ? anyPort() : tryPort(port)

/** The first free port at or after `from`. */
export async function findPortFrom(from: number): Promise<number> {
  for (let port = from; port < from + 100; port += 1) if (await tryPort(port)) return port
  return anyPort()
}

/** Waits for a port to become free. @returns undefined when it does not within so many milliseconds */
export async function waitForPort(port: number, most: number): Promise<number | undefined> {
  const end = performance.now() + most
  while (performance.now() < end) {
    if (await tryPort(port)) return port
    await delay(100)
  }
  return undefined
}

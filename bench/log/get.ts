/** Asks for files over HTTP as fast as one thread can, over connections that stay open. */
import { openConnection } from './connection.ts'

/** One connection, one request at a time. */
async function keepAsking(address: URL, requests: readonly Buffer[], end: number): Promise<number> {
  const connection = openConnection(address)
  try {
    for (let answered = 0; ; answered += 1) {
      const { status } = await connection.ask([requests[answered % requests.length]!])
      if (status !== 200) throw new Error(`answered ${status}`)
      if (performance.now() >= end) return answered
    }
  } finally {
    connection.close()
  }
}

/** @returns answers a second, with bodies as they lie there */
export async function getsPerSecond(
  address: string,
  paths: readonly string[],
  { connections = 64, seconds = 8 } = {},
): Promise<number> {
  const url = new URL(address)
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${url.host}\r\naccept-encoding: identity\r\n\r\n`),
  )
  const start = performance.now()
  const asking = Array.from({ length: connections }, () => keepAsking(url, requests, start + seconds * 1000))
  const answered = await Promise.all(asking)
  return (answered.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start)
}

/** Asks for files over HTTP as fast as one thread can, over connections that stay open. */
import { type Socket, connect } from 'node:net'

const headerEnd = Buffer.from('\r\n\r\n')

/** Bytes of an answer, headers and body; undefined while its headers are not all there. */
function lengthOf(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(headerEnd)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`answered ${head.split('\r\n')[0]}`)
  return end + headerEnd.length + Number(/\r\ncontent-length: (\d+)/i.exec(head)![1])
}

/** One connection, one request at a time. */
async function keepAsking(address: URL, requests: readonly Buffer[], end: number): Promise<number> {
  const socket: Socket = connect(Number(address.port), address.hostname)
  let [answered, parts]: [number, Buffer] = [0, Buffer.alloc(0)]
  try {
    return await new Promise<number>((resolve, reject) => {
      const ask = (): void => void socket.write(requests[answered % requests.length]!)
      socket.once('connect', ask).once('error', reject)
      socket.on('close', () => reject(new Error('the connection was closed')))
      socket.on('data', (chunk: Buffer) => {
        parts = parts.length === 0 ? chunk : Buffer.concat([parts, chunk])
        const length = lengthOf(parts)
        if (length === undefined || parts.length < length) return
        parts = parts.subarray(length)
        answered += 1
        if (performance.now() >= end) resolve(answered)
        else ask()
      })
    })
  } finally {
    socket.removeAllListeners().destroy()
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

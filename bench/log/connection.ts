/**
 * HTTP/1.1 for whoever makes load: over connections that stay open, one request at a time on each. The platform's client
 * takes several times as much of a processor, which is then lacking to what is measured.
 */
import { connect } from 'node:net'
import { ClientError } from '@avow/client'

export interface Answered {
  readonly status: number
  readonly body: Buffer
}

export interface Connection {
  /** @param request head and body, which go out together. @throws ClientError `unreachable` */
  ask(request: readonly Uint8Array[]): Promise<Answered>
  /** A server gives up a connection that nobody used for a while. */
  isOpen(): boolean
  close(): void
}

const headEnd = Buffer.from('\r\n\r\n')

/** The answer that these bytes are, with a length in its head; undefined while it is not all there. */
function answerIn(bytes: Buffer): Answered | undefined {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const start = end + headEnd.length
  const length = start + Number(/\r\ncontent-length: (\d+)/i.exec(head)![1])
  if (bytes.length < length) return undefined
  return { status: Number(head.slice(9, 12)), body: Buffer.from(bytes.subarray(start, length)) }
}

/** What was read, of all connections one after the other. */
const read = Buffer.alloc(65_536)

export function openConnection(address: URL): Connection {
  let [waiting, asked]: [Buffer, PromiseWithResolvers<Answered> | undefined] = [Buffer.alloc(0), undefined]
  const callback = (length: number): boolean => {
    const part = read.subarray(0, length)
    const bytes = waiting.length === 0 ? part : Buffer.concat([waiting, part])
    const answer = answerIn(bytes)
    waiting = answer ? Buffer.alloc(0) : Buffer.from(bytes)
    if (answer) asked?.resolve(answer)
    return true
  }
  const socket = connect({
    host: address.hostname,
    port: Number(address.port),
    noDelay: true,
    onread: { buffer: read, callback },
  })
  const fail = (cause?: Error): void => asked?.reject(new ClientError('unreachable', 'no answer', {}, cause))
  socket.on('error', fail).on('close', () => fail())
  return {
    ask(request) {
      asked = Promise.withResolvers()
      socket.cork()
      for (const part of request) socket.write(part)
      socket.uncork()
      return asked.promise
    },
    isOpen: () => !socket.destroyed && !socket.readableEnded,
    close: () => void socket.destroy(),
  }
}

/** Sends a body in parts, and gives the answer's. @throws ClientError `refused`, `unreachable` */
export type Post = (body: readonly Uint8Array[]) => Promise<Buffer>

/** Posts to one path, over as many connections as there are posts at once. */
export function createPost(address: string, path: string): Post {
  const url = new URL(address)
  let free: Connection[] = []
  const take = (): Connection => {
    const connection = free.pop()
    if (connection?.isOpen()) return connection
    free = []
    return openConnection(url)
  }
  const start = `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/octet-stream\r\n`
  return async (body) => {
    const length = body.reduce((sum, part) => sum + part.length, 0)
    const connection = take()
    const head = Buffer.from(`${start}content-length: ${length}\r\n\r\n`, 'latin1')
    const answer = await connection.ask([head, ...body])
    free.push(connection)
    if (answer.status < 300) return answer.body
    throw new ClientError('refused', 'refused', { status: answer.status })
  }
}

/**
 * As much of an HTTP/1.1 server as a hammer asks for: over connections that stay open, one request after the other, with
 * bodies of a length that is given before. The platform's server takes more of a processor for a request than the log
 * below takes for an entry; a register has the platform's, because it must not trust whoever asks.
 */
import { type Socket, createServer } from 'node:net'

export interface Answer {
  readonly status: 200 | 404
  readonly body: Uint8Array | string
}

export type Handle = (method: string, path: string, body: Buffer) => Promise<Answer>

interface Request {
  readonly method: string
  readonly path: string
  readonly body: Buffer
  /** Bytes, with its head. */
  readonly length: number
}

const reasons = { 200: 'OK', 404: 'Not Found' } as const
const headForm = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/
const lengthForm = /\r\ncontent-length: (\d+)\r\n/i

/** The request that these bytes begin with; undefined while it is not all there. */
function requestIn(bytes: Buffer): Request | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end + 2)
  const [, method, path] = headForm.exec(head) ?? []
  if (method === undefined || /\r\ntransfer-encoding:/i.test(head))
    throw new Error('a request of another kind')
  const length = end + 4 + Number(lengthForm.exec(head)?.[1] ?? 0)
  return length > bytes.length
    ? undefined
    : { method, path: path!, body: bytes.subarray(end + 4, length), length }
}

function answer(socket: Socket, { status, body }: Answer): void {
  const head = `HTTP/1.1 ${status} ${reasons[status]}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`
  if (typeof body === 'string') return void socket.write(head + body, 'latin1')
  socket.write(head, 'latin1')
  socket.write(body)
}

function serve(socket: Socket, handle: Handle): void {
  let [waiting, isBusy] = [Buffer.alloc(0), false]
  const settle = (given: Answer): void => {
    answer(socket, given)
    isBusy = false
    next()
  }
  const failed = (cause: unknown): void => {
    console.error(cause)
    socket.destroy()
  }
  const next = (): void => {
    const request = isBusy || waiting.length === 0 ? undefined : requestIn(waiting)
    if (!request) return
    isBusy = true
    waiting = waiting.subarray(request.length)
    handle(request.method, request.path, request.body).then(settle).catch(failed)
  }
  socket.on('error', () => {})
  socket.on('data', (part: Buffer<ArrayBuffer>) => {
    waiting = waiting.length === 0 ? part : Buffer.concat([waiting, part])
    try {
      next()
    } catch (cause) {
      failed(cause)
    }
  })
}

export function listen(port: number, handle: Handle): void {
  createServer({ noDelay: true }, (socket) => serve(socket, handle)).listen(port, '127.0.0.1')
}

/** Request bodies with a limit. */
import type { Context } from 'hono'
import { RegisterError } from '../error.ts'

const tooLarge = (limit: number): RegisterError =>
  new RegisterError('body_too_large', `the body may have at most ${limit} bytes`, { limit })

/**
 * Reads the body. With a length in the header the platform sees to it that no more comes; without one it is counted.
 * @param limit in bytes
 * @throws RegisterError `body_too_large`
 */
export async function readBody(c: Context, limit: number): Promise<Uint8Array> {
  const length = c.req.header('content-length')
  if (length === undefined) return readCounted(c.req.raw.body, limit)
  if (Number(length) > limit) throw tooLarge(limit)
  return new Uint8Array(await c.req.arrayBuffer())
}

async function readCounted(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > limit) throw tooLarge(limit)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** The body as JSON. @throws RegisterError `body_too_large`, `request_invalid` */
export async function readJson(c: Context, limit: number): Promise<unknown> {
  const bytes = await readBody(c, limit)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's message quotes its input: it is not passed on.
    throw new RegisterError('request_invalid', 'the body is not JSON')
  }
}

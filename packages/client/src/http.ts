/** One HTTP exchange: bytes there, bytes back, and every failure as a `ClientError`. */
import { decodeUtf8 } from '@avow/core'
import { ClientError, malformedAnswer } from './error.ts'
import { errorSchema } from './schemas.ts'

export interface Exchange {
  readonly path: string
  /** What errors call the path, where the path itself holds something that must not get into a message. */
  readonly at?: string
  readonly body?: Uint8Array | undefined
  readonly type?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the call counts as unreachable. */
  readonly timeout: number
  /** Bytes of the largest answer that the API allows; 16 MiB unless told. */
  readonly most?: number
}

export type Fetch = (address: string, init: RequestInit) => Promise<Response>

/**
 * Does work whose signal is aborted by the given one or after `timeout` milliseconds. Nothing of it stays once the work
 * is over: a timeout of the platform lives on to its end, and a daemon makes many.
 */
export async function within<T>(
  { signal, timeout }: { readonly signal?: AbortSignal | undefined; readonly timeout: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new DOMException('no answer in time', 'TimeoutError')), timeout)
  try {
    return await work(signal ? AbortSignal.any([signal, late.signal]) : late.signal)
  } finally {
    clearTimeout(timer)
  }
}

const mebibyte = 1024 * 1024
/** A page of the feed or a list of institutions has less. */
const mostOfAnswer = 16 * mebibyte
const mostOfRefusal = 64 * 1024

/**
 * The body of an answer, decompressed. Whoever answers may go on for ever.
 * @param most bytes @param at what errors call the path
 * @throws ClientError `malformed` (details: at, most) when it is larger
 */
export async function readBody({ body }: Response, most: number, at: string): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const reader = body?.getReader()
  for (let size = 0, part = await reader?.read(); part && !part.done; part = await reader!.read()) {
    size += part.value.length
    if (size > most) {
      await reader!.cancel()
      throw malformedAnswer(at, { most })
    }
    parts.push(part.value)
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

async function readRefusal(response: Response, at: string): Promise<unknown> {
  try {
    return JSON.parse(decodeUtf8(await readBody(response, mostOfRefusal, at)))
  } catch {
    return null
  }
}

/** The register's own words for a refusal; an answer without them is from something else on the way. */
async function refusalFrom(response: Response, at: string): Promise<ClientError> {
  const parsed = errorSchema.safeParse(await readRefusal(response, at))
  if (!parsed.success) {
    const gone = [502, 503, 504].includes(response.status)
    if (gone)
      return new ClientError('unreachable', 'the register did not answer', { at, status: response.status })
    return malformedAnswer(at, { status: response.status })
  }
  const { code, message, details } = parsed.data.error
  return new ClientError('refused', message, { ...details, code, status: response.status })
}

async function exchangeWithin(
  base: string,
  fetch: Fetch,
  request: Exchange,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const at = request.at ?? request.path
  const response = await fetch(base + request.path, {
    method: request.body === undefined ? 'GET' : 'POST',
    ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
    headers: request.type === undefined ? {} : { 'content-type': request.type },
    signal,
    // Neither cookies nor a referrer, and a redirect to somewhere else is not an answer.
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'error',
  })
  if (!response.ok) throw await refusalFrom(response, at)
  return readBody(response, request.most ?? mostOfAnswer, at)
}

/** @throws ClientError `unreachable`, `refused`, `malformed`. */
export async function exchange(base: string, fetch: Fetch, request: Exchange): Promise<Uint8Array> {
  try {
    return await within(request, (signal) => exchangeWithin(base, fetch, request, signal))
  } catch (cause) {
    if (cause instanceof ClientError) throw cause
    throw new ClientError(
      'unreachable',
      'the register did not answer',
      { at: request.at ?? request.path },
      cause,
    )
  }
}

/** The write endpoints of a mirror (C2SP tlog-mirror), as its clients call them. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import {
  type AddCheckpoint,
  type MirrorInfo,
  type NoteSignature,
  formatAddCheckpoint,
  parseMirrorInfo,
  parseSignatures,
} from '@avow/tlog'
import { ClientError } from '../../error.ts'
import { type Fetch, within } from '../../http.ts'
import { askAgain, patience } from '../patience.ts'

const compress = promisify(gzip)

export interface CallMirrorOptions {
  /** The submission prefix, an address. */
  readonly mirror: string
  readonly fetch?: Fetch | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds to wait before each further try of what was not answered; six tries in 15 s unless told. */
  readonly retries?: readonly number[] | undefined
}

export interface MirrorCalls {
  /** @returns undefined when the checkpoint is pending now, otherwise the size of the one that is */
  addCheckpoint(request: AddCheckpoint): Promise<number | undefined>
  /** @returns the mirror's lines when it has everything, otherwise where to go on */
  addEntries(body: Uint8Array): Promise<readonly NoteSignature[] | MirrorInfo>
}

/** Milliseconds until a call counts as unanswered. */
const timeout = 60_000
/** Bytes; no answer is longer. */
const longestAnswer = 1024 * 1024

/** What a mirror means by a status, as the code of a refusal. */
const refusals: Readonly<Record<number, string>> = {
  403: 'mirror_signature_refused',
  404: 'mirror_log_unknown',
  405: 'mirror_takes_no_pushes',
  422: 'mirror_proof_refused',
  507: 'mirror_full',
}

function failureOf({ status, url }: Response): ClientError {
  if (status !== 507 && (status >= 500 || status === 429))
    return new ClientError('unreachable', 'the mirror did not answer', { at: url, status })
  const code = refusals[status] ?? 'mirror_refused'
  return new ClientError('refused', 'the mirror refused', { code, status, isFinal: true })
}

const malformed = (at: string, cause?: unknown): ClientError =>
  new ClientError('malformed', 'the answer is not that of a mirror', { at, isFinal: true }, cause)

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > longestAnswer) throw malformed(response.url)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** @throws ClientError `malformed` for what the parser does not take */
function parsed<T>(text: string, at: string, parse: (text: string) => T): T {
  try {
    return parse(text)
  } catch (cause) {
    throw malformed(at, cause)
  }
}

function sizeOf(text: string): number {
  const size = /^\d{1,15}\n$/.test(text) ? Number(text) : undefined
  if (size === undefined) throw new RangeError('no size')
  return size
}

/** Calls throw ClientError `unreachable`, `refused` (`details.code` says why), `malformed`. */
export function createMirrorCalls(options: CallMirrorOptions): MirrorCalls {
  const { fetch = globalThis.fetch, signal, retries = patience } = options
  const base = options.mirror.replace(/\/+$/, '')

  async function post(at: string, sent: Pick<RequestInit, 'body' | 'headers' | 'signal'>): Promise<Answer> {
    const response = await fetch(at, { method: 'POST', credentials: 'omit', redirect: 'error', ...sent })
    const { status } = response
    if (![200, 202, 409].includes(status)) {
      await response.body?.cancel()
      throw failureOf(response)
    }
    return { status, type: response.headers.get('content-type'), text: await textOf(response) }
  }

  const postWithin = (at: string, body: Uint8Array, headers: Record<string, string>): Promise<Answer> =>
    within({ signal, timeout }, (either) =>
      post(at, { body: body as Uint8Array<ArrayBuffer>, headers, signal: either }),
    )

  const ask = (at: string, body: Uint8Array, headers: Record<string, string>): Promise<Answer> =>
    askAgain(() => postWithin(at, body, headers), { pauses: retries, signal }).catch((cause: unknown) => {
      if (cause instanceof ClientError) throw cause
      throw new ClientError('unreachable', 'the mirror did not answer', { at }, cause)
    })

  return {
    async addCheckpoint(request) {
      const at = `${base}/add-checkpoint`
      const body = Buffer.from(formatAddCheckpoint(request))
      const { status, text } = await ask(at, body, { 'content-type': 'text/plain; charset=utf-8' })
      return status === 200 ? undefined : parsed(text, at, sizeOf)
    },
    async addEntries(body) {
      const at = `${base}/add-entries`
      const headers = { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' }
      const { status, text } = await ask(at, await compress(body, { level: 1 }), headers)
      return status === 200 ? parsed(text, at, parseSignatures) : parsed(text, at, parseMirrorInfo)
    },
  }
}

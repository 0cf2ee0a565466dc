/** Blobs as objects in a bucket of an S3-compatible store. */
import { setTimeout } from 'node:timers/promises'
import { within } from '@avow/client'
import { isEqualBytes } from '@avow/core'
import { AwsClient } from 'aws4fetch'
import { RegisterError, logInconsistent } from '../error.ts'
import type { Blob, Storage } from './storage.ts'

export interface S3Options {
  /** Address of the store, without the bucket. */
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Milliseconds until a request counts as unanswered; 20 seconds unless told. */
  readonly timeout?: number
}

/** How often a request that the store could not serve is sent again, each time after a longer rest. */
const retries = 4
/** Milliseconds: the first rest, or up to twice as long, so that not all come back at once. */
const firstRest = 50
/** Requests at the same time for one call. */
const width = 16
/** Written once and never changed: shows that the store keeps to conditions. */
const probe: Blob = { path: 'condition', data: new TextEncoder().encode('If-None-Match\n') }

/** An answer that has come whole. */
interface Answer {
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly body: Uint8Array
}

const textOf = ({ body }: Answer): string => new TextDecoder().decode(body)

/** @param status 0 when no whole answer came */
const unavailable = (status: number, cause?: unknown): RegisterError =>
  new RegisterError(
    'storage_unavailable',
    'the object store does not answer as it should; nothing that was acknowledged is lost',
    { status },
    cause,
  )

/** What the store says of a full disk or quota. */
const isFull = (answer: Answer): boolean =>
  answer.status === 507 || /<Code>(QuotaExceeded|InsufficientCapacity|EntityTooLarge)</.test(textOf(answer))

function refusal(answer: Answer): RegisterError {
  if (!isFull(answer)) return unavailable(answer.status)
  return new RegisterError('storage_full', 'the object store is full; nothing that was acknowledged is lost')
}

/** Does the same for all, some at the same time. */
async function forAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  const worker = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
}

type Send = (
  method: string,
  path: string,
  more?: { body?: Uint8Array; headers?: Record<string, string>; query?: string },
) => Promise<Answer>

/**
 * Whether the same request may be served in a moment: too much at once, an error of the store, or 409 where somebody
 * creates the same path and it is not known yet who is first. A full store has no room so soon.
 */
const isPassing = (answer: Answer): boolean =>
  (answer.status >= 500 || answer.status === 429 || answer.status === 409) && !isFull(answer)

/**
 * An answer with a length, or in chunks, is refused by `fetch` when less came. One with neither ends where the
 * connection ends, also when that broke (RFC 9112, section 6.3).
 */
const hasEnd = ({ headers }: Response): boolean =>
  headers.has('content-length') || headers.has('transfer-encoding')

/** The signal goes to `fetch` itself: a request that nobody holds any more is collected, and with it a signal of its own. */
async function ask(
  client: AwsClient,
  address: string,
  { signal, ...init }: RequestInit & { readonly signal: AbortSignal },
): Promise<Answer> {
  const response = await fetch(await client.sign(address, init), { signal })
  const body = new Uint8Array(await response.arrayBuffer())
  if (init.method === 'GET' && !hasEnd(response)) throw new Error('the answer does not say where it ends')
  const { status, ok, headers } = response
  return { status, ok, headers, body }
}

/**
 * Every request here may be sent twice. One whose answer was lost may have been carried out.
 * @throws RegisterError `storage_unavailable` when no whole answer comes
 */
async function persist(once: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    const isLast = attempt === retries
    try {
      const answer = await once()
      if (isLast || !isPassing(answer)) return answer
    } catch (cause) {
      if (isLast || signal.aborted) throw unavailable(0, cause)
    }
    await setTimeout(firstRest * 2 ** attempt * (1 + Math.random()))
  }
}

function createSend(options: S3Options): Send {
  const { endpoint, bucket, timeout = 20_000, ...keys } = options
  // Its own retries would leave out answers that break off.
  const client = new AwsClient({ ...keys, service: 's3', retries: 0 })
  const root = `${endpoint.replace(/\/+$/, '')}/${bucket}`
  return (method, path, { body, headers = {}, query = '' } = {}) => {
    const address = `${root}${path === '' ? '' : `/${path}`}${query}`
    const content = body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }
    const init = { method, headers, ...content, redirect: 'error' } as const
    return within({ timeout }, (signal) => persist(() => ask(client, address, { ...init, signal }), signal))
  }
}

async function read(send: Send, path: string): Promise<Uint8Array | undefined> {
  const answer = await send('GET', path)
  // Something on the way to a store that is away may answer 404 too, and so does a store whose bucket is gone.
  if (answer.status === 404 && textOf(answer).includes('<Code>NoSuchKey</Code>')) return undefined
  if (!answer.ok) throw refusal(answer)
  return answer.body
}

async function sizeOf(send: Send, path: string): Promise<number | undefined> {
  const answer = await send('HEAD', path)
  // An answer to HEAD cannot say what it is that is missing.
  if (answer.status === 404) return (await read(send, path))?.length
  const length = answer.headers.get('content-length')
  if (!answer.ok || length === null) throw refusal(answer)
  return Number(length)
}

/** Of two that create the same path at once exactly one does; the other finds it there. @returns whether it was this one */
async function createOnce(send: Send, { path, data }: Blob): Promise<boolean> {
  const answer = await send('PUT', path, { body: data, headers: { 'if-none-match': '*' } })
  if (answer.status === 412) return false
  if (!answer.ok) throw refusal(answer)
  return true
}

async function replace(send: Send, { path, data }: Blob): Promise<void> {
  const answer = await send('PUT', path, { body: data })
  if (!answer.ok) throw refusal(answer)
}

/** A request whose answer was lost may have been carried out: what is there then has these bytes. */
async function create(send: Send, blob: Blob): Promise<void> {
  if (blob.write === 'newest') return replace(send, blob)
  if ((await createOnce(send, blob)) || blob.write === 'first') return
  const present = await read(send, blob.path)
  // Another process has forgotten it meanwhile, as it does with partial tiles.
  if (!present) throw unavailable(404)
  if (!isEqualBytes(present, blob.data))
    throw logInconsistent('something that must never change has other bytes', blob.path)
}

const textsOf = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text]) => text!)

async function listPage(send: Send, query: URLSearchParams): Promise<string> {
  const answer = await send('GET', '', { query: `?${query}` })
  const xml = textOf(answer)
  if (!answer.ok) throw refusal(answer)
  // What is no list, such as the page of something on the way to the store, is not an empty list.
  if (!xml.trimEnd().endsWith('</ListBucketResult>')) throw unavailable(answer.status)
  return xml
}

/** Where the list goes on; undefined at its end, where some stores name an empty place. A part is never taken for the whole. */
function tokenOf(xml: string): string | undefined {
  const [isTruncated] = textsOf(xml, 'IsTruncated')
  if (isTruncated === 'false') return undefined
  const [token = ''] = textsOf(xml, 'NextContinuationToken')
  if (token === '') throw unavailable(200)
  return token
}

/** Keys with a prefix, and with `/` as delimiter also the prefixes that go on; our keys need no unescaping. */
async function listKeys(send: Send, prefix: string, delimiter: '' | '/'): Promise<string[]> {
  const keys: string[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const query = new URLSearchParams({ 'list-type': '2', prefix, delimiter })
    if (token !== '') query.set('continuation-token', token)
    const xml = await listPage(send, query)
    keys.push(...textsOf(xml, 'Key'), ...textsOf(xml, 'Prefix').filter((key) => key !== prefix))
    token = tokenOf(xml)
  }
  return keys
}

async function list(send: Send, folder: string): Promise<string[]> {
  const prefix = `${folder}/`
  const keys = await listKeys(send, prefix, '/')
  return keys.map((key) => key.slice(prefix.length).replace(/\/$/, ''))
}

async function remove(send: Send, path: string): Promise<void> {
  for (const key of [path, ...(await listKeys(send, `${path}/`, ''))]) {
    const answer = await send('DELETE', key)
    if (!answer.ok && answer.status !== 404) throw refusal(answer)
  }
}

/**
 * That a store keeps to `If-None-Match: *` is what keeps two processes from writing two things at one path. Some that
 * speak the protocol do not.
 */
async function checkConditions(send: Send): Promise<void> {
  await createOnce(send, probe)
  if (!(await createOnce(send, probe))) return
  const setting = 'AVOW_S3_ENDPOINT'
  const message = 'the object store overwrites although it is asked not to (If-None-Match)'
  throw new RegisterError('config_invalid', message, { setting })
}

/**
 * Opens a bucket as storage. It must exist.
 * @throws RegisterError `config_invalid` when the store does not keep to conditions, `storage_full`, `storage_unavailable`
 */
export async function openS3Storage(options: S3Options): Promise<Storage> {
  const send = createSend(options)
  await checkConditions(send)
  return {
    createMany: (blobs) => forAll(blobs, (blob) => create(send, blob)),
    read: (path) => read(send, path),
    sizeOf: (path) => sizeOf(send, path),
    list: (folder) => list(send, folder),
    removeMany: (paths) => forAll(paths, (path) => remove(send, path)),
    // How much room is left is not told; that there is none is, by the write that does not fit.
    checkRoom: async () => {},
  }
}

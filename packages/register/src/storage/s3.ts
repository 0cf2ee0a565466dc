/** Blobs as objects in a bucket of an S3-compatible store. */
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
}

/** Milliseconds until a request counts as unanswered. */
const timeout = 20_000
/** How often a request that the store could not serve is sent again, each time after a longer rest. */
const retries = 4
/** Requests at the same time for one call. */
const width = 16
/** Written once and never changed: shows that the store keeps to conditions. */
const probe: Blob = { path: 'condition', data: new TextEncoder().encode('If-None-Match\n') }

const unavailable = (status: number, cause?: unknown): RegisterError =>
  new RegisterError('storage_unavailable', 'the object store does not answer', { status }, cause)

/** What the store says of a full disk or quota. */
const isFull = (status: number, text: string): boolean =>
  status === 507 || /<Code>(QuotaExceeded|InsufficientCapacity|EntityTooLarge)</.test(text)

async function refusal(answer: Response): Promise<RegisterError> {
  const text = await answer.text().catch(() => '')
  if (isFull(answer.status, text))
    return new RegisterError(
      'storage_full',
      'the object store is full; nothing that was acknowledged is lost',
    )
  return unavailable(answer.status)
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

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
) => Promise<Response>

function createSend({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options): Send {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries })
  const root = `${endpoint.replace(/\/+$/, '')}/${bucket}`
  return async (method, path, { body, headers = {}, query = '' } = {}) => {
    const address = `${root}${path === '' ? '' : `/${path}`}${query}`
    const content = body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }
    try {
      return await client.fetch(address, {
        method,
        headers,
        ...content,
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      })
    } catch (cause) {
      throw unavailable(0, cause)
    }
  }
}

const drain = async (answer: Response): Promise<void> => void (await answer.arrayBuffer())

async function read(send: Send, path: string): Promise<Uint8Array | undefined> {
  const answer = await send('GET', path)
  if (answer.status === 404) return void (await drain(answer))
  if (!answer.ok) throw await refusal(answer)
  return new Uint8Array(await answer.arrayBuffer())
}

async function sizeOf(send: Send, path: string): Promise<number | undefined> {
  const answer = await send('HEAD', path)
  if (answer.status === 404) return undefined
  if (!answer.ok) throw await refusal(answer)
  return Number(answer.headers.get('content-length'))
}

/** Of two that create the same path at once exactly one does; the other finds it there. @returns whether it was this one */
async function createOnce(send: Send, { path, data }: Blob): Promise<boolean> {
  for (;;) {
    const answer = await send('PUT', path, { body: data, headers: { 'if-none-match': '*' } })
    // 409: somebody creates it at this moment, and it is not known yet who is first.
    if (answer.status !== 412 && answer.status !== 409 && !answer.ok) throw await refusal(answer)
    await drain(answer)
    if (answer.status !== 409) return answer.ok
  }
}

async function replace(send: Send, { path, data }: Blob): Promise<void> {
  const answer = await send('PUT', path, { body: data })
  if (!answer.ok) throw await refusal(answer)
  await drain(answer)
}

/** A request whose answer was lost may have been carried out: what is there then has these bytes. */
async function create(send: Send, blob: Blob): Promise<void> {
  if (blob.write === 'newest') return replace(send, blob)
  if ((await createOnce(send, blob)) || blob.write === 'first') return
  const present = await read(send, blob.path)
  if (present && isEqual(present, blob.data)) return
  throw logInconsistent('something that must never change has other bytes', blob.path)
}

const textsOf = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text]) => text!)

/** Keys with a prefix, and with `/` as delimiter also the prefixes that go on; our keys need no unescaping. */
async function listKeys(send: Send, prefix: string, delimiter: '' | '/'): Promise<string[]> {
  const keys: string[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const query = new URLSearchParams({ 'list-type': '2', prefix, delimiter })
    if (token !== '') query.set('continuation-token', token)
    const answer = await send('GET', '', { query: `?${query}` })
    if (!answer.ok) throw await refusal(answer)
    const xml = await answer.text()
    keys.push(...textsOf(xml, 'Key'), ...textsOf(xml, 'Prefix').filter((key) => key !== prefix))
    token = textsOf(xml, 'NextContinuationToken')[0]
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
    if (!answer.ok && answer.status !== 404) throw await refusal(answer)
    await drain(answer)
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
 * @throws RegisterError `config_invalid` when the store does not keep to conditions, `storage_unavailable`
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

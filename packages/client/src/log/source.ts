/** Where the files of a log come from (C2SP tlog-tiles): an address or a folder. What they give is not trusted. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ClientError } from '../error.ts'
import { type Fetch, readBody, within } from '../http.ts'
import { createLimit } from './limit.ts'
import { askAgain, patience } from './patience.ts'

export interface LogSource {
  /** The address or the folder, as it was found. */
  readonly place: string
  /**
   * @param path below the log's prefix, such as `checkpoint` or `tile/0/x001/234`
   * @returns undefined when there is none
   * @throws ClientError `unreachable`
   */
  read(path: string, signal?: AbortSignal): Promise<Uint8Array | undefined>
  /** Paths of all tiles and bundles that lie there; only a folder can tell. */
  list?(): AsyncIterable<string>
}

export interface SourceOptions {
  readonly fetch?: Fetch
  /** Requests under way at once; 32 unless told. */
  readonly concurrency?: number
  /** Milliseconds until a request counts as unanswered; 30,000 unless told. */
  readonly timeout?: number
  /** Milliseconds to wait before each further try of what was not answered; six tries in 15 s unless told. */
  readonly retries?: readonly number[]
}

/** Bytes: a bundle of the 256 longest entries, and their lengths. */
const most = 256 * (2 + 65_535)

const isAddress = (place: string): boolean => /^https?:\/\//.test(place)

const gone = new Set([404, 410])

const unreachable = (place: string, path: string, details: object, cause?: unknown): ClientError =>
  new ClientError('unreachable', 'the log did not answer', { at: `${place}/${path}`, ...details }, cause)

function createAsk(place: string, { fetch = globalThis.fetch, timeout = 30_000 }: SourceOptions) {
  async function askWithin(path: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const response = await fetch(`${place}/${path}`, { signal, credentials: 'omit', redirect: 'error' })
    if (response.ok) return readBody(response, most, `${place}/${path}`)
    await response.body?.cancel()
    if (gone.has(response.status)) return undefined
    const final = response.status < 500 && response.status !== 429
    throw unreachable(place, path, { status: response.status, isFinal: final })
  }
  return (path: string, signal?: AbortSignal) =>
    within({ signal, timeout }, (either) => askWithin(path, either))
}

/** A log at an address; what is not answered is asked for again. */
function openAddress(address: string, options: SourceOptions = {}): LogSource {
  const place = address.replace(/\/+$/, '')
  const ask = createAsk(place, options)
  const limit = createLimit(options.concurrency ?? 32)
  const pauses = options.retries ?? patience

  const read = (path: string, signal?: AbortSignal): Promise<Uint8Array | undefined> =>
    askAgain(() => ask(path, signal), { pauses, signal }).catch((cause: unknown) => {
      throw cause instanceof ClientError ? cause : unreachable(place, path, {}, cause)
    })

  return { place, read: (path, signal) => limit(() => read(path, signal)) }
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** The folder of the log itself, or the state of a register, in which the log is `log/`. */
function folderOf(folder: string): string {
  const inside = join(folder, 'log')
  return !isFile(join(folder, 'checkpoint')) && isFile(join(inside, 'checkpoint')) ? inside : folder
}

/** Not by the platform's `recursive`, which looks at each file once more. */
function* filesBelow(place: string, path: string): Generator<string> {
  for (const entry of readdirSync(join(place, path), { withFileTypes: true })) {
    const below = `${path}/${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(place, below)
    else if (entry.isFile()) yield below
  }
}

/** A log in a folder. */
function openFolder(folder: string): LogSource {
  const place = folderOf(resolve(folder))
  return {
    place,
    /** Files are small: to read one at once costs a tenth of asking a thread to. */
    async read(path) {
      try {
        const { buffer, byteOffset, length } = readFileSync(join(place, path))
        return new Uint8Array(buffer, byteOffset, length)
      } catch (cause) {
        if (isMissing(cause)) return undefined
        throw unreachable(place, path, {}, cause)
      }
    },
    async *list() {
      if (statSync(join(place, 'tile'), { throwIfNoEntry: false })) yield* filesBelow(place, 'tile')
    },
  }
}

/** @param place an address that begins with `http://` or `https://`, or a folder */
export const openSource = (place: string, options: SourceOptions = {}): LogSource =>
  isAddress(place) ? openAddress(place, options) : openFolder(place)

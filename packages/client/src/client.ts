/** Typed calls to a register (spec/http-api.md). */
import {
  type Act,
  type ActOf,
  type FeedRequest,
  type Hash,
  type Holding,
  type Locator,
  type Roster,
  checkRoster,
  decodeUtf8,
  encodeBase64,
  encodeAct,
  encodeCanonical,
  maximumEnvelopeBytes,
  rosterHashOf,
} from '@avow/core'
import { maximumBundleBytes } from '@avow/verify'
import type * as z from 'zod'
import { malformedAnswer } from './error.ts'
import { type Exchange, type Fetch, exchange } from './http.ts'
import {
  type ActAnswer,
  type ActReceived,
  type DepositAnswer,
  type DepositReceived,
  type DepositStatus,
  type FeedPage,
  type Patience,
  type PublishedStatement,
  type StatementsPage,
  actSubmittedSchema,
  depositSubmittedSchema,
  feedPageSchema,
  publishedStatementSchema,
  rosterSchema,
  statementsPageSchema,
  statusSchema,
} from './schemas.ts'

export interface ClientOptions {
  /** Address of the register, such as `https://register.example`; an empty string for the page's own origin. */
  readonly base: string
  readonly fetch?: Fetch
  /** Milliseconds until a call counts as unreachable; 30,000 unless told. */
  readonly timeout?: number
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** Every call throws `ClientError`: `unreachable`, `refused` (with the register's code) or `malformed`. */
export interface Client {
  /** The current roster; its signature is checked, whether it is to be trusted is for the caller to decide. */
  roster(options?: CallOptions): Promise<Roster>
  /** An earlier roster; that it has this hash is checked. */
  rosterOf(hash: Hash, options?: CallOptions): Promise<Roster>
  /**
   * Resolves when the log holds the deposit, however long that takes.
   * @param file the `.avow` file; `patience` is that of each request, which sends all of it
   */
  deposit(file: Uint8Array, options?: CallOptions & { readonly patience?: Patience }): Promise<DepositAnswer>
  /** Sends the file once, and says how far it is when `until` is reached or after `wait` seconds. */
  submit(
    file: Uint8Array,
    patience?: Patience,
    options?: CallOptions,
  ): Promise<DepositAnswer | DepositReceived>
  status(locator: Locator, options?: CallOptions): Promise<DepositStatus>
  /** The `.avow` file as it was deposited. */
  envelope(locator: Locator, options?: CallOptions): Promise<Uint8Array>
  /** Resolves when the log holds the act, however long that takes. */
  act(act: Act, options?: CallOptions): Promise<ActAnswer>
  /** Sends the act once, and says how far it is when `until` is reached or after `wait` seconds. */
  submitAct(act: Act, patience?: Patience, options?: CallOptions): Promise<ActAnswer | ActReceived>
  holding(holding: Holding, options?: CallOptions): Promise<void>
  /**
   * Resolves when act and notes are durable.
   * @param notes one for each trustee of the roster to which the statement is handed on
   */
  reshare(act: ActOf<'reshare'>, notes: readonly Uint8Array[], options?: CallOptions): Promise<void>
  /** Waits up to `request.wait` seconds for news. */
  feed(request: FeedRequest, options?: CallOptions): Promise<FeedPage>
  statements(
    query?: { before?: number | undefined; limit?: number | undefined },
    options?: CallOptions,
  ): Promise<StatementsPage>
  statement(statement: Hash, options?: CallOptions): Promise<PublishedStatement>
  /** The proof bundle, `.avowproof`. */
  proof(statement: Hash, options?: CallOptions): Promise<Uint8Array>
  /** The newest checkpoint with cosignatures, a signed note. */
  checkpoint(options?: CallOptions): Promise<string>
  /** @param path below `/log/`, such as `tile/0/x001/234` or `tile/entries/000.p/7` */
  tile(path: string, options?: CallOptions): Promise<Uint8Array>
}

export type Call = (request: Omit<Exchange, 'timeout'> & { timeout?: number }) => Promise<Uint8Array>

const json = 'application/json'

/** A query with the members that have a value; empty when none has. */
export function queryOf(members: Readonly<Record<string, unknown>>): string {
  const present = Object.entries(members).filter(([, value]) => value !== undefined)
  const query = new URLSearchParams(present.map(([name, value]) => [name, String(value)]))
  return query.size > 0 ? `?${query}` : ''
}

/** Parses an answer by its schema. @throws ClientError `malformed` */
export function decodeAnswer<T extends z.ZodType>(bytes: Uint8Array, schema: T, at: string): z.infer<T> {
  const result = schema.safeParse(parseJson(bytes, at))
  if (result.success) return result.data
  throw malformedAnswer(at, { path: result.error.issues[0]?.path.join('.') ?? '' })
}

function parseJson(bytes: Uint8Array, at: string): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch (cause) {
    throw malformedAnswer(at, {}, cause)
  }
}

async function fetchRoster(call: Call, path: string, signal: AbortSignal | undefined): Promise<Roster> {
  const roster = decodeAnswer(await call({ path, signal }), rosterSchema, path)
  try {
    return checkRoster(roster)
  } catch (cause) {
    throw malformedAnswer(path, {}, cause)
  }
}

/** Calls again while what was sent is only received: sending the same again is harmless, and waits. */
async function untilLogged<Answer extends { readonly state: string }>(
  send: () => Promise<Answer>,
): Promise<Exclude<Answer, { readonly state: 'received' }>> {
  for (;;) {
    const answer = await send()
    if (answer.state !== 'received') return answer as Exclude<Answer, { readonly state: 'received' }>
  }
}

function depositCalls(call: Call) {
  const at = '/api/v1/deposits'
  const timeout = 120_000
  async function submit(file: Uint8Array, patience: Patience = {}, { signal }: CallOptions = {}) {
    const type = 'application/octet-stream'
    const bytes = await call({ path: at + queryOf(patience), at, body: file, type, signal, timeout })
    return decodeAnswer(bytes, depositSubmittedSchema, at)
  }
  return {
    submit,
    deposit: (file: Uint8Array, { patience, ...options }: CallOptions & { patience?: Patience } = {}) =>
      untilLogged(() => submit(file, patience, options)),
  }
}

function actCalls(call: Call) {
  const at = '/api/v1/acts'
  const timeout = 60_000
  async function submitAct(act: Act, patience: Patience = {}, { signal }: CallOptions = {}) {
    const body = encodeAct(act)
    const bytes = await call({ path: at + queryOf(patience), at, body, type: json, signal, timeout })
    return decodeAnswer(bytes, actSubmittedSchema, at)
  }
  return {
    submitAct,
    act: (act: Act, options?: CallOptions) => untilLogged(() => submitAct(act, {}, options)),
  }
}

function authorCalls(call: Call) {
  return {
    ...depositCalls(call),
    ...actCalls(call),
    async status(locator: Locator, { signal }: CallOptions = {}) {
      const at = '/api/v1/deposits/{locator}'
      return decodeAnswer(await call({ path: `/api/v1/deposits/${locator}`, at, signal }), statusSchema, at)
    },
    envelope: (locator: Locator, { signal }: CallOptions = {}) =>
      call({
        path: `/api/v1/deposits/${locator}/envelope`,
        at: '/api/v1/deposits/{locator}/envelope',
        signal,
        most: maximumEnvelopeBytes,
      }),
  }
}

function trusteeCalls(call: Call) {
  return {
    async holding(holding: Holding, { signal }: CallOptions = {}) {
      await call({ path: '/api/v1/holdings', body: encodeCanonical(holding), type: json, signal })
    },
    async reshare(act: ActOf<'reshare'>, notes: readonly Uint8Array[], { signal }: CallOptions = {}) {
      const body = encodeCanonical({ act, notes: notes.map(encodeBase64) })
      await call({ path: '/api/v1/reshares', body, type: json, signal, timeout: 60_000 })
    },
    async feed(request: FeedRequest, { signal }: CallOptions = {}) {
      const path = '/api/v1/feed'
      const timeout = (request.wait + 30) * 1000
      return decodeAnswer(
        await call({ path, body: encodeCanonical(request), type: json, signal, timeout }),
        feedPageSchema,
        path,
      )
    },
  }
}

function readerCalls(call: Call) {
  return {
    async statements(
      { before, limit }: { before?: number | undefined; limit?: number | undefined } = {},
      { signal }: CallOptions = {},
    ) {
      const path = `/api/v1/statements${queryOf({ before, limit })}`
      return decodeAnswer(await call({ path, signal }), statementsPageSchema, path)
    },
    async statement(statement: Hash, { signal }: CallOptions = {}) {
      const path = `/api/v1/statements/${statement}`
      return decodeAnswer(await call({ path, signal }), publishedStatementSchema, path)
    },
    proof: (statement: Hash, { signal }: CallOptions = {}) =>
      call({ path: `/api/v1/statements/${statement}/proof`, signal, most: maximumBundleBytes }),
    checkpoint: async ({ signal }: CallOptions = {}) =>
      decodeUtf8(await call({ path: '/log/checkpoint', signal })),
    tile: (path: string, { signal }: CallOptions = {}) => call({ path: `/log/${path}`, signal }),
  }
}

function rosterCalls(call: Call) {
  return {
    roster: ({ signal }: CallOptions = {}) => fetchRoster(call, '/api/v1/roster', signal),
    async rosterOf(hash: Hash, { signal }: CallOptions = {}) {
      const path = `/api/v1/rosters/${hash}`
      const roster = await fetchRoster(call, path, signal)
      if (rosterHashOf(roster) !== hash) throw malformedAnswer(path)
      return roster
    },
  }
}

/** How a register is called. */
export function callerOf({ base, fetch = globalThis.fetch, timeout = 30_000 }: ClientOptions): Call {
  const root = base.replace(/\/+$/, '')
  const send: Fetch = (address, init) => fetch(address, init)
  return (request) => exchange(root, send, { timeout, ...request })
}

/** A client of one register. */
export function createClient(options: ClientOptions): Client {
  const call = callerOf(options)
  return { ...rosterCalls(call), ...authorCalls(call), ...trusteeCalls(call), ...readerCalls(call) }
}

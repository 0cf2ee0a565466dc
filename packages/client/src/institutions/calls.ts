/** Typed calls about institutions to a register (spec/http-api.md, "Exchange"). */
import {
  type Authority,
  CoreError,
  type DkgMessage,
  type Element,
  type Evaluation,
  type ExchangeRequest,
  type PostedRequest,
  decodeAuthority,
  encodeCanonical,
} from '@avow/core'
import {
  type Call,
  type CallOptions,
  type ClientOptions,
  callerOf,
  decodeAnswer,
  queryOf,
} from '../client.ts'
import { malformedAnswer, refusalOf } from '../error.ts'
import {
  type ExchangePage,
  type InstitutionsStatus,
  evaluationsSchema,
  exchangePageSchema,
  institutionsSchema,
  postedAnswerSchema,
} from './schemas.ts'

/** Every call throws `ClientError` as those of `Client`. */
export interface InstitutionCalls {
  /** The key in use, the ceremony that is held, and the work that a request needs. */
  institutions(options?: CallOptions): Promise<InstitutionsStatus>
  /** The list in which institutions are looked up, whole; undefined when the register has none. */
  authority(options?: CallOptions): Promise<Authority | undefined>
  /** Posts a request for an evaluation. @returns until when it is answered, RFC 3339 */
  postRequest(posted: PostedRequest, options?: CallOptions): Promise<string>
  /** What trustees have answered; waits up to `wait` seconds for a threshold of them. */
  evaluations(blinded: Element, wait: number, options?: CallOptions): Promise<readonly Evaluation[]>
  /** For trustees: waits up to `request.wait` seconds for news. */
  exchange(request: ExchangeRequest, options?: CallOptions): Promise<ExchangePage>
  sayInCeremony(message: DkgMessage, options?: CallOptions): Promise<void>
  answerRequest(evaluation: Evaluation, options?: CallOptions): Promise<void>
}

const root = '/api/v1/institutions'
const type = 'application/json'
/** Milliseconds beyond those for which an answer may wait. */
const patience = 30_000

/** Bytes: two messages of 512 KiB by each of 32 dealers, and what else a ceremony holds. */
const most = 40 * 1024 * 1024

/** Milliseconds for a list of 16 MiB on a slow line. */
const authorityPatience = 300_000

async function readAuthority(call: Call, signal: AbortSignal | undefined): Promise<Authority | undefined> {
  const path = `${root}/authority`
  try {
    return decodeAuthority(await call({ path, signal, timeout: authorityPatience }))
  } catch (cause) {
    if (refusalOf(cause) === 'not_found') return undefined
    if (cause instanceof CoreError) throw malformedAnswer(path, {}, cause)
    throw cause
  }
}

/** Calls to one register. */
export function createInstitutionCalls(options: ClientOptions): InstitutionCalls {
  const call = callerOf(options)
  const post = (path: string, value: unknown, signal: AbortSignal | undefined, wait = 0) =>
    call({ path, body: encodeCanonical(value), type, signal, timeout: wait * 1000 + patience, most })
  return {
    institutions: async ({ signal } = {}) =>
      decodeAnswer(await call({ path: root, signal }), institutionsSchema, root),
    authority: ({ signal } = {}) => readAuthority(call, signal),
    async postRequest(posted, { signal } = {}) {
      const path = `${root}/requests`
      return decodeAnswer(await post(path, posted, signal), postedAnswerSchema, path).until
    },
    async evaluations(blinded, wait, { signal } = {}) {
      const at = `${root}/requests/{blinded}`
      const path = `${root}/requests/${blinded}${queryOf({ wait })}`
      const bytes = await call({ path, at, signal, timeout: wait * 1000 + patience })
      return decodeAnswer(bytes, evaluationsSchema, at).answers
    },
    async exchange(request, { signal } = {}) {
      const path = `${root}/exchange`
      return decodeAnswer(await post(path, request, signal, request.wait), exchangePageSchema, path)
    },
    sayInCeremony: async (message, { signal } = {}) => void (await post(`${root}/messages`, message, signal)),
    answerRequest: async (evaluation, { signal } = {}) =>
      void (await post(`${root}/evaluations`, evaluation, signal)),
  }
}

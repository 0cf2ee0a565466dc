/** Answering requests for evaluations: those with their work, and so many an hour (spec/conditions.md, "Posting"). */
import {
  type Evaluation,
  type InstitutionKey,
  type PostedRequest,
  AvowError,
  checkPostedRequest,
  createEvaluation,
  evaluateBlinded,
} from '@avow/core'
import type { KeptShare } from './store.ts'

export interface Limits {
  /** Bits of work that a request needs. */
  readonly work: number
  /** Requests that are answered in an hour. */
  readonly perHour: number
}

export interface Allowance {
  /** Whether one more may be answered now; if so it counts. */
  take(): boolean
}

/** As many at once as in an hour, and then as they come back evenly. Who asks does not matter. */
export function createAllowance(perHour: number, now: () => number): Allowance {
  let [left, since] = [perHour, now()]
  return {
    take() {
      const time = now()
      left = Math.min(perHour, left + (Math.max(0, time - since) * perHour) / 3_600_000)
      since = time
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}

/** A request that this trustee may answer: it is under the key in use, is of now, and carries its work. */
function isWorthy(posted: PostedRequest, key: InstitutionKey, work: number, now: number): boolean {
  try {
    return checkPostedRequest(posted, work, now).request.key === key.key
  } catch (cause) {
    if (cause instanceof AvowError) return false
    throw cause
  }
}

export interface AnswerOptions {
  readonly key: InstitutionKey
  readonly share: KeptShare
  readonly seed: Uint8Array
  readonly work: number
  readonly allowance: Allowance
  readonly now: number
}

/** The answer to a request; undefined when it is not answered, or not now. */
export function answerTo(
  posted: PostedRequest,
  { key, share, seed, work, allowance, now }: AnswerOptions,
): Evaluation | undefined {
  if (!isWorthy(posted, key, work, now) || !allowance.take()) return undefined
  const { request } = posted
  return createEvaluation(request, evaluateBlinded(share.trustee, share.share, request.blinded), seed)
}

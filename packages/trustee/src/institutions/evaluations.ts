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
import type { Allowance } from '../allowance.ts'
import type { KeptShare } from './store.ts'

export interface Limits {
  /** Bits of work that a request needs. */
  readonly work: number
  /** Requests that are answered in an hour. */
  readonly perHour: number
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

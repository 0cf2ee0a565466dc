/** The one place where an error becomes an answer. */
import { AvowError, type CoreErrorCode, type ErrorDetails } from '@avow/core'
import type { ErrorAnswer } from '@avow/client'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { asDatabaseError } from '../db/database.ts'
import { RegisterError, type RegisterErrorCode } from '../error.ts'
import type { Logger } from '../logger.ts'

type Status = 400 | 403 | 404 | 409 | 413 | 422 | 500 | 503 | 507
type Code = CoreErrorCode | RegisterErrorCode

/** Status of every code. Exhaustive by its type: a new code without a status does not compile. */
const statusOf: Readonly<Record<Code, Status>> = {
  malformed: 400,
  not_canonical: 400,
  too_large: 413,
  signature_invalid: 422,
  statement_invalid: 422,
  words_count: 400,
  words_unknown: 400,
  words_checksum: 400,
  condition_unsupported: 422,
  vouching_key_invalid: 422,
  voucher_request_invalid: 422,
  voucher_answer_invalid: 422,
  voucher_invalid: 422,
  voucher_missing: 422,
  condition_invalid: 422,
  condition_unreadable: 400,
  duration_invalid: 400,
  reminder_invalid: 422,
  authority_invalid: 422,
  institution_key_invalid: 422,
  evaluation_invalid: 422,
  evaluations_too_few: 409,
  posted_time: 403,
  posted_work: 403,
  dkg_setup_invalid: 422,
  dkg_message_invalid: 422,
  dkg_failed: 409,
  envelope_malformed: 422,
  envelope_not_canonical: 422,
  envelope_member_mismatch: 422,
  threshold_invalid: 422,
  note_hash_mismatch: 422,
  note_undecryptable: 422,
  note_malformed: 422,
  note_binding_mismatch: 422,
  note_index_mismatch: 422,
  share_commitment_mismatch: 422,
  condition_commitment_mismatch: 422,
  shares_too_few: 409,
  opening_key_wrong: 422,
  payload_hash_mismatch: 422,
  payload_malformed: 422,
  statement_for_desk: 422,
  desk_key_wrong: 422,
  attachment_mismatch: 422,
  date_lock_invalid: 422,
  date_lock_closed: 409,
  round_signature_invalid: 422,
  act_malformed: 422,
  act_kind_unsupported: 422,
  roster_invalid: 422,
  config_invalid: 500,
  port_in_use: 500,
  keys_mismatch: 500,
  request_invalid: 400,
  body_too_large: 413,
  not_found: 404,
  deposit_unknown: 404,
  statement_unknown: 404,
  roster_unknown: 422,
  trustee_unknown: 403,
  checkpoint_unknown: 404,
  origin_mismatch: 422,
  trustee_count_mismatch: 422,
  act_not_allowed: 403,
  statement_withdrawn: 409,
  statement_opened: 409,
  act_time: 403,
  act_too_soon: 409,
  feed_time: 403,
  size_unknown: 409,
  request_unknown: 404,
  key_unknown: 409,
  phase_closed: 409,
  storage_full: 507,
  storage_unavailable: 503,
  database_unavailable: 503,
  witness_refused: 500,
  condition_not_met: 409,
  overloaded: 503,
  log_inconsistent: 500,
  stopping: 503,
  internal: 500,
}

const isCode = (code: string): code is Code => Object.hasOwn(statusOf, code)

const answerOf = (code: Code, message: string, details: ErrorDetails = {}): ErrorAnswer => ({
  error: { code, message, details: { ...details } },
})

function codeOf(thrown: unknown): { code: Code; message: string; details: ErrorDetails } {
  const error = asDatabaseError(thrown)
  if (error instanceof AvowError && isCode(error.code))
    return { code: error.code, message: error.message, details: error.details }
  if (error instanceof HTTPException && error.status < 500)
    return { code: 'request_invalid', message: 'the request is not as the API says', details: {} }
  return {
    code: 'internal',
    message: 'the register failed; nothing that it acknowledged is lost',
    details: {},
  }
}

/** Answers an error by its code. What is not foreseen is written to the diagnostics and not shown. */
export function answerError(c: Context, error: unknown, logger: Logger): Response {
  const { code, message, details } = codeOf(error)
  if (statusOf[code] >= 500) logger.error('request failed', { code, route: c.req.routePath, cause: error })
  // What is not there now may be there soon, a tile above all: nothing between us and who asks may remember it.
  return c.json(answerOf(code, message, details), statusOf[code], { 'cache-control': 'no-store' })
}

/** For parameters and queries that do not fit their schema. Names the member, never its value. */
export function invalidRequestHook(
  result:
    | { success: true }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[] }[] } },
): void {
  if (result.success) return
  const path = result.error.issues[0]?.path.map(String).join('.') ?? ''
  throw new RegisterError('request_invalid', `"${path}" is not as the API says`, { path })
}

import { AvowError, type ErrorDetails } from '@avow/core/error'

/**
 * Every way in which a call fails. `unreachable`: no answer, the same call may be made again.
 * `refused`: the register said no; its code is `details.code`. `malformed`: the answer is not what the API says.
 * `not_ready`: its trustees have no institution key yet. `in_use`: another process has `details.folder`.
 * `disk_full`: that of `details.folder`.
 */
export const clientErrorCodes = [
  'unreachable',
  'refused',
  'malformed',
  'not_ready',
  'in_use',
  'disk_full',
] as const

export type ClientErrorCode = (typeof clientErrorCodes)[number]

/** By which a register refuses, beside the codes of `@avow/core` (spec/http-api.md, "Errors"). Programs have a sentence for each. */
export const refusalCodes = [
  'request_invalid',
  'body_too_large',
  'not_found',
  'deposit_unknown',
  'statement_unknown',
  'roster_unknown',
  'trustee_unknown',
  'checkpoint_unknown',
  'origin_mismatch',
  'trustee_count_mismatch',
  'act_not_allowed',
  'statement_withdrawn',
  'statement_opened',
  'act_time',
  'act_too_soon',
  'feed_time',
  'size_unknown',
  'request_unknown',
  'key_unknown',
  'phase_closed',
  'storage_full',
  'storage_unavailable',
  'database_unavailable',
  'condition_not_met',
  'overloaded',
  'log_inconsistent',
  'stopping',
  'internal',
] as const

export type RefusalCode = (typeof refusalCodes)[number]

export class ClientError extends AvowError<ClientErrorCode> {
  override readonly name = 'ClientError'
}

/** The register's own code when it refused, otherwise undefined. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof ClientError) || error.code !== 'refused') return undefined
  return String(error.details.code)
}

/** An error for an answer that is not what the API says. @param at path of the request */
export const malformedAnswer = (at: string, details: ErrorDetails = {}, cause?: unknown): ClientError =>
  new ClientError('malformed', 'the answer is not as the API says', { at, ...details }, cause)

import { AvowError } from '@avow/core'

/** Every way in which the register says no. `routes/errors.ts` maps each to a status. */
export type RegisterErrorCode =
  | 'config_invalid'
  | 'port_in_use'
  | 'keys_mismatch'
  | 'request_invalid'
  | 'body_too_large'
  | 'not_found'
  | 'deposit_unknown'
  | 'statement_unknown'
  | 'roster_unknown'
  | 'trustee_unknown'
  | 'checkpoint_unknown'
  | 'origin_mismatch'
  | 'trustee_count_mismatch'
  | 'act_not_allowed'
  | 'statement_withdrawn'
  | 'statement_opened'
  | 'act_time'
  | 'act_too_soon'
  | 'feed_time'
  | 'size_unknown'
  | 'request_unknown'
  | 'key_unknown'
  | 'phase_closed'
  | 'storage_full'
  | 'storage_unavailable'
  | 'database_unavailable'
  | 'witness_refused'
  | 'condition_not_met'
  | 'overloaded'
  | 'log_inconsistent'
  | 'stopping'
  | 'internal'

export class RegisterError extends AvowError<RegisterErrorCode> {
  override readonly name = 'RegisterError'
}

/** @param path of the blob that is not what it must be */
export const logInconsistent = (message: string, path: string, cause?: unknown): RegisterError =>
  new RegisterError('log_inconsistent', message, { path }, cause)

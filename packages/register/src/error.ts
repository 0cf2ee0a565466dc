import type { RefusalCode } from '@avow/client'
import { AvowError } from '@avow/core'

/** Every way in which the register says no. `routes/errors.ts` maps each to a status. */
export type RegisterErrorCode =
  | RefusalCode
  | 'config_invalid'
  | 'port_in_use'
  | 'keys_mismatch'
  | 'witness_refused'

export class RegisterError extends AvowError<RegisterErrorCode> {
  override readonly name = 'RegisterError'
}

/** @param path of the blob that is not what it must be */
export const logInconsistent = (message: string, path: string, cause?: unknown): RegisterError =>
  new RegisterError('log_inconsistent', message, { path }, cause)

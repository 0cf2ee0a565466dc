import { AvowError, type ErrorDetails } from '@avow/core/error'

/**
 * Every way in which a call fails. `unreachable`: no answer, the same call may be made again.
 * `refused`: the register said no; its code is `details.code`. `malformed`: the answer is not what the API says.
 * `not_ready`: its trustees have no institution key yet. `in_use`: another process has `details.folder`.
 * `disk_full`: that of `details.folder`.
 */
export type ClientErrorCode = 'unreachable' | 'refused' | 'malformed' | 'not_ready' | 'in_use' | 'disk_full'

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

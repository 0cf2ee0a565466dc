/** Every way in which a witness cannot start. What it answers to a log are statuses (`@avow/tlog/witness`). */
export type WitnessErrorCode = 'config_invalid' | 'key_invalid' | 'store_unusable'

/** A stable `code`, `details` that are safe to show, and a `cause`. */
export class WitnessError extends Error {
  override readonly name = 'WitnessError'
  readonly code: WitnessErrorCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: WitnessErrorCode,
    message: string,
    details: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

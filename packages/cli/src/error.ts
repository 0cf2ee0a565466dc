import { AvowError, type ErrorDetails } from '@avow/core'

/**
 * `usage`: the command was called in a way that it cannot follow; `details.key` names the sentence.
 * `input_invalid`: what was given cannot be used; the cause says why.
 * `file_unreadable`, `file_exists`, `file_unwritable`: `details.file`. `port_in_use`: `details.port`.
 * `state_in_use`: another network runs in the folder; `details.folder`.
 * `daemon_failed`: a daemon ended before it was ready; `details.name`, its exit code, and its last words in `details.said`.
 * `trustee_unreachable`: no trustee's daemon answers there; `details.address`. `not_health`: what answers is none.
 * `public_keys_malformed`: a file does not hold a trustee's public keys; `details.file`. `not_on_roster`: a roster does not hold them.
 * `passphrase_wrong`: what is encrypted by a passphrase does not open by the one that was given.
 * `daemon_ended`: a daemon that was to run ended with a fault; `details.name`, `details.code`.
 * `roster_untrusted`: the register shows another roster than the one that is trusted; `details.roster`.
 * `not_yours`: what the register answered for the words belongs to somebody else.
 * `receipt_wrong`: what the register answered proves nothing. `shares_malformed`: a file holds no share; `details.file`.
 * `act_file_malformed`: a file holds no act; `details.file`.
 * `act_not_logged`: the log does not hold an act; `details.size` of the log.
 * `mirror_unreachable`: no mirror answers at `details.mirror`.
 * `timeout`: something that was waited for did not happen; `details.seconds`.
 * `step_failed`: a step of the demonstration did not hold; `details.step`. `interrupted`: somebody asked us to end.
 */
export const cliErrorCodes = [
  'usage',
  'input_invalid',
  'file_unreadable',
  'file_exists',
  'file_unwritable',
  'port_in_use',
  'state_in_use',
  'daemon_failed',
  'daemon_ended',
  'trustee_unreachable',
  'not_health',
  'public_keys_malformed',
  'passphrase_wrong',
  'not_on_roster',
  'roster_untrusted',
  'not_yours',
  'receipt_wrong',
  'shares_malformed',
  'act_file_malformed',
  'act_not_logged',
  'mirror_unreachable',
  'timeout',
  'step_failed',
  'interrupted',
] as const

export type CliErrorCode = (typeof cliErrorCodes)[number]

export class CliError extends AvowError<CliErrorCode> {
  override readonly name = 'CliError'
}

export const fail = (code: CliErrorCode, details: ErrorDetails = {}, cause?: unknown): CliError =>
  new CliError(code, code, details, cause)

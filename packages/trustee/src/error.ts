import { AvowError } from '@avow/core'

/**
 * Every way in which a trustee's daemon says no. `config_invalid`, `keys_invalid`, `passphrase_*`, `trustee_retired`, `store_unusable`,
 * `roster_*` end it at the start; `log_*` and `feed_invalid` refuse a page of the feed and raise an alarm while they last.
 * `act_*`, `body_too_large`, `not_found` and `overloaded` are answers of the inbox.
 * `agreement_invalid` and `agreement_early` stop handing on until the operator agrees anew.
 * `backup_invalid`, `folder_occupied` and `file_unwritable` are said by `export` and `recover` only.
 */
export const trusteeErrorCodes = [
  'config_invalid',
  'keys_invalid',
  'passphrase_missing',
  'passphrase_wrong',
  'trustee_retired',
  'store_unusable',
  'roster_unexpected',
  'roster_without_us',
  'log_rollback',
  'log_fork',
  'feed_invalid',
  'act_not_taken',
  'act_time',
  'body_too_large',
  'not_found',
  'overloaded',
  'backup_invalid',
  'folder_occupied',
  'file_unwritable',
  'agreement_invalid',
  'agreement_early',
] as const

export type TrusteeErrorCode = (typeof trusteeErrorCodes)[number]

export class TrusteeError extends AvowError<TrusteeErrorCode> {
  override readonly name = 'TrusteeError'
}

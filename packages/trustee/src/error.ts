import { AvowError } from '@avow/core'

/**
 * Every way in which a trustee's daemon says no. `config_invalid`, `keys_invalid`, `store_unusable`, `roster_*` end it at the start;
 * `log_*` and `feed_invalid` refuse a page of the feed and raise an alarm while they last.
 */
export type TrusteeErrorCode =
  | 'config_invalid'
  | 'keys_invalid'
  | 'store_unusable'
  | 'roster_unexpected'
  | 'roster_without_us'
  | 'log_rollback'
  | 'log_fork'
  | 'feed_invalid'

export class TrusteeError extends AvowError<TrusteeErrorCode> {
  override readonly name = 'TrusteeError'
}

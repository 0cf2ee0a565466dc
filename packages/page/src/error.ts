import { AvowError } from '@avow/core'

/**
 * Every way in which the page itself says no. `place_missing`: the page that hosts an island has no place for it.
 * `draft_invalid`: not a draft that was saved here. `seal_failed`: `details.reason` is the code of what went wrong.
 * `share_missing`: a file holds neither a share nor a key. `deposit_foreign`: the register showed a deposit that the
 * words have not signed. `tag_failed`: the trustees gave no tag of an institution; why is the cause.
 */
export type PageErrorCode =
  | 'place_missing'
  | 'draft_invalid'
  | 'seal_failed'
  | 'share_missing'
  | 'deposit_foreign'
  | 'tag_failed'

export class PageError extends AvowError<PageErrorCode> {
  override readonly name = 'PageError'
}

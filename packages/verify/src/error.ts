import { AvowError } from '@avow/core'

/** Every way in which something does not match (spec/opening.md, "The verdict"). Closed: there is a sentence for each. */
export type VerifyErrorCode =
  | 'bundle_too_large'
  | 'bundle_malformed'
  | 'bundle_not_canonical'
  | 'roster_invalid'
  | 'roster_mismatch'
  | 'roster_untrusted'
  | 'policy_mismatch'
  | 'envelope_invalid'
  | 'author_signature_invalid'
  | 'payload_hash_mismatch'
  | 'opening_key_wrong'
  | 'payload_malformed'
  | 'attachment_mismatch'
  | 'round_signature_missing'
  | 'round_signature_invalid'
  | 'statement_mismatch'
  | 'text_hash_mismatch'
  | 'acts_incomplete'
  | 'acts_order'
  | 'act_signature_invalid'
  | 'act_statement_mismatch'
  | 'act_actor_mismatch'
  | 'receipt_malformed'
  | 'receipt_not_strict'
  | 'receipt_log_mismatch'
  | 'receipt_cosignature_invalid'
  | 'receipt_quorum_missing'
  | 'receipt_not_included'
  | 'receipts_contradict'
  | 'releases_too_few'
  | 'release_repeated'
  | 'release_trustee_mismatch'
  | 'share_mismatch'
  | 'condition_mismatch'
  | 'opening_key_mismatch'
  | 'open_trustees_mismatch'
  | 'condition_not_met'
  | 'opened_early'
  | 'not_before_invalid'

/** What does not match, and in `details.where` the path of the member, such as `acts[2].receipt`. */
export class VerifyError extends AvowError<VerifyErrorCode> {
  override readonly name = 'VerifyError'
}

/** @param where path of the member at fault; an empty string while only the caller knows it */
export function mismatch(
  code: VerifyErrorCode,
  where: string,
  params: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): VerifyError {
  return new VerifyError(code, `${where || 'value'}: ${code}`, { ...params, where }, cause)
}

/** Runs `work`; what it finds wrong lies below the member `where`. */
export function within<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof VerifyError)) throw cause
    const { where: inner, ...params } = cause.details
    throw new VerifyError(
      cause.code,
      cause.message,
      { ...params, where: inner ? `${where}.${inner}` : where },
      cause.cause,
    )
  }
}

/** Every way in which a function of this package says no. Closed: a program can hold one sentence for each. */
export const coreErrorCodes = [
  'malformed',
  'not_canonical',
  'too_large',
  'signature_invalid',
  'statement_invalid',
  'words_count',
  'words_unknown',
  'words_checksum',
  'condition_unsupported',
  'condition_invalid',
  'condition_unreadable',
  'duration_invalid',
  'reminder_invalid',
  'authority_invalid',
  'institution_key_invalid',
  'evaluation_invalid',
  'evaluations_too_few',
  'posted_time',
  'posted_work',
  'dkg_setup_invalid',
  'dkg_message_invalid',
  'dkg_failed',
  'envelope_malformed',
  'envelope_not_canonical',
  'envelope_member_mismatch',
  'threshold_invalid',
  'note_hash_mismatch',
  'note_undecryptable',
  'note_malformed',
  'note_binding_mismatch',
  'note_index_mismatch',
  'share_commitment_mismatch',
  'condition_commitment_mismatch',
  'shares_too_few',
  'opening_key_wrong',
  'payload_hash_mismatch',
  'payload_malformed',
  'statement_for_desk',
  'desk_key_wrong',
  'attachment_mismatch',
  'date_lock_invalid',
  'date_lock_closed',
  'round_signature_invalid',
  'act_malformed',
  'act_kind_unsupported',
  'roster_invalid',
  'vouching_key_invalid',
  'voucher_request_invalid',
  'voucher_answer_invalid',
  'voucher_invalid',
  'voucher_missing',
] as const

export type CoreErrorCode = (typeof coreErrorCodes)[number]

export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** The error of every package: a stable `code`, `details` that are safe to show, and a `cause`. */
export class AvowError<Code extends string = string> extends Error {
  override readonly name: string = 'AvowError'
  readonly code: Code
  readonly details: ErrorDetails

  constructor(code: Code, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

export class CoreError extends AvowError<CoreErrorCode> {
  override readonly name = 'CoreError'
}

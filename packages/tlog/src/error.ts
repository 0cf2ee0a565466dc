/** Every way in which a function of this package says no. Closed: a program can hold one sentence for each. */
export const tlogErrorCodes = [
  'note_malformed',
  'note_unsigned',
  'signature_invalid',
  'vkey_malformed',
  'vkey_unsupported',
  'skey_malformed',
  'checkpoint_malformed',
  'checkpoint_origin_mismatch',
  'cosignature_malformed',
  'inclusion_proof_invalid',
  'consistency_proof_invalid',
  'proof_malformed',
  'tile_malformed',
  'add_checkpoint_malformed',
  'sign_subtree_malformed',
  'subtree_proof_invalid',
  'add_entries_malformed',
  'mirror_info_malformed',
  'policy_malformed',
  'quorum_missing',
] as const

export type TlogErrorCode = (typeof tlogErrorCodes)[number]

/** A stable `code`, `details` that are safe to show, and a `cause`. */
export class TlogError extends Error {
  override readonly name = 'TlogError'
  readonly code: TlogErrorCode
  readonly details: Readonly<Record<string, string | number | boolean | null>>

  constructor(
    code: TlogErrorCode,
    message: string,
    details: Readonly<Record<string, string | number | boolean | null>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

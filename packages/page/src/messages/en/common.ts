/** What several pages say. */
export const common = {
  'reason.unreachable': 'The register did not answer.',
  'reason.malformed': 'What answered is not a register.',
  'reason.statement_withdrawn': 'The statement was withdrawn.',
  'reason.statement_opened': 'The statement is already open.',
  'reason.origin_mismatch': 'It was sealed for another register.',
  'reason.roster_unknown': 'It was sealed for trustees that this register does not know.',
  'reason.storage_full': 'The register has no space left.',
  'reason.overloaded': 'The register has too much to do. Wait a moment.',
  'reason.too_large': 'The file is too large.',
  'reason.act_time': 'The clock of this device is more than a day wrong. Set it, and try again.',
  'reason.act_too_soon':
    'You have announced another pause in these ten minutes. This one was not taken: try again when they are over.',
  'reason.key_unknown': 'The trustees have changed their key meanwhile. Try again.',
  'reason.other': 'The register refused: {code}.',
} as const

/** What several pages say. */
export const common = {
  'reason.unreachable': 'The register did not answer. Try again in a moment.',
  'reason.malformed':
    'What answered is not a register, or something on the way has changed what it said. Try again, or in another network.',

  'refused.act_not_allowed':
    'With these words that cannot be done. Look whether they are those of this statement.',
  'refused.act_time': 'The clock of this device is more than a day wrong. Set it, and try again.',
  'refused.act_too_soon':
    'You have announced another pause in these ten minutes. This one was not taken: try again when they are over.',
  'refused.body_too_large': 'The file is larger than this register takes.',
  'refused.checkpoint_unknown':
    'The log is new, and its witnesses have not signed it yet. Try again in a minute.',
  'refused.damaged':
    'The register says that what it was sent is damaged ({code}). Try again. If it was a sealed file, take another copy of it, or seal the statement again.',
  'refused.database_unavailable':
    'The register’s database is away at the moment. Nothing that the register confirmed is lost. Try again in a few minutes.',
  'refused.deposit_unknown': 'This register holds no statement for these words.',
  'refused.internal':
    'The register has failed at it. Nothing that it confirmed is lost. Try again in a few minutes; if it lasts, tell whoever runs the register.',
  'refused.key_unknown': 'The trustees have changed their key meanwhile. Try again.',
  'refused.log_inconsistent':
    'The register has found something damaged in what it keeps, and somebody must look at it first. Tell whoever runs the register, keep the sealed file, and try again later.',
  'refused.not_found':
    'The register does not have what was asked for. A sealed file goes only to the register for which it was sealed.',
  'refused.origin_mismatch': 'It was sealed for another register. Deposit it there.',
  'refused.overloaded': 'The register has too much to do. Wait a moment, and try again.',
  'refused.posted_time': 'The request came too late. Try again.',
  'refused.posted_work':
    'The register asks for more work than this page has done. Save what you have here, load the page again, and try once more.',
  'refused.request_invalid':
    'The register does not understand this page: one of them is newer. Save what you have here, load the page again, and try once more.',
  'refused.request_unknown': 'The register does not have the request any more. Try again.',
  'refused.roster_unknown':
    'It was sealed for trustees that this register does not know. Seal the statement again, on a page of this register.',
  'refused.statement_opened': 'The statement is already open.',
  'refused.statement_unknown': 'This register has not published this statement.',
  'refused.statement_withdrawn': 'The statement was withdrawn.',
  'refused.stopping': 'The register is just ending, or starting again. Try again in a minute.',
  'refused.storage_full':
    'The register has no space left. Nothing that it confirmed is lost. Keep the sealed file, and try again later.',
  'refused.storage_unavailable':
    'The register cannot reach its files at the moment. Nothing that it confirmed is lost. Try again in a few minutes.',
  'refused.too_large': 'The file is too large.',
  'refused.trustee_count_mismatch':
    'It was sealed for another number of trustees than this register has. Seal the statement again, on a page of this register.',
  'refused.other':
    'The register refused ({code}). Save what you have here, load the page again, and try once more.',
} as const

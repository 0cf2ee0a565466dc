/** What `avow` says when something is wrong: `usage.…` of how it was called, `error.CODE` of everything else. */
export const errors = {
  'usage.command': 'There is no such command; avow --help lists those that there are.',
  'usage.option': '{option} is not an option of this command; see {help}.',
  'usage.option_missing': '{option} is missing; see {help}.',
  'usage.value_missing': '{option} needs a value; see {help}.',
  'usage.value_foreign': '{option} takes no value; see {help}.',
  'usage.repeated': '{option} can be given only once; see {help}.',
  'usage.argument_missing': '{argument} is missing; see {help}.',
  'usage.argument_foreign':
    'There is an argument too many; see {help}. Never give the 12 words as arguments: others on this machine could read them.',
  'usage.number': '{option} must be a whole number from {least} to {most}.',
  'usage.hash': '{option} must be 64 hex digits.',
  'usage.round_signature': '--round-signature must be 96 hex digits.',
  'usage.register': 'Say which register: --register ADDRESS, or AVOW_REGISTER in the environment.',
  'usage.address': 'The address of the register must begin with http:// or https://.',
  'usage.condition':
    'After at: there must be a date that exists, such as at:2030-01-01 or at:2030-01-01T12:00:00Z (UTC).',
  'usage.declarant': '--as is name:…, role:…, pseudonym:… or nobody.',
  'usage.wait': '--wait is one of {states}.',
  'usage.word_language': '--words-language is one of {languages}.',
  'usage.terminal':
    'There is no terminal to ask on; give words by --words FILE or on standard input, a passphrase by --passphrase FILE.',
  'usage.words_place':
    'There is no terminal to show the 12 words on; name a new file for them by --words FILE. Only you will be able to read it.',
  'usage.words_differ': 'The words were not typed as they were shown, so nothing was sealed.',
  'usage.not_confirmed': 'Nothing was done.',
  'usage.daemon_setting': 'A setting is wrong; its name stands above.',
  'usage.daemon_port': 'The port is in use; end what runs there, or choose another with --port.',
  'usage.log_policy': 'Say whose log it is: LOG is the address of a register, or give --vkey or --policy.',
  'usage.log_policy_twice': 'Give --vkey or --policy, not both.',
  'usage.log_one': 'The policy must name one log.',
  'usage.mirror_name': 'The mirror has no key yet; give it a name by --name, such as mirror.example/m1.',
  'usage.mirror_log':
    'Say what is to be mirrored: LOG; or, for a mirror that only takes pushes, --push with --vkey or --policy.',
  'usage.mirror_address': '--mirror must be the address of a mirror, which begins with http:// or https://.',
  'usage.hammer_register': 'Only a register takes deposits: give its address, without --vkey and --policy.',
  'text.not_utf8':
    'The file is not text in UTF-8. Save it as UTF-8 text; send other files along by --attach.',
  'text.empty': 'There is no text in the file.',
  'text.too_large':
    'The file has {size} bytes; the text of a statement has at most {most}. Send a long document along by --attach.',
  'text.character':
    'Line {line} holds the character {character}, which a statement cannot hold: it is not text, or it could make readers see another text.',
  'text.paragraphs': 'The text has {count} paragraphs; a statement has at most {most}.',
  'text.paragraph_long':
    'Paragraph {paragraph} has more than {most} characters; set an empty line somewhere in it.',
  'statement.member': 'The statement cannot be made: its member "{path}" is not as spec/statement.md says.',

  'error.other': 'It was refused ({code}).',
  'error.unexpected':
    'Something went wrong here that should not ({name}). Please report it, with these lines:',
  'error.input_invalid': 'The file does not hold what is needed there; see {help}.',
  'error.file_unreadable': 'The file {file} cannot be read.',
  'error.file_exists': 'The file {file} is there already, and nothing is written over.',
  'error.file_unwritable': 'The file {file} cannot be written.',
  'error.port_in_use': 'Port {port} is in use; end what runs there, or choose another with --port.',
  'error.state_in_use':
    'Another network runs on the folder {folder}; end it, or choose another folder with --state.',
  'error.daemon_failed': 'The process {name} could not start ({code}): {said}',
  'error.daemon_ended': 'The {name} has ended with a fault ({code}).',
  'error.roster_untrusted':
    'The register shows the roster {roster}, which is not the one that you trust. Nothing was done.',
  'error.not_yours':
    'What the register answered for these words was not sealed with them. Do not trust this register.',
  'error.receipt_wrong':
    'What the register answered does not prove that it did what was asked. Try again, or try another way to it.',
  'error.shares_malformed': 'The file {file} holds no share.',
  'error.act_file_malformed': 'The file {file} holds no act.',
  'error.act_not_logged': 'The log, at {size, one entry, # entries}, does not hold this act.',
  'error.mirror_unreachable': 'The mirror at {mirror} does not answer, or fails.',
  'error.mirror_log_unknown':
    'The mirror does not keep this log, or there is no mirror at this address. Ask its operator.',
  'error.mirror_takes_no_pushes': 'The mirror takes no pushes: its operator has to start it with --push.',
  'error.mirror_signature_refused':
    'The mirror does not accept the signature of the checkpoint: it knows another key of the log.',
  'error.mirror_proof_refused':
    'What was pushed does not fit what the mirror has. Check the log by avow log fsck; if it is sound, the mirror was shown another past of it.',
  'error.mirror_full': 'The disk of the mirror is full. What it has cosigned stays; push again later.',
  'error.mirror_refused': 'The mirror refused ({status}).',
  'error.mirror_ahead':
    'The mirror was shown a log of {mirror, one entry, # entries}, and this one has {size}. Nothing was lost: push from a newer copy.',
  'error.mirror_busy': 'The mirror does not come further: others push to it too, or it forgets. Try again.',
  'error.mirror_not_cosigned':
    'The mirror took everything, and did not sign it with a key that you know. Do not count on this mirror.',
  'error.in_use': 'Another process has the folder {folder}; end it, or choose another.',
  'error.disk_full': 'The disk of {folder} is full. What was cosigned stays; make room.',
  'error.timeout': 'It had not come about after {seconds} s.',
  'error.step_failed': 'The step "{step}" did not hold. {reason}',
  'error.interrupted': 'Interrupted. The network has ended, and its folder is gone.',

  'error.unreachable': 'The register does not answer.',
  'error.not_ready':
    'The trustees have no institution key yet. They make it by themselves as soon as all of them are there: try again.',
  'error.institution_key_invalid':
    'The register shows an institution key that its trustees do not use together ({reason}). Do not seal under it.',
  'error.evaluations_too_few':
    '{right, One trustee, # trustees} of {needed} that are needed have answered. Try again when more of them are there.',
  'error.authority_invalid': 'The file is no authority file ({reason}).',
  'error.posted_work': 'The register asks for more work than this request carries. Try again.',
  'error.posted_time': 'The request came too late. Try again.',
  'error.key_unknown': 'The trustees use another institution key now. Try again.',
  'error.request_unknown': 'The register has no such request any more. Try again.',
  'error.malformed': 'What answered there is not a register.',
  'error.words_count': 'There must be 12 words, and there are {count}.',
  'error.words_unknown': 'Word {position} is in no list of words; look at its spelling.',
  'error.words_checksum': 'The words do not belong together: one of them is wrong, or in another place.',
  'error.condition_unsupported': 'No trustee can judge this condition yet ({type}).',
  'error.voucher_missing':
    'Whoever counts vouched statements only must be vouched for: give your own voucher with --voucher. avow voucher request begins to get one.',
  'error.voucher_invalid': 'That voucher does not count at this register ({reason}).',
  'error.voucher_request_invalid': 'The request cannot be signed with this key ({reason}).',
  'error.voucher_answer_invalid': 'The answer does not make a voucher of what you have kept ({reason}).',
  'error.passphrase_wrong': 'The key does not open with this passphrase, or the file is damaged.',
  'error.vouching_key_invalid': 'The file holds no vouching key.',
  'error.condition_invalid': 'That is no condition (term “{path}”, “{reason}”).',
  'error.too_large': 'It is too large ({size} bytes).',
  'error.threshold_invalid': 'The threshold must be from 2 to the number of trustees, which is {count}.',
  'error.statement_invalid': 'What is in the sealed file is not a statement.',
  'error.roster_invalid': 'The roster is not one that its register has signed.',
  'error.envelope_malformed': 'That is not a sealed file, or it is damaged.',
  'error.envelope_not_canonical': 'The sealed file is damaged, or somebody has written it in another way.',
  'error.envelope_member_mismatch': 'The sealed file is damaged: {member} is not what the author signed.',
  'error.signature_invalid': 'A signature does not fit: something was changed after it was signed.',
  'error.not_canonical': 'The file is damaged, or was written in another way than the format says.',
  'error.shares_too_few': 'There are {right, one right share, # right shares}, and {threshold} are needed.',
  'error.payload_hash_mismatch': 'What is sealed in the file is not what the author signed.',
  'error.opening_key_wrong': 'The key does not open the sealed file.',
  'error.payload_malformed': 'The sealed file opens, but what is in it is not as the format says.',
  'error.statement_for_desk':
    'It opens, and it was sealed for the desk only. With an identity of the desk: --desk FILE.',
  'error.desk_key_wrong': 'This identity is not one of the desk for which the statement was sealed.',
  'error.attachment_mismatch': 'Attachment {attachment} is not the one that the statement names.',
  'error.note_hash_mismatch':
    'The sealed file is damaged: a note to a trustee in it is not the one that the author signed.',
  'error.act_malformed': 'That is no act, or it is damaged.',
  'error.act_kind_unsupported': 'Acts of this kind are not known here. A newer avow may know it.',
  'error.evaluation_invalid':
    'What a trustee answered does not fit its key. Try again; if it lasts, tell the operator of the register.',
  'error.reminder_invalid': 'There can be no such reminder; look at the condition, --every and --title.',

  'error.date_lock_invalid':
    'The condition has no date before which it cannot hold, so that a date lock would break it: it needs a date, alone or with “and”.',
  'error.date_lock_closed':
    'The shares fit, and it is locked a second time until {time}. Then drand publishes the signature of round {round} of its chain quicknet: give it by --round-signature.',
  'error.round_signature_invalid':
    'That is not the signature that drand published for the round for which the date lock waits.',

  'error.deposit_unknown': 'The register has no deposit for these words.',
  'error.statement_unknown': 'The register has not published this statement.',
  'error.statement_withdrawn': 'The statement has been withdrawn.',
  'error.statement_opened': 'The statement has been opened already.',
  'error.act_not_allowed': 'The register does not allow this act.',
  'error.condition_not_met': 'The condition is not met yet.',
  'error.origin_mismatch': 'The file was sealed for another register.',
  'error.roster_unknown': 'The register never had the roster for which the file was sealed.',
  'error.trustee_count_mismatch': 'The file was sealed for another number of trustees than the roster has.',
  'error.body_too_large': 'The file is larger than the register takes.',
  'error.checkpoint_unknown': 'The log is new, and its witnesses have not signed it yet.',
  'error.not_found': 'The register has nothing there.',
  'error.storage_full': 'The register’s disk is full. Nothing that it acknowledged is lost; try again later.',
  'error.overloaded': 'The register is busy; try again in a moment.',
  'error.database_unavailable': 'The register’s database is away; try again in a moment.',
  'error.stopping': 'The register is ending; try again in a moment.',
  'error.internal': 'The register failed. Nothing that it acknowledged is lost.',
  'error.storage_unavailable':
    'The place where the register keeps its files is away; try again in a moment. Nothing that it acknowledged is lost.',
  'error.log_inconsistent':
    'The register has found something damaged in its log or among its files. Nothing that it acknowledged is lost; tell its operator.',
  'error.size_unknown':
    'The register shows a shorter log than it has shown before. Do not trust it before its operator has explained that.',
  'error.request_invalid':
    'The register does not understand the request: it and this avow are probably of different versions. Ask its operator which one it needs.',

  'fault.checkpoint_missing': 'The log has no checkpoint.',
  'fault.checkpoint_malformed': '{path}: that is not a checkpoint.',
  'fault.checkpoint_unsigned':
    '{path}: a signature of the log or of a witness is missing or does not verify.',
  'fault.checkpoint_of_another_log': '{path}: the checkpoint is of another log.',
  'fault.quorum_missing': '{path}: too few witnesses have cosigned.',
  'fault.root_mismatch':
    '{path}: the log has signed a root that its own tiles and entries do not have, at {size, one entry, # entries}.',
  'fault.tile_missing': '{path} is missing.',
  'fault.tile_malformed': '{path} has {length, one byte, # bytes}, which is not its length.',
  'fault.tile_mismatch': '{path} does not have the hash that the log has signed.',
  'fault.bundle_missing': '{path} is missing.',
  'fault.bundle_malformed': '{path} does not hold the entries that it should ({length, one byte, # bytes}).',
  'fault.entry_mismatch': '{path}: entry {index} is not the one that the log has signed.',
  'fault.entries_mismatch': '{path}: entries are not those that the log has signed.',
  'fault.partial_mismatch': '{path} is not the beginning of the tile that took its place.',
  'fault.rolled_back':
    'The log went back: it had {seen, one entry, # entries}, and now has {size, one entry, # entries}.',
  'fault.forked':
    'The log has forked: its {size, one entry, # entries} do not follow from the {seen, one entry, # entries} that it has signed before.',
  'fault.stalled': 'The log has shown nothing new for {seconds, one second, # seconds}.',
  'fault.entry_lost': 'Entry {index} was acknowledged, and is not in the log there.',
  'fault.act_unknown':
    'Statement {statement} is published, and its acts are none that are known: of another kind, unsigned, or not given.',
  'fault.act_mismatch':
    'Statement {statement} is published with an act that is not entry {index} of the log, where it is said to be.',
  'fault.state_malformed': '{path} is not the state of an earlier run.',
  'error.vkey_malformed': 'That is not the key of a log.',
  'error.vkey_unsupported': 'Keys of this type are not known here.',
  'error.policy_malformed': 'The policy is not as C2SP tlog-policy says (line {line}).',

  'error.inclusion_proof_invalid':
    'The register’s tiles do not prove that the log holds this act at that place.',
  'error.tile_malformed': 'A tile of the log is damaged.',
  'error.proof_malformed': 'The receipt is damaged.',
  'error.note_malformed': 'What the log shows as its checkpoint is damaged, or is none.',
  'error.note_unsigned':
    'The checkpoint does not carry the signature of this log. Do not trust what shows it.',
  'error.checkpoint_malformed': 'What the log shows as its checkpoint is damaged, or is none.',
  'error.checkpoint_origin_mismatch': 'The checkpoint is of another log. Look at the address.',
  'error.cosignature_malformed': 'A witness’s signature of the checkpoint is damaged. Try again.',
  'error.consistency_proof_invalid':
    'The log does not follow from what it showed before. Keep both checkpoints, and tell others.',
  'error.quorum_missing':
    'Too few witnesses have signed the checkpoint. Try again; if it lasts, tell the operator of the register.',
  'error.skey_malformed': 'The file with the private key is damaged. Put it back from a copy.',
} as const

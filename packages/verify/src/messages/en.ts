/** What a verdict says, in plain English. Every sentence claims what was checked and no more. */
export const en = {
  text_proven:
    'Not a word has changed since it was sealed: the sealed file is the one that its author signed, and what is in it is exactly what is shown.',
  text_sealed:
    'The text is sealed. The author has signed the sealed file, so it cannot be exchanged; nobody can read it yet.',
  text_opened:
    'It has been opened. The text stands here once the register has published it, which it does not if it is for the desk only.',
  author_proven: 'One person holding these words sealed it; nothing here proves the name.',
  author_proven_word:
    'One person holding these words sealed it and later gave the word to open it; nothing here proves the name.',
  author_proven_word_waiting:
    'One person holding these words sealed it and has given the word to open it; nothing here proves the name.',
  time_proven:
    'It existed, word for word, no later than {time}. By then {witnesses, one witness had, # witnesses had} countersigned the log {origin}, which holds it as entry {index}.',
  time_not_witnessed_yet:
    'The register has put it into the log {origin} as entry {index}. No witnesses have countersigned that yet, so the time rests on the register alone.',
  time_without_witnesses:
    'It is entry {index} of the log {origin}. That log has no witnesses, so only its own register could say when.',
  opening_proven_now:
    'The author’s condition was to open at once. After the deposit {released} of {trustees} trustees released their shares in the log; {threshold} were needed. What trustees may have done outside the log, this cannot show.',
  opening_proven_word:
    'The author’s condition was to give the word. Only after that {released} of {trustees} trustees released their shares in the log; {threshold} were needed. What trustees may have done outside the log, this cannot show.',
  opening_proven_at:
    'The author’s condition was to wait until {instant}. At {seen} witnesses saw the log still without any release. After that {released} of {trustees} trustees released their shares; {threshold} were needed. What trustees may have done outside the log, this cannot show.',
  opening_date_unproven:
    'The author’s condition was to wait until {instant}. {released} of {trustees} trustees released their shares in the log; {threshold} were needed. Nothing in this file shows that they waited until then.',
  opening_proven_condition:
    'The author’s condition was “{condition}”. It held before {released} of {trustees} trustees released their shares in the log; {threshold} were needed. What trustees may have done outside the log, this cannot show.',
  opening_condition_unproven:
    'The author’s condition was “{condition}”. {released} of {trustees} trustees released their shares in the log; {threshold} were needed. Nothing in this file shows that it held by then.',
  opening_silence_claimed:
    'The author’s condition was “{condition}”. It was in the log by {deposited}, and at {seen} witnesses saw the log still without any release, so that the time had passed. That the author gave no sign of life in it nothing can prove: it is what {released} of {trustees} trustees say by releasing their shares; {threshold} were needed.',
  opening_others_claimed:
    'The author’s condition was “{condition}”. How many others had sealed a statement about the same institution no file can show, nor that somebody was silent: that the condition held is what {released} of {trustees} trustees say by releasing their shares; {threshold} were needed.',
  date_lock_proven:
    'It was locked a second time until {instant}: besides the shares it took the signature that the drand network publishes at that moment, for round {round}, so that before it not even all trustees together could open it. That rests on that network, and on cryptography which a quantum computer would break.',
  opening_waiting: 'It has not been opened. {threshold} of {trustees} trustees are needed.',
  opening_released:
    'It has not been opened yet. {released} of {trustees} trustees have released their shares; {threshold} are needed.',
  opening_opened:
    'It has been opened: {released} of {trustees} trustees have released their shares. Whether that was as the author wished can be shown once it is published.',
  opening_withdrawn: 'The author has withdrawn it. Trustees destroy the shares that they have not released.',
  roster_proven: 'The trustees and witnesses are those of the roster that you trust.',
  roster_not_given:
    'The trustees and witnesses are those of the roster that came with it. To be sure of them, compare the hash of the roster, {roster}, with one that you got in another way.',
  verifier_failed:
    'This could not be checked: the check itself failed. That is a defect of the verifier and says nothing about the file.',

  bundle_too_large: 'The file is too large to be a proof bundle.',
  bundle_malformed: 'The file is not a proof bundle, or a part of it is damaged or missing.',
  bundle_not_canonical:
    'The file was written in another way than a proof bundle must be. Somebody has edited it.',
  roster_invalid: 'The list of trustees and witnesses was not signed by its register.',
  roster_mismatch:
    'The list of trustees and witnesses is not the one for which the author sealed the statement.',
  roster_untrusted: 'The trustees and witnesses are not those of the roster that you trust.',
  policy_mismatch: 'The rule that says how many witnesses are needed is not the one of the roster.',
  envelope_invalid: 'The head of the sealed file contradicts itself or the list of trustees.',
  author_signature_invalid:
    'The author’s signature does not fit. Somebody has changed what the author signed.',
  payload_hash_mismatch: 'The sealed file is not the one that the author signed.',
  opening_key_wrong: 'The key in this file does not open the sealed file.',
  payload_malformed: 'The sealed file opens, but what is in it is not a statement.',
  attachment_mismatch: 'An attachment is not the one that the author sealed.',
  round_signature_missing:
    'The author locked it to a date, and the signature that opens it is not in this file.',
  round_signature_invalid:
    'The signature for the date lock is not the one that the drand network published, or there is no such lock.',
  statement_mismatch: 'The text shown is not the text that the author sealed.',
  text_hash_mismatch: 'The register published another text.',
  acts_incomplete: 'An act is missing, or there is one too many.',
  acts_order: 'The acts are not in the order in which the log must hold them.',
  act_signature_invalid: 'The signature of an act does not fit. Somebody has changed it.',
  act_statement_mismatch: 'An act belongs to another statement.',
  act_actor_mismatch: 'An act was signed by somebody who could not do it.',
  receipt_malformed: 'A receipt of the log is damaged.',
  receipt_not_strict: 'A receipt of the log holds something that does not belong there.',
  receipt_log_mismatch: 'A receipt was not signed by the log of this register.',
  receipt_cosignature_invalid: 'The signature of a witness does not fit.',
  receipt_quorum_missing: 'Too few witnesses have countersigned the log.',
  receipt_not_included: 'The log does not hold the act for which the receipt stands.',
  receipts_contradict: 'Two receipts show two different logs of the same size. One of them was forged.',
  releases_too_few: 'Fewer trustees have released their shares than are needed.',
  release_repeated: 'One trustee is counted twice.',
  release_trustee_mismatch: 'A release was not signed by the trustee for whom it stands.',
  share_mismatch: 'A trustee’s share is not the one that the author made.',
  condition_mismatch: 'The condition in a release is not the one that the author set.',
  opening_key_mismatch: 'The trustees’ shares do not give the key in this file.',
  open_trustees_mismatch: 'The act of opening names trustees who have released nothing.',
  condition_not_met: 'A trustee released a share before the author gave the word.',
  opened_early: 'The log held a release before the date that the author set.',
  not_before_invalid: 'What should show that the trustees waited for the date does not show it.',
} as const

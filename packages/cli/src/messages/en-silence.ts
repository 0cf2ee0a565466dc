/** What `avow` says of silence: check-ins, pauses, and what trustees report. */
export const silence = {
  'check-in.summary': 'Say that you are there: silence begins anew.',
  'check-in.about':
    'The register logs it and the trustees read it there; each reports by avow status which check-in it has counted. --wait waits for those that hold their share. One in ten minutes is logged; another is answered with that one. Trustees with an inbox are told directly as well, so that a register that keeps it back changes nothing for them; they then see this machine’s network address. Whoever has the words can check in: it proves that somebody has them, and no more.',
  'check-in.done': 'You have checked in: entry {index} of the log.',
  'pause.summary': 'Say in advance from when to when you will be silent: that time does not count.',
  'pause.about':
    'It is a check-in as well, and goes where one goes. Silence is counted anew after its end. It begins now or within 366 days, lasts 366 days at most, and cannot be taken back: until its end nothing opens by silence.',
  'option.register_only': 'tell the register only: no trustee sees this machine’s network address',
  'option.sealed': 'the sealed file, for when the register is away; needs --roster',
  'option.roster_of_sealed':
    'the roster for which it was sealed (the answer to /api/v1/roster); needs --sealed',
  'inbox.heading': 'Told directly:',
  'inbox.numbered': 'trustee {trustee}, {name}',
  'inbox.acknowledged': '{who}: has acknowledged it',
  'inbox.unreachable': '{who}: could not be reached',
  'inbox.refused': '{who}: has not taken it ({code})',
  'inbox.unproven': '{who}: what answered there did not sign with its key',
  'inbox.no_inbox': '{who}: has no inbox, and reads the log only',
  'inbox.enough':
    'The log does not hold it: {reason} But so many trustees have acknowledged it that the others are too few to open the statement.',
  'usage.sealed_and_roster': '--sealed and --roster go together; see {help}.',
  'usage.sealed_foreign': 'The sealed file was not sealed with these words.',
  'usage.roster_foreign': 'The roster is not the one for which the file was sealed.',
  'pause.option.until': 'until when: 2027-02-01 or 2027-02-01T12:00:00Z (needed)',
  'pause.option.from': 'from when on (now)',
  'pause.confirm': 'A pause cannot be taken back. Type yes to announce it: ',
  'pause.done': 'You will be silent from {from} to {until}: entry {index} of the log.',
  'sign.heard':
    '{count, One trustee that holds its share has, All # trustees that hold their shares have} counted it.',
  'report.condition': 'The condition: {sentence}.',
  'report.check_in': 'the last check-in that it has counted is that of {time}',
  'report.no_check_in': 'it has counted no check-in yet',
  'report.silence': 'it waits for silence; the warning stands on {until} at the earliest',
  'report.grace':
    'WARNING since {warned}: the silence is over, and so is its grace on {until} at the earliest',
  'report.silence_unknown': 'it waits for silence, which it cannot count: the log has no witnesses',
  'report.warning': 'it opens on {opens} at the earliest. Check in to stop that',
  'report.as_of': 'as of {time}',
  'usage.pause': 'A pause begins now or within 366 days, ends after it begins, and lasts 366 days at most.',
  'error.act_too_soon':
    'Another pause, from {from} to {until}, was announced in these ten minutes. This one was not taken: do it again when they are over.',
  'error.act_time':
    'The clock of this device is more than a day from that of the register ({time}). Set it, and do it again: it was not taken.',
} as const

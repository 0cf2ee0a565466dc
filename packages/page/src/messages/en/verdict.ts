/** What the verify page and the proof panel say. */
export const verdict = {
  'verify.file': 'Proof bundle',
  'verify.file.help':
    'A file named .avowproof. It is read on this device and sent nowhere. You can also drop it here.',
  'verify.roster': 'Hash of the roster that you trust (optional)',
  'verify.roster.help':
    '64 digits and letters, from print, from a colleague, from another page. Without it you rely on the keepers that the file itself names.',
  'verify.roster.invalid': 'A roster hash has 64 characters: digits, and letters from a to f.',
  'verify.working': 'Checking {name} …',
  'verify.unreadable': 'This file could not be read. Choose it again.',

  'verdict.title': 'Verdict',
  'verdict.of': 'Verdict on {name}',
  'verdict.proven': 'It holds. Everything that can be checked was checked, here on your device.',
  'verdict.pending': 'So far it holds. Something has not happened yet.',
  'verdict.could-not-check': 'What was checked holds, but something could not be checked.',
  'verdict.mismatch': 'It does not hold. Do not rely on it.',
  'verdict.roster.unknown':
    'It rests on the trustees and witnesses that the file itself names. Compare their roster with one that you got in another way.',
  'verdict.where': 'At fault: {where}',

  'status.proven': 'proven',
  'status.pending': 'pending',
  'status.could-not-check': 'could not check',
  'status.mismatch': 'mismatch',

  'finding.shown': 'This page',
  'finding.text': 'Text',
  'finding.author': 'Author',
  'finding.time': 'Time',
  'finding.opening': 'Opening',
  'finding.roster': 'Keepers',

  'shown.proven': 'The text that you read on this page is, letter for letter, the one in the proof.',
  'shown.mismatch': 'The text on this page is not the one in the proof. Rely on the proof, not on the page.',
  'shown.could-not-check': 'The page was not compared, because the text in the proof is not proven.',

  'proof.check': 'Check it now',
  'proof.check.size': 'The proof bundle is large: {size}.',
  'proof.working': 'Fetching the proof and checking it on your device …',
  'proof.unreachable': 'The proof bundle could not be fetched. Look at your connection, and try again.',
  'proof.again': 'Try again',
  'proof.other': 'The register sent the proof of another statement.',

  'statement.nobody': 'An author who is not named',
  'statement.since': 'since {date}',
  'statement.until': 'until {date}',
  'statement.between': 'from {since} to {until}',
  'statement.written': 'Written {date}, as the author says',
  'statement.written.place': 'Written in {place}, {date}, as the author says',
  'statement.place': 'Written in {place}, as the author says',
  'statement.convictions': 'What the author takes back',
  'statement.events': 'Events the author refers to',
  'statement.save': 'Save {name} ({size})',

  'acts.title': 'What the log holds of it',
  'act.deposit': 'Deposited',
  'act.word': 'The author gave the word',
  'act.check-in': 'The author checked in',
  'act.pause': 'The author announced a pause',
  'act.withdraw': 'Withdrawn by the author',
  'act.release': 'A trustee released its share',
  'act.open': 'Opened',
  'act.publish': 'Published',
  'act.time': 'no later than {time}',
  'act.time.none': 'not witnessed yet',
  'act.index': 'entry {index}',
} as const

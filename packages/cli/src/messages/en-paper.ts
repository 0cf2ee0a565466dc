/** The page for a trustee by hand. Commands stand in `paper/commands.ts`: they are the same in every language. */
export const paper = {
  'trustee.paper.summary':
    'Print what a trustee by hand needs: instructions for stock tools, and the public keys.',
  'trustee.paper.about':
    'For those who trust no daemon. FILE holds the line that init prints, or one made by hand: {"name", "key", "recipient"}. The page is one HTML file that loads nothing. Nothing on it is secret.',
  'trustee.paper.option.out': 'where to write the page (needed)',
  'trustee.paper.option.roster': 'the roster, to print your number, the register and the hash to compare',
  'trustee.paper.done': 'The page is in {file}. Print it, or open it in a browser.',
  'error.public_keys_malformed': 'The file {file} does not hold a name, a key and a recipient.',
  'error.not_on_roster': 'The roster does not hold this key.',
  'paper.title': 'Trustee by hand: {name}',
  'paper.lead':
    'You hold shares of sealed statements and give one out only when its author’s own condition holds. Your share alone opens nothing. This page needs no Avow: only age 1.3 or newer, tar, jq, openssl, curl and the GNU core utilities, in bash.',
  'paper.number':
    'You are trustee {number} of {count} of the register {origin}; {threshold} open. Roster {hash}.',
  'paper.number.blank':
    'Trustee number ______   Register ______________________   Roster ______________________',
  'paper.keys': '1. Your keys, made once',
  'paper.keys.text':
    'On a machine that you trust. identity.txt opens notes, signing.pem signs releases; keep both encrypted, and a copy elsewhere. The last command prints the line that the register gets. Compare its key with them by telephone.',
  'paper.open': '2. Open a note',
  'paper.open.text':
    'The register, or whoever has it, sends you the sealed file. It is no secret. Set F to its name and N to your number.',
  'paper.check': '3. Check it',
  'paper.check.text':
    'It prints “right” four times: the note is the one that the author named, was made for this file, and share and condition are what the author committed to. Anything else: say so, and do nothing.',
  'paper.judge': '4. Judge the condition',
  'paper.judge.text':
    'now: when the register’s log holds the deposit and witnesses have signed that. at: when that time has passed, by your clock and by the newest signature of the witnesses. word: when the author’s signed act “word” is before you; have the register send it as act.json, and check it. If an act “withdraw” is before you first, it is over: destroy the share. In any doubt, wait: waiting opens nothing.',
  'paper.judge.act': 'The author’s act: it prints its kind and “Signature Verified Successfully”.',
  'paper.release': '5. Give the share out',
  'paper.release.text':
    'To the register, as a release that your key signs; KEY is your key, R the register’s address. Afterwards everybody can read the share.',
  'paper.hand':
    'Or to one person who combines the shares, when there is no register: TO is their age recipient.',
  'paper.destroy': '6. After a release or a withdrawal',
  'paper.destroy.text':
    'What disks and copies keep of it is out of your reach. An encrypted disk makes that worthless to a thief.',
  'paper.public': 'Public keys of {name}',
  'paper.public.text':
    'For the register’s list of trustees. Neither is secret; neither may be exchanged unseen.',
  'paper.recipient': 'Recipient: notes are encrypted to it',
  'paper.key': 'Key: releases are signed with it',
} as const

/** What `avow voucher` says to authors and `avow desk` to the desk. */
export const vouching = {
  'option.passphrase': 'file with the passphrase in its first line; without it you are asked for it',
  'usage.voucher_unused':
    'A voucher is of use only for a statement that waits for others about an institution. It was not spent, and nothing was sealed.',
  'usage.no_vouching':
    'The desk of this register does not vouch for authors: its roster has no key for that. Nothing was written.',
  'voucher.request.summary': 'Make a request for a voucher, to be brought to the desk of a register.',
  'voucher.request.about':
    'A voucher says that the desk knows you, and not which statement is yours. The request is a random number: bring or send it by any way on which the desk knows that it comes from you. What you keep stays on this machine; whoever has it and the request can tell which voucher is yours. Ask some days before you deposit: who is vouched for in the morning and deposits in the evening can be guessed.',
  'voucher.request.option.out': 'where to write the request, for the desk (needed)',
  'voucher.request.option.secret': 'where to write what you keep, for nobody (needed)',
  'voucher.request.done':
    'Give {file} to the desk, and keep {secret} until its answer comes: without it the answer makes no voucher.',
  'voucher.finish.summary': 'Make the voucher of the answer of the desk.',
  'voucher.finish.about':
    'FILE is the answer. The voucher is for one statement, at the register for which you asked; avow seal --voucher spends it. Whoever has the file can spend it.',
  'voucher.finish.option.secret': 'what you kept when you made the request (needed)',
  'voucher.finish.option.out': 'where to write the voucher (needed)',
  'voucher.finish.done':
    'The voucher is in {file}. Delete {secret} now: with it and the request the desk could tell which voucher is yours.',
  'desk.key.summary': 'Make the key by which the desk of a register vouches for authors.',
  'desk.key.about':
    'The key is kept encrypted by a passphrase, in a file that stock age and openssl read; the register does not need it. Its public part goes to the register (avow serve --vouching FILE) and stands in the roster. It must be used for nothing else.',
  'desk.key.option.key': 'where to write the key (needed)',
  'desk.key.option.public': 'where to write its public part (needed)',
  'desk.key.done': 'The key is in {key}. Give {public} to the register: avow serve --vouching {public}',
  'desk.vouch.summary': 'Answer a request: vouch for its author without learning for which statement.',
  'desk.vouch.about':
    'FILE is the request. Make sure before that you know the person it comes from, and give each person one voucher for each statement. The answer is of use to that person only. Do not keep when you answered whom.',
  'desk.vouch.option.key': 'the key of the desk (needed)',
  'desk.vouch.option.out': 'where to write the answer, for the author (needed)',
  'desk.vouch.done': 'The answer is in {file}. It makes one voucher.',
} as const

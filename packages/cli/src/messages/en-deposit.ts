/** What `avow` says of a deposit on its way, and of what its author does with it. */
export const deposit = {
  'deposit.summary': 'Carry a sealed file to its register.',
  'deposit.about':
    'Anybody may carry it: it needs no words. It is received when it is on the register’s disk, logged when the log holds it, witnessed when witnesses have signed that; each is said. Ending it meanwhile loses nothing, and doing it again is harmless.',
  'deposit.option.receipt': 'where to keep the act and its receipt',
  'deposit.received':
    'Received: the register has it on its disk. That is its word alone, until the log holds it: by {time} at the latest, in {span}. Keep the file until then. Ending this loses nothing; the same command gives the receipt later.',
  'deposit.waiting': '{bar} in the log by {time}',
  'deposit.left':
    'It is received, and not yet logged: there is no receipt. The log holds it by {time} at the latest, with you or without. Keep the file, and call the same again after that.\nStatement {statement}',
  'deposit.in_log': 'Logged: entry {index}, signed by the log. Its witnesses are waited for.',
  'deposit.logged':
    'It is in the log {origin} as entry {index}, on disk, and witnesses have not signed that yet. To ask later: the same again, or avow status --wait witnessed.\nStatement {statement}',
  'deposit.witnessed':
    'It is in the log {origin} as entry {index}, and witnesses have signed that.\nStatement {statement}',
  'span.seconds': '{seconds, one second, # seconds}',
  'span.minutes': '{minutes, one minute, # minutes}',
  'status.summary': 'How far a deposit is, by its words alone.',
  'status.about':
    'Everything that the register answers is checked: signatures, receipts, the answers of the trustees. Exit code 1 where something does not match.',
  'status.option.wait':
    'wait for received, logged, witnessed, held (by every trustee), opened, published (or opened for the desk only) or withdrawn',
  'status.holder': 'Trustee {trustee}, {name}: {answer}',
  'status.holds': 'holds its share',
  'status.refused': 'has refused its note ({code})',
  'status.released': 'has released its share',
  'status.destroyed': 'has destroyed its share',
  'status.silent': 'has not answered yet',
  'status.handed_on':
    'Its trustees are changed without you: it was handed on to {times, other trustees, the trustees of # rosters}. Above are those who hold it now. Besides them:',
  'status.handing_on':
    'Its trustees are being changed without you. Above are those who hold it until all of the new ones have said in the log that they do. Besides them:',
  'status.former': '{name}: {answer}',
  'state.received': 'Statement {statement} is on the register’s disk, and will be in the log in a moment.',
  'state.logged': 'Statement {statement} is in the log; witnesses have not signed that yet.',
  'state.witnessed': 'Statement {statement} is in the log, and witnesses have signed that. It is closed.',
  'state.opened': 'Statement {statement} has been opened.',
  'state.delivered': 'Statement {statement} has been opened for the desk only. It is not published.',
  'state.published': 'Statement {statement} is published.',
  'state.withdrawn': 'Statement {statement} has been withdrawn.',
  'word.summary': 'Give the word: have a statement opened that waits for it.',
  'word.about': 'What was opened cannot be closed again. --wait waits until it is published.',
  'word.confirm': 'What is opened cannot be closed again. Type yes to give the word: ',
  'word.done': 'The word is given: entry {index} of the log. The trustees will release their shares.',
  'withdraw.summary': 'Withdraw a statement that is still closed; the trustees destroy their shares.',
  'withdraw.about':
    'It can never be opened after that, not by its author either. --wait waits until its state is withdrawn. Trustees with an inbox are told directly as well, and then see this machine’s network address.',
  'withdraw.confirm': 'It can never be opened after that. Type yes to withdraw it: ',
  'withdraw.done': 'It is withdrawn: entry {index} of the log. The trustees will destroy their shares.',
} as const

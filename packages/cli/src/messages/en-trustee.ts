/** What `avow` says to trustees. */
export const trustee = {
  'trustee.init.summary': 'Make the keys of a trustee, and show their public parts.',
  'trustee.init.about':
    'At a terminal a passphrase is asked for, under which the keys are kept encrypted; --passphrase reads it from a file. With --plain, and where there is no terminal and no file, the keys lie in the folder as they are. Keys that are there stay the same; with a passphrase, plain ones become encrypted. Send the line to the register.',
  'trustee.init.plain': 'do not encrypt the keys: whoever reads the disk has them',
  'trustee.serve.summary': 'Run a trustee.',
  'trustee.serve.about':
    'Every setting of docs/operating/trustee.md may stand in the environment; an option goes before it.',
  'trustee.ready': 'The trustee runs; its health is at {address}/health.',
  'trustee.export.summary': 'Write a trustee’s keys and store into one encrypted file.',
  'trustee.export.about':
    'The daemon must be stopped meanwhile; an outage opens nothing. The file is encrypted by the passphrase of the keys or, where they are plain, by one that is asked for. It keeps shares that are destroyed later, for as long as it exists.',
  'trustee.export.out': 'new file for the backup (needed)',
  'trustee.export.retire': 'this copy is never to run again: for moving to another machine',
  'trustee.export.done': 'The keys and the store of “{name}” are in the backup. Its key: {key}',
  'trustee.recover.summary': 'Make a trustee’s folder again from a backup.',
  'trustee.recover.about':
    'Nothing is written over: the folder must not exist, or be empty. The trustee then reads the log again from the beginning; until it has, it releases nothing, and silence begins anew. Never let two copies of one trustee run: each would miss the signs of life that the other hears.',
  'trustee.recover.from': 'the backup (needed)',
  'trustee.recover.alone': 'no other machine runs with these keys: do not ask',
  'trustee.recover.confirm':
    'If the machine from which this backup came still runs, stop: two copies of one trustee could open a statement too early. Type yes if it will never run again: ',
  'trustee.recover.done': '“{name}” is recovered. Its key: {key}',
  'trustee.hand_on.summary': 'Agree to hand every share on to the trustees of another roster.',
  'trustee.hand_on.about':
    'For a roster on which trustees were added, retired or replaced. Each trustee agrees for itself, by hand: a register that could name a roster alone would be given every share. First --show the roster, and compare its hash with the other trustees by another way than the register. The daemon then hands on what it holds, and destroys its own only when every trustee of that roster has said in the log that it holds it. To agree again with other options replaces what was agreed.',
  'trustee.hand_on.to': 'hash of the roster to whose trustees it is handed on (needed)',
  'trustee.hand_on.gone':
    'keys of trustees that are gone for good, with commas: nothing is waited for from them. All must say the same',
  'trustee.hand_on.instead':
    'give up the roster agreed to before: do not wait until what is on its way there has come to its end',
  'trustee.hand_on.show': 'only show who is on that roster',
  'trustee.hand_on.agreed': 'the roster was compared with the other trustees: do not ask',
  'trustee.hand_on.confirm':
    'Everything that this trustee holds goes to the trustees of roster {roster}, and is then destroyed here. Type yes if you have compared it with the other trustees: ',
  'trustee.hand_on.shown': 'Roster {roster}; {threshold} of these open: {trustees}.',
  'trustee.hand_on.done':
    'Agreed. What this trustee holds is handed on to roster {roster}; {threshold} of these open: {trustees}. Named as gone for good: {gone}.',
  'usage.hand_on_folder': 'The folder holds no keys of a trustee; name the one of your trustee by --folder.',
  'usage.hand_on_roster':
    'The register knows no roster with the hash that --to names. Compare the hash once more.',
  'usage.hand_on_gone':
    '--gone must be keys of 64 hex digits, with commas, and none of a trustee of the roster to which it is handed on.',
  'usage.hand_on': 'Nobody can be asked here. Compare the roster with the other trustees, then say --agreed.',
  'trustee.status.summary': 'Whether a trustee is well.',
  'trustee.status.about':
    'Asks the health endpoint of a daemon on this machine. Exit codes: 0 it is well, 1 there is an alarm, 3 nothing answers.',
  'trustee.status.well': 'The trustee is well.',
  'trustee.status.alarm': 'ALARM {alarm}, {failures, once, # times in a row}. {sentence}',
  'trustee.status.log': 'It has read {cursor} of {size} entries; the time that it goes by is {observed}.',
  'trustee.status.counts':
    'It holds {holds}, is releasing {releasing}, has released {released}, destroyed {destroyed}, refused {refused}.',
  'trustee.status.evidence':
    'It keeps {evidence, one checkpoint, # checkpoints} that the log cannot explain. Keep the folder, and tell the other trustees.',
  'passphrase.new': 'Passphrase for the keys, at least 12 characters (it is not shown): ',
  'passphrase.again': 'The same once more: ',
  'passphrase.ask': 'Passphrase (it is not shown): ',
  'alarm.unreachable': 'The register, or the way to it, is down. It tries again by itself.',
  'alarm.feed_time': 'The clock of this machine is more than ten minutes from the register’s. Set it.',
  'alarm.checkpoint_unknown': 'The log is new, and its witnesses have not signed it yet.',
  'alarm.malformed': 'What answers is no register. Look at the address.',
  'alarm.trustee_unknown': 'The register does not know this trustee’s key. Ask it which roster it uses.',
  'alarm.signature_invalid': 'The register does not know this trustee’s key. Ask it which roster it uses.',
  'alarm.roster_without_us':
    'The roster does not hold this trustee’s key. Send the register your line from init.',
  'alarm.roster_unexpected':
    'The register does not know the roster that you trust. Ask the other trustees; do not just take the new one.',
  'alarm.feed_invalid':
    'What the register sent is not covered by its log and its witnesses. Nothing is released. Ask the register.',
  'alarm.log_rollback':
    'The register shows a shorter log than before. Nothing is released. Ask the register and the witnesses.',
  'alarm.log_fork':
    'The register shows another log than before. Nothing is released. Keep the folder, and ask the other trustees and the witnesses.',
  'alarm.agreement_invalid':
    'What was agreed to hand on is damaged. Run avow trustee hand-on again. Nothing is handed on meanwhile.',
  'alarm.agreement_early':
    'Statements are on their way to the roster agreed to before. Agree to that one again, and to the next when all are through. Or give it up by avow trustee hand-on --instead. Nothing is handed on meanwhile.',
  'alarm.overloaded':
    'The register has too much to do at present. It is tried again by itself; if it lasts, ask the register.',
  'alarm.database_unavailable':
    'The register’s database is away. It is tried again by itself; if it lasts, ask the register.',
  'alarm.storage_unavailable':
    'The place where the register keeps its files is away. It is tried again by itself; if it lasts, ask the register.',
  'alarm.storage_full': 'The register’s disk is full. It is tried again by itself; tell the register.',
  'alarm.stopping': 'The register is ending, or starts anew. It is tried again by itself.',
  'alarm.internal':
    'The register failed at what it was asked. It is tried again by itself; if it lasts, ask the register.',
  'alarm.log_inconsistent':
    'The register has found something damaged in its log or among its files. It is tried again by itself; tell the register.',
  'alarm.request_invalid':
    'The register does not understand what this trustee asks: they are probably of different versions. Ask the register which one it needs.',
  'alarm.not_found':
    'What answers has nothing of what a trustee asks. Look at the address, and ask the register for its version.',
  'alarm.roster_unknown':
    'The register never had the roster that a statement here was sealed for. Ask the register, and the other trustees.',
  'alarm.unexpected':
    'Something failed here: a defect, or a full disk. Look at what the daemon writes; if the disk has room, report it.',
  'alarm.other': 'See docs/operating/trustee.md, and what the daemon writes.',
  'setting.trustee_name': 'how you are named on the roster',
  'setting.trustee_roster': 'hash of the roster that you trust; without it the first that is seen',
  'setting.trustee_port': 'port of /health, on this machine only',
  'setting.trustee_inbox_port': 'port of the inbox, on this machine only; none without it',
  'setting.trustee_passphrase': 'file with the passphrase of the keys, in its first line',
  'setting.trustee_webhook': 'where to post a change of the alarm',
  'usage.passphrase_short': 'A passphrase has at least 12 characters. Nothing was done.',
  'usage.passphrase_differ': 'The passphrases differ. Nothing was done.',
  'usage.trustee_port': 'Say where its health is: --port NUMBER, or AVOW_TRUSTEE_PORT in the environment.',
  'error.trustee_unreachable': 'No trustee answers at {address}.',
  'error.not_health': 'What answers at {address} is no trustee.',
} as const

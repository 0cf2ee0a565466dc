/** Everything that `avow` says to people, in English. `{name}` is a parameter; `{n, one file, # files}` chooses by number. */
import { condition } from './en-condition.ts'
import { daemons } from './en-daemons.ts'
import { deposit } from './en-deposit.ts'
import { errors } from './en-errors.ts'
import { institutions } from './en-institutions.ts'
import { vouching } from './en-vouching.ts'
import { paper } from './en-paper.ts'
import { silence } from './en-silence.ts'
import { trustee } from './en-trustee.ts'

const help = {
  'help.about': 'avow: seal, deposit, open and verify statements; run a register, a trustee, a witness.',
  'help.more': 'avow COMMAND --help says more about one, with examples.',
  'help.usage': 'Usage:',
  'help.options': 'Options:',
  'help.options_mark': '[options]',
  'help.examples': 'Examples:',
  'help.exit_codes':
    'Exit codes: 0 it holds, 1 it does not hold, 2 wrong usage, 3 the register cannot be reached.',
  'option.json': 'for programs: a line of JSON for each thing said',
  'option.help': 'show this',
  'option.register': 'address of the register; without it that of AVOW_REGISTER',
  'option.roster_hash': 'hash of the roster that you trust: nothing is done or proven under another',
  'option.words': 'file with the 12 words, - for standard input; without it you are asked for them',
  'option.yes': 'do not ask once more',
  'option.wait': 'wait until it has come about',
  'option.timeout': 'for how long to wait (60)',
  'confirm.yes': 'yes',
} as const

const start = {
  'start.summary': 'Run a whole network on this machine: a register, trustees, a witness.',
  'start.about':
    'Each is a process of its own with its own keys and its own store. Everything is kept in one folder and is there again at the next start. Ctrl-C ends all of it.',
  'start.option.port': 'port of the register; 0 for any that is free (8440)',
  'start.option.state': 'folder for everything that is kept (state)',
  'start.option.trustees': 'how many trustees (3)',
  'start.option.threshold': 'how many of them open (a majority)',
  'start.option.witnesses': 'how many witnesses (1)',
  'start.option.verbose': 'show what the processes write',
  'start.ready': 'Avow runs at {address}. Ctrl-C ends it.',
  'start.stopping': 'Ending.',
  'start.stopped': 'Ended. What was kept is in {folder}.',
  'start.crashed': '{name} ended by itself ({code}) and is started again.',
  'start.line': '{name}: {line}',
} as const

const demo = {
  'demo.summary': 'Take a text the whole way on a network of its own, and show that every promise holds.',
  'demo.about':
    'It makes a network in a folder of its own, seals the text under the condition "word", deposits it, shows that too few trustees cannot open it, gives the word, collects the releases, opens, publishes, ends the network, verifies the proof bundle offline, and then flips bytes to show that each change is found and named. The proof bundle stays.',
  'demo.option.title': 'title of the statement (its first line)',
  'demo.option.language':
    'language of the text (from the name of the file, as in letter.fr.txt, or its script)',
  'demo.option.institution': 'institution that the text is about',
  'demo.option.out': 'where to write the proof bundle',
  'demo.option.flips': 'how many bytes to flip, one at a time; all for every byte (200)',
  'demo.institution': 'Not named',
  'demo.seconds': '{seconds} s',
  'demo.network': 'A network runs at {address}: {processes} processes, {trustees} of them trustees.',
  'demo.seal':
    'Sealed on this machine, for {threshold} of {trustees} trustees, under the condition "word": {size} bytes, statement {statement}.',
  'demo.deposit':
    'Deposited as entry {index} of the log; doing it again changes nothing. Witnesses say that it existed by {time}.',
  'demo.held': 'All {trustees} trustees have checked their notes and answered that they hold their shares.',
  'demo.too_few':
    'Too few cannot open it: {groups, one group, # groups} of {few, one trustee, # trustees} tried with their own keys, and again with a guess for what is missing; {threshold} are needed. The register holds it closed.',
  'demo.word': 'The author has given the word: entry {index} of the log.',
  'demo.released': 'The trustees have released {released} shares in the log: {names}.',
  'demo.opened':
    'Opened from the sealed file and the shares, without any service: {size} bytes, the same as were sealed.',
  'demo.published': 'Published, word for word, at {address}.',
  'demo.proof': 'The proof bundle is in {file} ({size} bytes).',
  'demo.offline': 'The network has ended. The proof bundle verifies without it:\n{verdict}',
  'demo.flips':
    '{count, One byte, # bytes} of {size} flipped, one at a time: each made verification fail and was given a place. Some, by their offset:\n{examples}',
  'demo.done': 'All {steps} steps held, in {seconds} s. Verify it again: npm run avow -- verify {file}',
} as const

const words = {
  'words.ask': 'The 12 words (they are not shown): ',
  'words.show':
    'These 12 words are the only key to your statement. Write them down on paper, in this order. They are shown here only and kept nowhere.',
  'words.enter': 'Press Enter when you have them; they will be gone from the screen.',
  'words.again': 'Type all 12, to be sure (they are not shown): ',
  'words.differ': 'Those are not the words. Once more.',
} as const

const seal = {
  'seal.summary': 'Seal a text on this machine, so that nobody can open it alone.',
  'seal.about':
    'FILE is plain text in UTF-8; an empty line begins a paragraph. Nothing of it leaves this machine; the register is asked for its roster only, and with --roster not even for that. For a condition that names an institution the trustees are asked for its tag; they do not learn of which. The 12 words are shown on the terminal and asked for again, or written to a new file that only you can read.',
  'seal.option.title': 'title (needed)',
  'seal.option.institution': 'institution as you write it (needed; more than one may be given)',
  'seal.option.kind': 'renunciation, resignation, retraction or testimony (needed)',
  'seal.option.condition':
    'when it opens: now, word, at:2030-01-01, or a sentence or JSON as in avow condition explain (needed)',
  'seal.option.date_lock':
    'lock it a second time, until the date before which the condition cannot hold anyway: before that date not even all trustees together can open it, and after it the signature of a round of the drand network is needed too',
  'seal.option.out': 'where to write the sealed file (needed)',
  'option.roster': 'the roster as a file, for a machine without a network (the answer to /api/v1/roster)',
  'seal.option.voucher': 'your voucher, to be spent on this statement: it counts as vouched for',
  'seal.option.threshold': 'how many trustees open it (as the roster proposes)',
  'seal.option.for_desk':
    'only the desk of the register reads it, also when it has been opened; it is not published',
  'seal.option.language': 'language tag, such as en or zh-Hans (from the name of the file, or its script)',
  'seal.option.as': 'how you are named: name:N. N., role:An officer, pseudonym:…, or nobody (nobody)',
  'seal.option.unit': 'part of the first institution',
  'seal.option.role': 'what you were in the first institution',
  'seal.option.since': 'since when, EDTF: 1974, 1974-07, 1999~ (about)',
  'seal.option.until': 'until when, EDTF',
  'seal.option.conviction': 'what you believed and take back (more than one may be given)',
  'seal.option.place': 'where it was written',
  'seal.option.written': 'date written, EDTF',
  'seal.option.attach': 'a file to seal with it, as it is (more than one may be given)',
  'seal.option.licence': 'CC0-1.0, CC-BY-4.0 or CC-BY-ND-4.0 (CC-BY-4.0)',
  'seal.option.no_translation': 'do not translate it',
  'seal.option.contact': 'you wish to be asked by way of your mailbox',
  'seal.option.words': 'new file for the 12 words; without it they are shown on the terminal',
  'seal.option.words_language': 'list of the words: english, french, chinese-simplified … (english)',
  'seal.tidied':
    'Not every byte of the file is kept: line ends, tabs, spaces at the ends of lines, empty lines and Unicode forms were made uniform. Every word is there.',
  'seal.date_locked':
    'Locked a second time until {time}: it needs the signature of round {round} of drand (quicknet) as well. Ask the register whether it opens such statements.',
  'seal.voucher':
    'The voucher is spent on this file. Sealed into another as well, it counts for the one that is deposited first, and trustees refuse the other.',
  'seal.done':
    'Sealed for {threshold} of {trustees} trustees: {file}, {size} bytes.\nStatement {statement}\nRoster    {roster} (compare it with what the trustees say)',
} as const

const open = {
  'open.summary': 'Open a sealed file with enough shares, offline, without any service.',
  'open.about':
    'A share is a file with a trustee’s act "release", or with what age --decrypt gives of its note trustee-N.age. A wrong share is named by its file and left out; it counts against a trustee only where the file is that trustee’s signed act, which --roster lets tell. Without --out the text is written to standard output.',
  'open.option.share': 'a share (as many as the threshold)',
  'open.option.round_signature':
    'the signature of the drand round for which a date lock waits, 96 hex digits, from anywhere: it is checked',
  'open.option.out': 'folder for statement.json, attachments/, payload.age and opening-key.txt',
  'open.option.roster': 'the roster for which it was sealed: tells who has signed a wrong share',
  'open.option.desk': 'identity of the desk, for a statement that is for the desk only',
  'open.wrong': 'The share in {file} is not one that the author made. It was left out.',
  'open.fault.reshare':
    'Trustee {trustee} of roster {roster} has handed on something else than it held, under its own signature. The others sufficed.',
  'open.fault.release-parts':
    'Trustee {trustee} of roster {roster} has disclosed a part that was not handed to it, under its own signature. The others sufficed.',
  'open.at_fault': 'Trustee {trustee} has signed a release with a wrong share.',
  'open.written': 'Opened into {folder}.',
  'verify.summary': 'Verify a proof bundle, or a sealed file, offline.',
  'verify.about':
    'Exit code 0 only where text, author, time and opening are all proven, and the date lock where there is one. Compare the hash of the roster with one that you got in another way.',
  'verify.option.text': 'show the text as well',
  'verify.sealed':
    'The sealed file is whole, and its author has signed it. It is for the log {origin}; {threshold} of {trustees} trustees open it.\nStatement {statement}\nRoster    {roster}',
  'verify.proven': 'Proven. Statement {statement}',
  'verify.pending': 'Not everything has happened yet. Statement {statement}',
  'verify.could-not-check': 'Not everything could be checked. Statement {statement}',
  'verify.mismatch': 'It does not hold.',
  'verdict.text': 'text',
  'verdict.author': 'author',
  'verdict.time': 'time',
  'verdict.opening': 'opening',
  'verdict.dateLock': 'lock',
  'verdict.roster': 'roster',
  'verdict.proven': 'proven',
  'verdict.pending': 'pending',
  'verdict.could-not-check': 'could not check',
  'verdict.mismatch': 'DOES NOT MATCH',
  'verdict.where': '(in {where})',
} as const

const log = {
  'log.checkpoint.summary': 'The newest checkpoint of a register’s log, with its signatures verified.',
  'log.checkpoint.about':
    'It is verified under the policy of the register’s roster; with --roster-hash under the one that you trust.',
  'log.checkpoint.option.most_age': 'exit code 1 when the witnesses’ newest signatures are older',
  'log.checkpoint.option.note': 'show the checkpoint itself (a C2SP signed note)',
  'log.checkpoint.done':
    'The log {origin} has {size, one entry, # entries}, root {root}. {witnesses, One witness has, # witnesses have} signed that; by the quorum of {quorum} its time is {time}, {age} s ago.',
  'log.checkpoint.unwitnessed':
    'The log {origin} has {size, one entry, # entries}, root {root}. It has no witnesses.',
  'log.checkpoint.old': 'That is older than {most} s.',
  'log.inclusion.summary': 'Prove from a register’s tiles that its log holds an act.',
  'log.inclusion.about':
    'FILE holds an act, an act with its receipt (as avow deposit --receipt keeps it), or is a proof bundle, all of whose acts are looked for. Without a receipt or --index the log is searched.',
  'log.inclusion.option.index': 'where in the log it stands',
  'log.inclusion.done':
    'The log {origin}, at {size, one entry, # entries}, holds the act "{kind}" as entry {index}.',
} as const

const logTools = {
  'log.option.vkey': 'key of the log: LOG is then the log itself, an address or a folder',
  'log.option.policy': 'or a C2SP tlog-policy: who must have cosigned too',
  'log.option.every': 'how long to wait between two looks (10)',
  'log.option.for': 'for how long; without it until Ctrl-C',
  'log.fsck.summary': 'Check a whole log: every tile, every entry, every hash, every signature.',
  'log.fsck.about':
    'LOG is the address of a register, whose roster says who signs and cosigns; or with --vkey or --policy the log itself, an address or a folder. What is damaged is named, in the order of the log.',
  'log.fsck.option.state':
    'remembers how far it came, to go on from there, and which checkpoint it saw, of which the next one must be the successor',
  'log.fsck.option.threads': 'how many threads (as many as there are processors)',
  'log.fsck.option.ahead': 'how many tiles each of them asks for ahead (32)',
  'log.fsck.progress': '{bar} {entries, 1, #} of {size, one entry, # entries}',
  'log.fsck.sound':
    'The log {origin} is sound: {size, one entry, # entries}, root {root}. {checked, 1, #} checked now, {resumed, 1, #} before, in {seconds} s.',
  'log.fsck.unsound':
    'The log {origin} is NOT sound: {faults, one fault, # faults} in {size, one entry, # entries}.',
  'log.tail.summary': 'Show the entries of a log as they come, each proven.',
  'log.tail.about':
    'LOG is the address of a register; or with --vkey or --policy the log itself, an address or a folder. An entry is 32 bytes that give nothing away.',
  'log.tail.option.every': 'how long to wait between two looks (1)',
  'log.tail.option.from': 'index of the entry to begin with',
  'log.tail.option.count': 'how many of the newest entries to begin with (10)',
  'log.tail.option.follow': 'go on with those that are yet to come',
  'log.tail.entry': '{index} {entry}',
  'log.monitor.summary': 'Watch a log for as long as it is let to, and say when something does not hold.',
  'log.monitor.about':
    'LOG is the address of a register; or with --vkey or --policy the log itself, an address or a folder. It follows the log and replays all of it, again and again. It raises an alarm when the log goes back or forks, when it stalls, when cosignatures are missing, and when tiles or entries are not what they were; of a register also when an act of a published statement is of no kind that is known or not in the log. The exit code is 1 when there was an alarm.',
  'log.monitor.option.state':
    'remembers the newest checkpoint, so that a log cannot go back while nobody looks',
  'log.monitor.option.stalled':
    'when the newest cosignature, or without witnesses the checkpoint, is this old (300)',
  'log.monitor.option.units': 'how much to replay at each look, in units of 65,536 entries (16)',
  'log.monitor.option.first': 'end at the first alarm',
  'log.monitor.grown':
    'The log has {size, one entry, # entries}; {added, one is, # are} new, and they follow from what was there.',
  'log.monitor.replayed': 'All of it was computed again: {size, one entry, # entries}.',
  'log.monitor.alarm': 'ALARM: {sentence}',
  'log.monitor.cleared': 'Holds again, after: {sentence}',
  'log.monitor.unreachable': 'The log does not answer.',
  'log.monitor.reachable': 'The log answers again.',
  'log.mirror.summary': 'Keep a copy of a log, cosign what it has, and serve it.',
  'log.mirror.about':
    'LOG is the address of a register; or with --vkey or --policy the log itself, an address or a folder. A checkpoint is cosigned and served (C2SP tlog-mirror) when all that it covers is on the disk. A log that forks, goes back or is damaged leaves the mirror on what it has. With --push it also takes what others push to it (add-checkpoint, add-entries, sign-subtree); then LOG may be left out, and nothing is fetched.',
  'log.mirror.option.folder': 'folder for the copies and the key (mirror)',
  'log.mirror.option.name': 'name of the key, for the first time; it cannot be changed later',
  'log.mirror.option.port': 'port to listen on (8460); 0 for any that is free',
  'log.mirror.option.push': 'let anybody who can connect push the log (avow log push)',
  'log.mirror.option.ml_dsa': 'make an ML-DSA-44 key too; once made it always signs',
  'log.mirror.option.once': 'fetch once, serve nothing',
  'log.mirror.ready': 'The mirror serves the log at {address}. Its key: {vkey}',
  'log.mirror.ready_ml_dsa': 'Its ML-DSA-44 key: {vkey}',
  'log.mirror.pushes': 'It takes pushes at {address}.',
  'log.mirror.added': 'The mirror has {size, one entry, # entries}; {added, one is, # are} new.',
  'log.push.summary': 'Push a log to a mirror, which then need not reach the log.',
  'log.push.about':
    'LOG is the address of a register; or with --vkey or --policy the log itself, an address or a folder: also a copy or another mirror. The mirror must take pushes (C2SP tlog-mirror). What it has already is not sent again, so an interrupted push can be called again.',
  'log.push.option.mirror': 'address of the mirror',
  'log.push.option.mirror_vkey':
    'key of the mirror, by which it must have cosigned in the end; may be repeated',
  'log.push.option.every': 'push again and again, with so long a wait between',
  'log.push.done': 'The mirror has {size, one entry, # entries}; {sent, one was, # were} sent.',
  'log.push.cosigned': 'It has cosigned: {name}, {time}.',
  'log.push.unchecked': 'Whether it has cosigned was not checked: give its key by --mirror-vkey.',
  'log.hammer.summary': 'Write to a register and read its log at a chosen rate, and find lies.',
  'log.hammer.about':
    'LOG is the address of a register; or, for reading only, with --vkey or --policy the log itself. All that was acknowledged must come to be in the log, at its place, and all that is read must hash to the checkpoint. What --writes deposits stays in the register for good: use one that is made for testing.',
  'log.hammer.option.writes': 'deposits a second, at most (0)',
  'log.hammer.option.reads': 'proven reads a second, at most (100)',
  'log.hammer.option.writers': 'how many write at once (64)',
  'log.hammer.option.readers': 'how many read at once (16)',
  'log.hammer.panel.log': 'log      {size, one entry, # entries}, {seconds} s',
  'log.hammer.panel.written':
    'written  {count}, {rate} a second; acknowledged after {median} ms, 99 % within {p99} ms',
  'log.hammer.panel.integrated': 'in log   after {median} ms, 99 % within {p99} ms; {open} yet to come',
  'log.hammer.panel.read':
    'read     {count}, {rate} a second; proven after {median} ms, 99 % within {p99} ms',
  'log.hammer.panel.faults': 'lies     {faults}; refused or not answered {failed}',
} as const

export const en = {
  ...help,
  ...start,
  ...demo,
  ...words,
  ...seal,
  ...deposit,
  ...open,
  ...log,
  ...logTools,
  ...condition,
  ...institutions,
  ...vouching,
  ...silence,
  ...daemons,
  ...trustee,
  ...paper,
  ...errors,
} as const

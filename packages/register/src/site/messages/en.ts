/** Every sentence of the site. Placeholders in braces are filled by the translator of core. */
export const en = {
  lang: 'en',
  /** how dates and numbers are written */
  locale: 'en-GB',
  dir: 'ltr',

  'site.name': 'Avow',
  'site.tagline': 'A public register for statements of conscience',
  'site.skip': 'Skip to the text',
  'site.title': '{page} · Avow',
  'nav.label': 'Main',
  'nav.statements': 'Statements',
  'nav.write': 'Write',
  'nav.return': 'Return',
  'nav.verify': 'Verify',
  'nav.trust': 'Trust',
  'foot.label': 'About this register',
  'foot.keeps':
    'This site sets no cookies, keeps no addresses, and asks nothing of any third party unless you tell it to.',
  'foot.origin': 'Register {origin}',
  'foot.log': 'The log',
  'foot.offline': 'Offline page',
  'foot.api': 'API',

  'home.lead':
    'People break with an institution they served. They resign, renounce, take back what they once said, or testify. Avow keeps such a statement sealed until its author says so, and then lets anyone check that not a word of it has changed.',
  'home.second':
    'No account, no address, no name unless you want one. You write on your own device, and what leaves it can be opened by nobody alone.',
  'home.write': 'Write a statement',
  'home.return': 'Come back with your words',
  'home.how': 'How it works',
  'way.write': 'You write',
  'way.write.text': 'On your own device, offline if you must. Nobody asks who you are.',
  'way.seal': 'You seal',
  'way.seal.text':
    'The statement is encrypted before it leaves the device. You get twelve words: they are the only key, and only you have them.',
  'way.hold': 'Trustees hold',
  'way.hold.text':
    'What opens it is split among {trustees} independent trustees. Any {threshold} of them together can open it; one alone learns nothing.',
  'way.open': 'It opens on your condition',
  'way.open.text':
    'At once, on a date, when you give the word, when you fall silent, or together with others. Until it opens you can withdraw it.',
  'way.check': 'Anyone can check',
  'way.check.text':
    'Witnesses fix when it was deposited. With the published proof anyone can check text and time, offline, without us, for decades.',
  'home.recent': 'Recent statements',
  'home.recent.none': 'No statement has been published here yet.',
  'home.all': 'All statements',
  'home.limits': 'What it does not promise',
  'limits.name': 'A name.',
  'limits.name.text':
    'The proof shows that one person sealed a statement and released it. It does not show who that person is.',
  'limits.trustees': 'Secrecy from the trustees together.',
  'limits.trustees.text':
    'Trustees who conspire, {threshold} of {trustees}, could open a sealed statement early.',
  'limits.words': 'That your words keep you hidden.',
  'limits.words.text':
    'A place, a date, a turn of phrase can point to you. The page warns of what it recognises, and it recognises little.',
  'limits.device': 'More than your device can.',
  'limits.device.text': 'Whoever controls your device, or has your twelve words, can do what you can do.',
  'limits.back': 'A way back.',
  'limits.back.text': 'What has been opened and published cannot be recalled.',
  'limits.judge': 'A judgement.',
  'limits.judge.text':
    'The register publishes what people say of themselves. It does not say that they are right.',
  'home.trust': 'Whom you have to trust, and for what',

  'statements.title': 'Statements',
  'statements.lead':
    'Published statements, newest first. Each stands as its author wrote it. The number is its place in the log.',
  'statements.older': 'Older statements',
  'statements.newest': 'Back to the newest',
  'statements.pages': 'Pages of the list',
  'statements.none': 'No statement has been published here yet.',
  'entry.number': 'No. {index}',
  'entry.deposited': 'deposited by',

  'kind.renunciation': 'Renunciation',
  'kind.resignation': 'Resignation',
  'kind.retraction': 'Retraction',
  'kind.testimony': 'Testimony',
  'declarant.name': '{name}',
  'declarant.role': '{name}',
  'declarant.pseudonym': '{name} (a pseudonym)',
  'declarant.pseudonym.note': '(a pseudonym)',
  'declarant.nobody': 'An author who is not named',

  'statement.kind': '{kind} in {language}',
  'statement.institution': '{institution}',
  'statement.institution.unit': '{institution}, {unit}',
  'statement.since': 'since {date}',
  'statement.until': 'until {date}',
  'statement.between': 'from {since} to {until}',
  'statement.written': 'Written {date}, as the author says',
  'statement.written.place': 'Written in {place}, {date}, as the author says',
  'statement.place': 'Written in {place}, as the author says',
  'statement.facts': 'Facts from the log',
  'statement.number': 'Deposit',
  'statement.number.value': 'No. {index} in the log',
  'statement.deposited': 'Deposited no later than',
  'statement.deposited.note': 'Witnessed. It existed, word for word, at this time.',
  'statement.opened': 'Opened no later than',
  'statement.opened.note': '{released} of {trustees} trustees released their shares.',
  'statement.published': 'Published no later than',
  'statement.unwitnessed': 'not witnessed yet',
  'statement.condition': 'Opened on condition',
  'condition.now': 'As soon as it was deposited',
  'condition.at': 'Not before {time}',
  'condition.word': 'When the author gave the word',
  'condition.unknown': 'Not stated',
  'statement.licence': 'Licence',
  'licence.CC0-1.0': 'CC0 1.0: free to use in any way',
  'licence.CC-BY-4.0': 'CC BY 4.0: free to use, with attribution',
  'licence.CC-BY-ND-4.0': 'CC BY-ND 4.0: free to share unchanged, with attribution',
  'statement.convictions': 'What the author takes back',
  'statement.events': 'Events the author refers to',
  'statement.attachments': 'Attachments',
  'attachment.line': '{type}, {size}',
  'attachment.cleaned': 'cleaned of hidden data by the author’s device',
  'attachment.original': 'original file, with whatever hidden data it carries',
  'attachment.where': 'Attachments are inside the proof bundle.',
  'statement.cite': 'To cite',
  'statement.cite.text': 'Avow, register {origin}, statement:',

  'proof.title': 'Proof',
  'proof.text':
    'Your browser fetches the proof bundle and computes everything anew on your device. It takes nobody’s word for it, except that this page and its script came from this server; the offline page and the command line take that away too.',
  'proof.noscript':
    'JavaScript is off, so nothing has been checked on this page. Download the proof bundle and check it with the command line, or open it in the offline page.',
  'proof.download': 'Download the proof bundle',
  'proof.download.size': '{size}, one file, works offline',
  'proof.command': 'On the command line:',

  'write.title': 'Write a statement',
  'write.lead':
    'Everything you type stays in this page until you have sealed it. Nothing is saved on the way: if you close the page, the text is gone.',
  'write.margin': 'Five steps. Have paper and a pen at hand for twelve words.',
  'write.noscript.title': 'Sealing needs JavaScript',
  'write.noscript':
    'A statement must be encrypted on your own device, and a browser cannot do that without JavaScript. If you keep it switched off for your safety, that is a good reason not to switch it on here. Use one of these instead:',
  'write.noscript.offline':
    'the offline page: one file that you open on a machine without a network, and carry the sealed envelope out',
  'write.noscript.cli': 'the command line: avow seal, then avow deposit',
  'island.loading': 'Loading the part of this page that works on your device …',

  'return.title': 'Come back with your words',
  'return.lead':
    'With your twelve words you can see what has become of your statement, give the word, or withdraw it. The words stay on this device; only keys made from them are used.',
  'return.margin': 'Nobody but you has the words. Nobody can send them to you again.',
  'return.noscript':
    'This needs JavaScript, because your words must never leave your device. The command line does the same: avow status, avow word, avow withdraw.',

  'verify.title': 'Verify a proof',
  'verify.lead':
    'Choose a proof bundle. It is read on your device and not sent anywhere. You see whether text, author, time and opening are proven, and if not, where it fails.',
  'verify.margin': 'A file named .avowproof, from this register or any other.',
  'verify.noscript':
    'This needs JavaScript, because the check runs on your device. The command line does the same:',
  'verify.more': 'Other ways to check',
  'verify.more.text':
    'The offline page checks bundles without any server. The receipts in a bundle are C2SP tlog-proofs, the payload is an age file and a tar archive: tools that others wrote can check and open them.',

  'trust.title': 'Whom you have to trust, and for what',
  'trust.lead':
    'No single keeper can open a sealed statement, change a published one, or backdate it. Here is who the keepers are, and what they could do together.',
  'trust.roster': 'The roster',
  'trust.roster.text':
    'The register signs a list of its keepers, and the list is in the log. Its hash stands for all of them. Compare it with one that you got in another way: in print, from a colleague, from another page.',
  'trust.roster.hash': 'Roster hash',
  'trust.roster.download': 'Download the roster',
  'trust.trustees': 'Trustees',
  'trust.trustees.text':
    'Each holds one share of what opens a statement, on a machine of its own. {threshold} of {trustees} shares open it. When trustees change, they can hand on what they hold without the author, whose words show to whom.',
  'trust.key': 'Key',
  'trust.recipient': 'Recipient (fingerprint)',
  'trust.inbox': 'Takes signs of life at',
  'trust.vkey': 'Verifier key',
  'trust.witnesses': 'Witnesses',
  'trust.witnesses.text':
    'They sign the state of the log with the time, and only if it grew and changed nothing that they had seen. {quorum} of {witnesses} must have signed before a date counts.',
  'trust.register': 'The register itself',
  'trust.register.text':
    'It orders the entries and publishes. It sees no sealed text. It could refuse a deposit or delay an opening; it cannot open, change or backdate.',
  'trust.register.key': 'Key that signs its acts',
  'trust.log.key': 'Key of the log',
  'trust.quorum': 'What the keepers could do together',
  'trust.quorum.trustees':
    '{threshold} trustees together could open a sealed statement before its condition holds, and read it. Nobody could stop them. If they publish, the log shows that it happened early.',
  'trust.quorum.refuse':
    '{refuse} trustees together could keep a statement shut for ever, by destroying or losing their shares.',
  'trust.quorum.witnesses':
    'The register together with {quorum} of the witnesses could state a wrong time, or show different logs to different people.',
  'trust.quorum.below':
    'Fewer than that learn the padded size of an envelope and when it was deposited, and nothing of what is in it.',
  'trust.page': 'What a page cannot promise',
  'trust.page.text':
    'The script that seals your statement comes from this server each time you open the page. Whoever controls the server could send you, and only you, a different script. No web page can rule that out.',
  'trust.page.better':
    'To do better: download the offline page once, compare its hash with the one below and with one from somebody else, and use that file from then on, best on a machine without a network.',
  'trust.page.file': 'The offline page, avow.html',
  'trust.page.hash': 'SHA-256 of the file',
  'trust.page.size': '{size}, one file',
  'trust.page.none': 'This register has not been built with an offline page.',
  'trust.page.log': 'The same hash is an act in the log of this register.',

  'log.title': 'The log',
  'log.lead':
    'Everything that happens here is an entry in a public log that can only grow. An entry is 32 bytes which tell neither who, nor what, nor how much. Witnesses sign what it looked like and when.',
  'log.size': 'Entries',
  'log.root': 'Root hash',
  'log.origin': 'Origin',
  'log.witnessed': 'Witnessed no later than',
  'log.cosigned': 'Signed by',
  'log.none': 'There is no witnessed checkpoint yet.',
  'log.checkpoint': 'Newest checkpoint',
  'log.checkpoint.text':
    'As the witnesses signed it, in the format of C2SP. Any tool that reads tlog-tiles can fetch the log and check it.',
  'log.fetch': 'Fetch it yourself',

  'error.404.title': 'Not here',
  'error.404':
    'There is no page under this address. If you look for a statement: it may still be sealed, and then nobody can tell you that it exists.',
  'error.500.title': 'Something failed on our side',
  'error.500':
    'The page could not be made. Nothing that you wrote was sent or lost by this. Try again in a moment.',
  'error.home': 'To the first page',

  'date.about': 'about {date}',
  'date.unsure': '{date} (uncertain)',
  'date.vague': 'about {date} (uncertain)',
  'date.decade': 'the {decade}s',
  'date.open': 'today',

  'size.bytes': '{n} bytes',
  'size.kb': '{n} kB',
  'size.mb': '{n} MB',
} as const

export type MessageKey = keyof typeof en

/** What `avow condition` says. */
export const condition = {
  'condition.option.language':
    'language of the sentence: en, zh, ru, ar or fr (as it was given; en for JSON)',
  'condition.option.confirm': 'a finding that is meant (more than one may be given)',
  'condition.option.facts': 'JSON file with facts of spec/conditions.md; times in milliseconds or RFC 3339',
  'condition.option.deposited': 'when it was deposited: 2027-01-01 or 2027-01-01T12:00:00Z',
  'condition.option.word': 'when the author gave the word; as all times also P20D, 20 days after the deposit',
  'condition.option.check_in': 'when the author checked in (more than one may be given)',
  'condition.option.pause':
    'from when until when the author had said to be silent (more than one may be given)',
  'condition.option.heard':
    'from when until when the trustee could hear the author (more than one may be given; always)',
  'condition.option.match':
    'how many statements about an institution are in the largest stable set, and how many of them are vouched for',
  'condition.option.withdrawn': 'the author has withdrawn',
  'condition.option.now': 'the time of the question (that of this machine)',
  'condition.option.out': 'where to write the calendar file (needed)',
  'condition.option.title': 'what the calendar shows (Reminder)',
  'condition.option.every':
    'from one reminder to the next: P7D, PT12H, P1DT12H (a third of the shortest silence)',
  'condition.option.from': 'from when on (now)',

  'condition.explain.summary': 'Say what a condition means: sentence, JSON, findings, and who sees what.',
  'condition.explain.about':
    'CONDITION is a sentence in English, Chinese, Russian, Arabic or French as spec/conditions.md has them, or JSON, or - for standard input: what stands on a command line others on this machine can see. Nothing is sent anywhere.',
  'explain.opens': 'If it is deposited now',
  'explain.opens.never': 'it never opens by itself',
  'explain.opens.alone': 'and you do nothing more, it opens at {time} at the earliest; an outage delays it',
  'explain.opens.word': 'and you give your word, it can open from {time} on',
  'explain.missing': 'It cannot be sealed yet: no trustee evaluates {types}.',
  'explain.findings': 'To be thought of',
  'condition.finding.confirm': '! {code}: {sentence} This must be confirmed.',
  'condition.finding.note': '- {code}: {sentence}',
  'explain.sees': 'Who sees what',
  'sees.party.register': 'The register',
  'sees.party.trustee': 'Each trustee',
  'sees.party.threshold': 'As many trustees as open it, if they conspire',
  'sees.party.readers': 'Readers',
  'sees.party.authors': 'Other authors',
  'sees.register': 'not the condition before it opens: sealed notes of one size, whatever it is',
  'sees.register.word': 'that you give your word, and when',
  'sees.register.silence': 'that you check in or pause, and when',
  'sees.register.together': 'that somebody asks for the tag of an institution, not of which',
  'sees.trustee': 'the condition, and not the text',
  'sees.trustee.together': 'a tag in place of the institution, and which sealed statements have the same',
  'sees.threshold': 'everything, whenever they like',
  'sees.threshold.together': 'which institution a tag stands for, by trying',
  'sees.readers': 'nothing before it opens; after that the condition, which the trustees disclose',
  'sees.authors': 'that theirs has opened; not how many wait, nor for whom',

  'condition.check.summary': 'Check whether a condition may be sealed.',
  'condition.check.about':
    'CONDITION as in avow condition explain. Exit code 0 when it is within the bounds, trustees evaluate all of it, and every finding that must be confirmed is.',
  'condition.check.holds': 'It may be sealed.',
  'condition.check.open': 'It may not be sealed before this is confirmed, by --confirm:',

  'condition.simulate.summary': 'Say what a trustee that knows certain facts would answer, and draw it.',
  'condition.simulate.about':
    'CONDITION as in avow condition explain. Exit code 0 when it holds, 1 when it does not. Trustees use the same function.',
  'simulate.holds': 'At {time} it holds.',
  'simulate.holds_not': 'At {time} it does not hold: {why}.',
  'simulate.since': 'Since {time}.',
  'simulate.look': 'Time alone changes that at {time} at the earliest.',
  'simulate.by_time_never': 'Time alone never changes that.',
  'simulate.warning': 'The warning stands since {since}; it opens at {opens} at the earliest.',
  'simulate.heard_throughout': 'The trustee is taken to have heard all the time; --heard says otherwise.',
  'simulate.state.holds': 'holds',
  'simulate.why.withdrawn': 'it was withdrawn',
  'simulate.why.not-deposited': 'it is not deposited',
  'simulate.why.waiting-for-word': 'the word is not given',
  'simulate.why.waiting-for-time': 'its time has not come',
  'simulate.why.waiting-for-silence': 'there has not been enough silence',
  'simulate.why.in-grace': 'the silence has ended, and its grace is running',
  'simulate.why.waiting-for-others': 'there are too few others',
  'simulate.why.waiting-for-parts': 'none of its parts is enough',
  'timeline.signs': 'signs of life',
  'timeline.pauses': 'pause',
  'timeline.heard': 'heard',
  'timeline.state': 'condition',
  'timeline.now': 'now',
  'timeline.legend':
    'D deposit, C check-in, W word, P pause begins; ━ all, ╌ a part; · waits, ! warning, █ holds, ▒ would hold',

  'condition.calendar.summary': 'Write reminders to check in as a calendar file.',
  'condition.calendar.about':
    'The file (RFC 5545, .ics) says when, and the title that you choose; not what for, nor which register. The reminders come again and again, each before the shortest silence of the condition has ended.',
  'condition.calendar.done': '{file} holds the reminders; the first is at {first}.',
  'calendar.title': 'Reminder',

  'usage.condition_json': 'The condition begins like JSON and is none.',
  'usage.condition_language': '--language is one of {languages}.',
  'usage.instant': '{option} is a day or an instant, in UTC: 2027-01-01, 2027-01-01T12:00:00Z.',
  'usage.time':
    '{option} is a day, an instant or a time after the deposit: 2027-01-01, 2027-01-01T12:00:00Z, P20D.',
  'usage.duration': '{option} is a duration of days and hours: P7D, PT12H, P1DT12H.',
  'usage.interval': '{option} is two times in their order with / between them: P10D/P20D.',
  'usage.match':
    '--match is an institution and how many: wikidata:Q42=3, or wikidata:Q42=3/2 with 2 vouched for.',
  'usage.facts': 'Say when it was deposited: --deposited TIME, or a fact "deposit" in --facts FILE.',
  'usage.facts_file': 'The file holds no list of facts as spec/conditions.md has them.',
  'usage.confirm': '--confirm names a finding that this condition does not have; see {help}.',
  'usage.reminder.silence': 'The condition has no silence, so there is nothing to be reminded of.',
  'usage.reminder.every': '--every is too long: the silence would have ended before the first reminder.',
  'usage.reminder.title': '--title is one line of up to 200 characters.',
  'error.condition_unreadable':
    'That is no condition; up to its character {position} it could be one. Examples: {help}.',
  'error.duration_invalid': 'A duration in it is too long.',
} as const

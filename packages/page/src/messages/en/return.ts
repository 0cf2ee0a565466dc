/** What the return page says. */
export const comeBack = {
  'return.words': 'Your twelve words',
  'return.words.help':
    'In their order. Case, commas and line breaks do not matter. They stay on this device; only a number made from them is sent.',
  'return.find': 'Find the statement',
  'return.working': 'Asking the register …',
  'return.forget': 'Forget the words',
  'return.look': 'Look again',
  'return.save': 'Save the sealed file',

  'fault.words.count': 'There must be twelve words. Here {count, is one, are #}.',
  'fault.words.unknown': 'Word {position} is in none of the lists. Look for a slip of the pen.',
  'fault.words.checksum': 'Each word is right, but together they are not. One is wrong or in another place.',
  'fault.unknown':
    'This register holds no statement for these words. Perhaps it was never deposited here, or it was with another register.',
  'fault.foreign': 'What the register sent was not signed with your words. Do not rely on it.',

  'state.received': 'It is received, and not in the log yet',
  'state.logged': 'It is in the log, and not witnessed yet',
  'state.witnessed': 'It is deposited and sealed',
  'state.word': 'You have given the word',
  'state.opened': 'It has been opened',
  'state.delivered': 'It has been opened for the desk only',
  'state.published': 'It is published',
  'state.withdrawn': 'You have withdrawn it',
  'state.id': 'Number of the statement',

  'holders.title': 'Who holds it',
  'holders.lead': 'Each trustee answers for itself and signs its answer. {threshold} of {trustees} open it.',
  'holders.handed_on':
    'The trustees were changed without you: those for whom you sealed it have handed it on to these, who have all said in the log that they hold it. Who gave it away has destroyed its share, or says so as soon as it has.',
  'holder.holds': 'holds its share',
  'holder.refused': 'has refused its share. {reason}',
  'holder.released': 'has released its share',
  'holder.destroyed': 'has destroyed its share',
  'holder.none': 'has not answered yet',
  'holder.false': 'The answer that the register shows was not signed by this trustee.',

  'holders.refused':
    'A share that was refused cannot be sent again. As long as {threshold} trustees hold theirs, the statement can be opened. If there are fewer, withdraw it and seal it again.',
  'holder.refused.condition_unsupported':
    'It cannot judge the condition. Ask whoever runs the register when it can.',
  'holder.refused.damaged': 'What it was sent does not fit, or is damaged ({code}).',
  'holder.refused.envelope_missing':
    'The register has not passed the file on to it. Tell whoever runs the register.',
  'holder.refused.note_missing':
    'The register has not passed its share on to it. Tell whoever runs the register.',
  'holder.refused.roster_unknown':
    'It does not know the trustees for whom the statement was sealed. Tell whoever runs the register.',
  'holder.refused.roster_without_us': 'It is not one of the trustees for whom the statement was sealed.',
  'holder.refused.voucher_invalid':
    'The voucher is not one of this register’s desk, or not for this statement. Ask the desk for another.',
  'holder.refused.voucher_missing':
    'It counts vouched statements only, and no voucher came with it. Ask the desk for one.',
  'holder.refused.voucher_spent':
    'The voucher was spent on another statement before, and counts once. Ask the desk for another.',
  'holder.refused.other': 'It did not fit ({code}).',

  'holder.counted': 'has counted your last check-in',
  'holder.not_counted': 'has not counted your last check-in yet',

  'return.condition': 'Your condition',
  'return.condition.by':
    'So {count, one trustee reports, # trustees report}, sealed so that only your words open it.',
  'term.now': 'holds',
  'term.word.given': 'you have given it',
  'term.word.waits': 'you have not given it',
  'term.at.come': 'has come',
  'term.at.waits': 'has not come yet',
  'term.silence.waits': 'you have given a sign of life',
  'term.silence.until': 'no warning before {time}; any sign of life puts it off',
  'term.silence.unheard':
    'a warning may stand: there could be one since {time}, and no trustee has reported since. Check in to be sure',
  'term.silence.warned': 'the silence is over; the days of grace end on {time} at the earliest',
  'term.silence.over': 'silence and grace are over',
  'term.together': 'waits for others; nobody is told how many there are',
  'return.tag': 'the institution with the tag {digits} …',
  'warning.title': 'The days of silence are over',
  'warning.opens':
    'If you give no sign of life now, it opens on {time} at the earliest. Check in, and the time begins anew.',
  'warning.by': '{count, One trustee says, # trustees say} so, of {trustees}. Nobody else sees this warning.',
  'sign.title': 'Signs of life',
  'check-in.text': 'Say that you are here before the days of silence are over. Then they begin anew.',
  'check-in.text.unknown':
    'If your silence opens it, say that you are here before the days are over. It can do no harm.',
  'check-in.do': 'I am here',
  'check-in.done': 'The register has your check-in. It counts with each trustee that says so below.',
  'sign.waiting': 'Your check-in is on its way into the log.',
  'sign.last':
    'Your last check-in, of {time}, is in the log. {count, One trustee has, # trustees have} counted it, of {trustees}.',
  'pause.summary': 'I will be silent for a time',
  'pause.text':
    'Until the day that you choose no silence counts. A pause cannot be taken back, and a check-in does not end it. It is a check-in as well.',
  'pause.until': 'Until (UTC)',
  'pause.fault': 'Choose a day to come, within a year.',
  'pause.do': 'Announce it',
  'pause.done': 'The register has your pause. It counts with each trustee that says so below.',

  'direct.title': 'Telling the trustees yourself',
  'direct.text':
    'A register could keep back that you were here, or that you have withdrawn. {count, One trustee takes, # trustees take} it from you as well. What such a trustee sees: that somebody at your network address writes to it about this statement. If nobody may know that, use Tor Browser.',
  'direct.choose': 'Tell these trustees as well when I check in, announce a pause or withdraw',
  'direct.telling': 'Telling the trustees …',
  'direct.told': '{count, One trustee has, # trustees have} acknowledged it, of {trustees}.',
  'direct.answers': 'What the trustees answered',
  'direct.acknowledged': 'has acknowledged it',
  'direct.unreachable': 'could not be reached',
  'direct.refused': 'has not taken it. {reason}',
  'direct.refused.act_not_taken':
    'It says that it holds no share of this statement, or none that could still be released.',
  'direct.refused.act_time':
    'By its clock, that of this device is more than a day wrong. Set the clock, and try again.',
  'direct.refused.body_too_large': 'It says that this is too long. Load the page again, and try once more.',
  'direct.refused.damaged': 'It says that what it was sent is damaged ({code}). Try again.',
  'direct.refused.internal': 'It could not keep it. Try again in a few minutes.',
  'direct.refused.not_found': 'At its address nothing takes it any more. It reads it in the log.',
  'direct.refused.overloaded': 'It has too much to do. Try again in a minute.',
  'direct.refused.other': 'It gave the reason {code}. Try again.',
  'direct.unproven': 'What answered there did not sign with this trustee’s key.',
  'direct.no_inbox': 'cannot be told directly, and reads it in the log',
  'direct.enough':
    'The register did not take it, or the answer was lost. But so many trustees have acknowledged it that the others are too few to open the statement. {reason}',

  'acts.heading': 'What you can do',
  'word.title': 'Give the word',
  'word.text':
    'If the condition is your word, the trustees then release their shares, and the statement is opened: published for everybody, or given to the desk if you sealed it for the desk only.',
  'word.start': 'Give the word …',
  'word.confirm.title': 'Give the word?',
  'word.confirm':
    'This cannot be undone. Once the trustees have the word, the statement is opened and published for everybody, or given to the desk if you sealed it for the desk only, and nobody can call it back.',
  'word.check': 'I want it to be opened',
  'word.do': 'Give the word now',
  'word.done':
    'The register has your word. The trustees release their shares when it is in the log and witnesses have signed that.',
  'withdraw.title': 'Withdraw',
  'withdraw.text': 'The trustees then destroy their shares, and nobody can open the statement any more.',
  'withdraw.start': 'Withdraw …',
  'withdraw.confirm.title': 'Withdraw the statement?',
  'withdraw.confirm':
    'This cannot be undone. When the trustees have destroyed their shares nobody can open it, not even you. That each of them does so is their promise. To be heard after all you would have to seal a new statement.',
  'withdraw.check': 'I want it never to be opened',
  'withdraw.do': 'Withdraw it now',
  'withdraw.done':
    'The register has your withdrawal. The trustees destroy their shares when it is in the log and witnesses have signed that.',
  'confirm.cancel': 'No, leave it as it is',
  'confirm.needed': 'Tick the box if you want this.',
  'act.failed':
    'The register did not take it, or the answer was lost. To send it again does no harm. {reason}',

  'proven.title': 'What is proven so far',
  'read.published': 'Read it as published',
} as const

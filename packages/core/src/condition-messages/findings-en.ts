/** What is said of a condition before it is sealed. */
export const conditionFindings = {
  opens_now: 'It opens as soon as it is deposited. Nothing can be taken back after that.',
  opens_at_once:
    'It would open as soon as it is deposited, because a date in it has passed. If that is meant, choose “at once”.',
  opens_after_a_lifetime: 'It cannot open in the next thirty years.',
  never_without_word:
    'Only your own word opens it. If you cannot give it, because you have lost the words, or because of what has happened to you, nobody will ever read it.',
  never_without_others:
    'If not enough others seal a statement about this institution, it never opens. To be sure that it does, add a date or your word as another way.',
  silence_short:
    'Less than a week of silence is soon over: an illness or a broken telephone would open it. You can only stop it while it has not opened.',
  silence_long: 'It waits for more than two years of silence.',
  grace_short: 'Less than a day of grace may pass before you see the warning.',
  together_large: 'It waits for {size} statements about one institution. That may never come.',
  together_unvouched:
    'Anybody can seal statements about this institution, so one person can pretend to be many. Where the desk of a register vouches for authors, you can count vouched statements only.',
  together_vouched:
    'You rest on the desk: it can vouch for people whom it has made up, and it knows whom it has vouched for, though not for which statement.',
  date_passed: 'This date has passed, so it does nothing.',
  date_far: 'This date is more than thirty years away.',
  word_and_silence:
    'It needs your word and, after it, your silence: whatever you sign, your word too, begins the time of silence anew.',
  date_lock_may_stay_shut:
    'Before its date not even all trustees together can open it. From then on a signature is needed as well that the drand network, a group of organisations apart from register and trustees, publishes at that moment. If that network has ended or lost its key by then, nobody can ever open it: not the trustees, and not you.',
} as const

export type ConditionFindingCode = keyof typeof conditionFindings

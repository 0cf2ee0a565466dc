/** Where somebody is in the five steps, and where they may go from there. Pure. */

const steps = ['text', 'names', 'condition', 'words', 'seal'] as const
export type Step = (typeof steps)[number]

/** The words are shown, then entered from paper; what is sealed cannot be changed. */
export type Place = Exclude<Step, 'seal'> | 'confirm' | 'seal' | 'sealed'

export type Move =
  | 'continue'
  | 'back'
  /** the words are on paper */
  | 'written'
  /** they were entered, and are right */
  | 'confirmed'
  /** they are to be shown once more */
  | 'again'
  | 'sealed'

const moves: Readonly<Record<Place, Partial<Record<Move, Place>>>> = {
  text: { continue: 'names' },
  names: { continue: 'condition', back: 'text' },
  condition: { continue: 'words', back: 'names' },
  words: { written: 'confirm', back: 'condition' },
  confirm: { confirmed: 'seal', again: 'words', back: 'words' },
  // Whoever goes back from here has to show once more that they have the words: they may be new ones by then.
  seal: { sealed: 'sealed', back: 'words' },
  sealed: {},
}

/** Where a move leads; the same place when it leads nowhere from here. */
export const placeAfter = (place: Place, move: Move): Place => moves[place][move] ?? place

const stepOfPlace: Readonly<Record<Place, Step>> = {
  text: 'text',
  names: 'names',
  condition: 'condition',
  words: 'words',
  confirm: 'words',
  seal: 'seal',
  sealed: 'seal',
}

/** Each step, as done, the present one, or later. */
export function stepStates(place: Place): readonly { step: Step; state: 'done' | 'now' | 'later' }[] {
  const present = steps.indexOf(stepOfPlace[place])
  return steps.map((step, at) => ({ step, state: at < present ? 'done' : at === present ? 'now' : 'later' }))
}

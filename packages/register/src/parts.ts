/** The parts of a register that need neither database nor files, for whoever runs them without. */
export { RegisterError } from './error.ts'
export { checkCommitments, holdsByTime, matchesFor } from './intake/act.ts'
export { actsForBundle, notBeforeFor } from './opening/evidence.ts'
export { coverEntryOf, createCovers } from './sequencer/cover.ts'
export { type Outcome, type Placed, decide } from './sequencer/decide.ts'
export { keyOf, refusedBy } from './sequencer/entry.ts'
export { type Taken, placesByPeriod, placesInARow } from './sequencer/places.ts'

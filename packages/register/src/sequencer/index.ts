/** The pure parts of the sequencer, for whoever runs them without a database. */
export { coverEntryOf, createCovers } from './cover.ts'
export { type Existing, type Outcome, type Placed, decide } from './decide.ts'
export { keyOf, refusedBy } from './entry.ts'
export { type Taken, placesByPeriod, placesInARow } from './places.ts'

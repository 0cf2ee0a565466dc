/**
 * Makes the vectors of spec/statement.md, spec/envelope.md, spec/acts.md, spec/conditions.md and of conditions: `node packages/core/test/make-vectors.ts`.
 * Vectors that exist are never made again: another version of a format gets another folder.
 */
import { keepAcknowledgements } from './making/acknowledgements.ts'
import { keepActs } from './making/acts.ts'
import { keepAuthorities } from './making/authorities.ts'
import { keepCeremonies } from './making/ceremonies.ts'
import { keepConditionTerms } from './making/condition-terms.ts'
import { keepVerdicts } from './making/condition-verdicts.ts'
import { keepConditions } from './making/conditions.ts'
import { keepCopiedNotes } from './making/copied-notes.ts'
import { keepDateLocks } from './making/date-locks.ts'
import { keepEnvelopes } from './making/envelopes.ts'
import { keepOprf } from './making/oprf.ts'
import { keepPostedRequests } from './making/posted-requests.ts'
import { keepReshares } from './making/reshares.ts'
import { keepStableSets } from './making/stable-sets.ts'
import { keepStatements } from './making/statements.ts'
import { keepVouchers } from './making/vouchers.ts'
import { keepWords } from './making/words.ts'

keepStatements()
keepConditions()
keepConditionTerms()
keepVerdicts()
keepStableSets()
keepOprf()
keepPostedRequests()
keepAuthorities()
await keepActs()
keepAcknowledgements()
await keepWords()
await keepEnvelopes()
await keepCopiedNotes()
await keepReshares()
await keepCeremonies()
await keepDateLocks()
await keepVouchers()

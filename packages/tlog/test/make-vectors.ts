/**
 * Makes the vectors of the log's formats (spec/log.md): `node packages/tlog/test/make-vectors.ts`.
 * Vectors that exist are never made again.
 */
import { keepCheckpoints } from './making/checkpoints.ts'
import { keepCosignatures } from './making/cosignatures.ts'
import { keepExamples } from './making/examples.ts'
import { keepMerkle } from './making/merkle.ts'
import { keepNotes } from './making/notes.ts'
import { keepPolicies } from './making/policies.ts'
import { keepProofs } from './making/proofs.ts'
import { keepRequests } from './making/requests.ts'
import { keepTiles } from './making/tiles.ts'
import { keepVkeys } from './making/vkeys.ts'

keepVkeys()
keepNotes()
keepCheckpoints()
keepCosignatures()
keepTiles()
keepMerkle()
keepPolicies()
keepProofs()
keepExamples()
keepRequests()

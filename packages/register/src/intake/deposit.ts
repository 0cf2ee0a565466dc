/** Takes an envelope in: everything that can be checked without a key is checked before anything is kept. */
import type { DepositAnswer } from '@avow/client'
import { type EnvelopeFile, type Hash, createAct, decodeEnvelope } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { envelopePath } from '../reads/paths.ts'
import { stateOf } from '../reads/status.ts'
import { type Logged, depositRowOf } from '../sequencer/entry.ts'

/** @throws RegisterError `origin_mismatch`, `roster_unknown`, `trustee_count_mismatch` */
function checkForHere({ envelope }: EnvelopeFile, { config, rosters }: RegisterContext): void {
  if (envelope.origin !== config.origin)
    throw new RegisterError('origin_mismatch', 'the envelope was sealed for another register')
  const roster = rosters.get(envelope.roster)
  if (!roster)
    throw new RegisterError('roster_unknown', 'the envelope was sealed for a roster that is not ours')
  const trustees = roster.trustees.length
  if (envelope.notes.length !== trustees)
    throw new RegisterError('trustee_count_mismatch', 'the envelope must hold one note for each trustee', {
      notes: envelope.notes.length,
      trustees,
    })
}

async function sequence(context: RegisterContext, file: EnvelopeFile, bytes: Uint8Array): Promise<Logged> {
  const { statement } = file
  const act = createAct({ kind: 'deposit', statement, body: {} }, context.keys.register.seed)
  const blob = { path: envelopePath(statement), data: bytes }
  return context.sequencer.sequence({ act, deposit: depositRowOf(file) }, blob)
}

async function answerFor(context: RegisterContext, statement: Hash, logged: Logged): Promise<DepositAnswer> {
  const { index, act, isRepeated } = logged
  const receipt = await context.receipts.receiptOf(index)
  const isWitnessed = (context.logHead.cosigned()?.size ?? 0) > index
  const state = isRepeated ? await stateOf(context, statement) : isWitnessed ? 'witnessed' : 'logged'
  return { statement, index, state, act, receipt }
}

/**
 * Deposits a `.avow` file. Resolves when file and act are on disk and the act is in the log.
 * @throws CoreError as `decodeEnvelope`; RegisterError `origin_mismatch`, `roster_unknown`, `trustee_count_mismatch`,
 * `storage_full`, `overloaded`, `stopping`
 */
export async function takeDeposit(
  context: RegisterContext,
  bytes: Uint8Array,
): Promise<{ answer: DepositAnswer; isRepeated: boolean }> {
  const file = decodeEnvelope(bytes)
  checkForHere(file, context)
  const logged = await sequence(context, file, bytes)
  return { answer: await answerFor(context, file.statement, logged), isRepeated: logged.isRepeated }
}

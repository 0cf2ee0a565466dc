/** Takes an envelope in: everything that can be checked without a key is checked before anything is kept. */
import type { DepositAnswer, DepositReceived } from '@avow/client'
import { type Hash, createAct } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { envelopePath } from '../reads/paths.ts'
import { stateOf } from '../reads/status.ts'
import { type Logged, depositRowOf } from '../sequencer/entry.ts'
import type { CheckedFile } from './checker.ts'
import { type Patience, type Taken, receivedAnswer, waitFor } from './patience.ts'

/** @throws RegisterError `origin_mismatch`, `roster_unknown`, `trustee_count_mismatch` */
function checkForHere({ envelope }: CheckedFile, { config, rosters }: RegisterContext): void {
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

async function receive(context: RegisterContext, file: CheckedFile): Promise<Logged> {
  const { statement, bytes: data } = file
  const act = createAct({ kind: 'deposit', statement, body: {} }, context.keys.register.seed)
  const blob = { path: envelopePath(statement), data }
  return context.sequencer.receive({ act, deposit: depositRowOf(file) }, blob)
}

async function answerFor(context: RegisterContext, statement: Hash, logged: Logged): Promise<DepositAnswer> {
  const { index, act, isRepeated } = logged
  const proof = await context.receipts.proofOf(index)
  const first = proof.witnessed ? 'witnessed' : 'logged'
  const state = isRepeated ? await stateOf(context, statement) : first
  return { statement, index, state, act, ...proof }
}

/**
 * Deposits a `.avow` file. Resolves when file and act are durable, and waits for the log as long as `patience` says.
 * @param bytes the file, which is not the caller's any more
 * @throws CoreError as `decodeEnvelope`; RegisterError `origin_mismatch`, `roster_unknown`, `trustee_count_mismatch`,
 * `storage_full`, `overloaded`, `stopping`
 */
export async function takeDeposit(
  context: RegisterContext,
  bytes: Uint8Array,
  patience: Patience,
): Promise<Taken<DepositAnswer | DepositReceived>> {
  const file = await context.checker.check(bytes)
  checkForHere(file, context)
  const { statement } = file
  const received = await receive(context, file)
  const { index, isRepeated } = received
  if (await waitFor(context, index, patience))
    return { answer: await answerFor(context, statement, received), isRepeated }
  return { answer: { statement, ...receivedAnswer(context, index) }, isRepeated }
}

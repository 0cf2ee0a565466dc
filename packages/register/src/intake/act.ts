/** Takes acts of authors and trustees in. */
import type { ActAnswer, ActReceived } from '@avow/client'
import {
  type Act,
  type ActOf,
  type Condition,
  type Envelope,
  type Fact,
  type Hash,
  type Sign,
  type Verdict,
  CoreError,
  checkCommitted,
  formatInstant,
  gatherFacts,
  judgeCondition,
  leavesOf,
  shareCommitment,
  signSkew,
} from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { type KnownDeposit, readDeposit } from '../reads/deposits.ts'
import { readFacts } from '../reads/facts.ts'
import { notBeforePath } from '../reads/paths.ts'
import type { Cosigned } from '../sequencer/head.ts'
import { checkHolder, checkParts } from './reshare.ts'
import { type Patience, type Taken, receivedAnswer, waitFor } from './patience.ts'

const notAllowed = (): RegisterError =>
  new RegisterError('act_not_allowed', 'whoever signed the act may not do this')

type Release = ActOf<'release'>
type Disclosing = ActOf<'release' | 'release-parts'>

/** A wrong share is refused here, by the name of its trustee, and stands in nobody's way. */
export function checkCommitments({ body }: Release, envelope: Envelope): void {
  const { trustee, share, shareSalt, condition, conditionSalt } = body
  if (shareCommitment(trustee, share, shareSalt) !== envelope.shares[trustee - 1])
    throw new CoreError(
      'share_commitment_mismatch',
      'the share is not the one that the envelope commits to',
      {
        trustee,
      },
    )
  checkCommitted({ condition, conditionSalt }, envelope, trustee)
}

/** Whether a time has made something hold, which a checkpoint from before the first release then shows. */
export const holdsByTime = ({ terms }: Verdict): boolean =>
  terms.some(({ type, holds }) => holds && (type === 'at' || type === 'silence'))

/** A register cannot count who opens together: as far as it knows there are always enough. */
export const matchesFor = (condition: Condition): readonly Fact[] =>
  leavesOf(condition).flatMap(({ leaf }) =>
    leaf.type === 'together'
      ? [{ kind: 'match', institution: leaf.institution, all: leaf.size, vouched: leaf.size, time: null }]
      : [],
  )

/**
 * A register that logged an early release would make a statement that cannot be verified. Its time is that of the
 * newest cosigned checkpoint, which no honest trustee can be ahead of.
 */
async function checkCondition(context: RegisterContext, { body, statement }: Disclosing): Promise<void> {
  const newest = context.logHead.cosigned()
  const now = newest?.time ?? 0
  const facts = [...(await readFacts(context, statement, now)), ...matchesFor(body.condition)]
  const verdict = judgeCondition(body.condition, gatherFacts(facts), now)
  if (verdict.holds && newest && holdsByTime(verdict)) await keepNotBefore(context, statement, newest)
  if (verdict.holds) return
  if (verdict.why === 'withdrawn')
    throw new RegisterError('statement_withdrawn', 'its author has withdrawn the statement')
  throw new RegisterError('condition_not_met', 'the condition does not hold yet', { why: verdict.why })
}

/**
 * Shows later that the date had come before anybody released: a checkpoint of then or later that covers no release.
 * `newest` was read before this looks whether one is kept, so it is older than any release that was accepted meanwhile.
 */
async function keepNotBefore({ storage }: RegisterContext, statement: Hash, newest: Cosigned): Promise<void> {
  const path = notBeforePath(statement)
  if ((await storage.sizeOf(path)) !== undefined) return
  await storage.createMany([{ path, data: new TextEncoder().encode(newest.checkpoint), write: 'first' }])
}

async function checkRelease(context: RegisterContext, release: Release, known: KnownDeposit): Promise<void> {
  const trustee = context.rosters.get(known.roster)?.trustees[release.body.trustee - 1]
  if (release.actor !== trustee?.key) throw notAllowed()
  checkCommitments(release, known.envelope)
  await checkCondition(context, release)
}

async function checkReleaseParts(
  context: RegisterContext,
  release: ActOf<'release-parts'>,
  known: KnownDeposit,
): Promise<void> {
  checkHolder(context, release, known)
  checkCommitted(release.body, known.envelope, release.body.trustee)
  await checkParts(context, release)
  await checkCondition(context, release)
}

type Sent = ActOf<'word' | 'withdraw' | 'check-in' | 'pause' | 'release' | 'release-parts' | 'hold'>

const sent: ReadonlySet<string> = new Set([
  'word',
  'withdraw',
  'check-in',
  'pause',
  'release',
  'release-parts',
  'hold',
])

const isSent = (act: Act): act is Sent => sent.has(act.kind)

/** One that is kept back, or comes from a clock that goes wrong, would count for something else than its author believes. */
function checkSignTime({ body }: Sign, { clock }: RegisterContext): void {
  const now = clock()
  if (Math.abs(Date.parse(body.time) - now) <= signSkew) return
  const details = { time: formatInstant(now) }
  throw new RegisterError('act_time', "the act's time is not that of the register", details)
}

async function checkAllowed(context: RegisterContext, act: Act): Promise<void> {
  if (!isSent(act)) throw notAllowed()
  const known = await readDeposit(context, act.statement)
  if (!known) throw new RegisterError('deposit_unknown', 'there is no such deposit')
  if (act.kind === 'release') return checkRelease(context, act, known)
  if (act.kind === 'release-parts') return checkReleaseParts(context, act, known)
  if (act.kind === 'hold') return checkHolder(context, act, known)
  if (act.actor !== known.envelope.author) throw notAllowed()
  if (act.kind === 'check-in' || act.kind === 'pause') checkSignTime(act, context)
}

/** Whether the log's pause holds all of the time that was sent. */
const isCovered = ({ body: sent }: ActOf<'pause'>, { body: logged }: ActOf<'pause'>): boolean =>
  Date.parse(logged.from) <= Date.parse(sent.from) && Date.parse(logged.until) >= Date.parse(sent.until)

/** An author whose longer pause was answered with a shorter one would rely on a silence that counts. */
function checkCovered(act: Act, logged: Act): void {
  if (act.kind !== 'pause' || logged.kind !== 'pause' || isCovered(act, logged)) return
  throw new RegisterError('act_too_soon', 'another pause was announced in these ten minutes', {
    from: logged.body.from,
    until: logged.body.until,
  })
}

/**
 * Receives an act whose shape and signature have been checked, and waits for the log as long as `patience` says.
 * @throws RegisterError `act_not_allowed`, `act_time`, `act_too_soon`, `deposit_unknown`, `condition_not_met`, `statement_withdrawn`,
 * `statement_opened`, and as the sequencer; CoreError `share_commitment_mismatch`, `condition_commitment_mismatch`
 */
export async function takeAct(
  context: RegisterContext,
  act: Act,
  patience: Patience,
): Promise<Taken<ActAnswer | ActReceived>> {
  await checkAllowed(context, act)
  const { index, act: logged, isRepeated } = await context.sequencer.receive({ act })
  checkCovered(act, logged)
  const reached = await waitFor(context, index, patience)
  if (!reached) return { answer: receivedAnswer(context, index), isRepeated }
  const proof = await context.receipts.proofOf(index)
  const state = proof.witnessed ? 'witnessed' : 'logged'
  return { answer: { index, state, act: logged, ...proof }, isRepeated }
}

/** From enough releases to an open statement (spec/opening.md, "Release and opening"). */
import {
  type ActOf,
  type Envelope,
  type Hash,
  type OpenedPayload,
  type OpeningKey,
  type ReshareFault,
  type RoundSignature,
  combineDisclosed,
  createAct,
  decodeEnvelope,
  isForDesk,
  readPayload,
  recombine,
  textHashOf,
} from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { type IndexedAct, type KnownDeposit, readActs, readDeposit } from '../reads/deposits.ts'
import { deskPath, envelopePath } from '../reads/paths.ts'
import { handedOnIn, releasesOf } from './evidence.ts'

export type ActsOf = readonly IndexedAct[]

const find = <Kind extends 'open' | 'publish'>(acts: ActsOf, kind: Kind): ActOf<Kind> | undefined =>
  acts.find(({ act }) => act.kind === kind)?.act as ActOf<Kind> | undefined

export interface Opening {
  readonly deposit: KnownDeposit
  readonly payload: Uint8Array
  readonly openingKey: OpeningKey
  readonly opened: OpenedPayload
  /** Of a statement with a date lock. */
  readonly roundSignature: RoundSignature | undefined
}

async function payloadOf({ storage }: RegisterContext, statement: Hash): Promise<Uint8Array> {
  const file = await storage.read(envelopePath(statement))
  if (!file) throw new RegisterError('internal', 'an envelope that was acknowledged is not on the disk')
  return decodeEnvelope(file).payload
}

interface Read {
  readonly openingKey: OpeningKey
  readonly read: Awaited<ReturnType<typeof readPayload>>
}

/** The roster in which a trustee at fault has its number. */
const rosterOfFault = (kind: ReshareFault['kind'], path: readonly Hash[]): Hash | undefined =>
  path.at(kind === 'reshare' ? -2 : -1)

/** The shares of the envelope, by those who were given them or by those to whom they were handed on. */
async function disclosedIn(envelope: Envelope, acts: ActsOf) {
  const { shares, faults } = await recombine(envelope, handedOnIn(acts))
  return { shares: [...releasesOf(acts).map(({ body }) => body), ...shares], faults }
}

/** Opens with what the log says, or with the shares when it says nothing yet, and then says so in the log. */
async function open(
  context: RegisterContext,
  { statement, envelope }: KnownDeposit,
  payload: Uint8Array,
  acts: ActsOf,
  roundSignature: RoundSignature | undefined,
): Promise<Read> {
  const logged = find(acts, 'open')
  if (logged) {
    const openingKey = logged.body.openingKey as OpeningKey
    return { openingKey, read: await readPayload(payload, openingKey, roundSignature) }
  }
  const { shares, faults } = await disclosedIn(envelope, acts)
  for (const { kind, path, trustee } of faults) {
    const fault = { statement, kind, trustee, roster: rosterOfFault(kind, path) }
    context.logger.warn('a trustee is at fault', fault)
  }
  const { openingKey, trustees } = await combineDisclosed(envelope, shares)
  // The payload is looked at before anything is logged: what does not open is not announced as open.
  const read = await readPayload(payload, openingKey, roundSignature)
  const body = { openingKey, trustees: [...trustees] }
  const act = createAct({ kind: 'open', statement, body }, context.keys.register.seed)
  await context.sequencer.sequence({ act })
  return { openingKey, read }
}

/** Lays what only the desk reads where the desk finds it. It is not published. */
async function deliver({ storage }: RegisterContext, statement: Hash, data: Uint8Array): Promise<void> {
  await storage.createMany([{ path: deskPath(statement), data, write: 'newest' }])
}

/** Of how many trustees of the envelope the shares are disclosed. */
async function countShares({ envelope }: KnownDeposit, acts: ActsOf): Promise<number> {
  const { shares } = await disclosedIn(envelope, acts)
  return new Set(shares.map(({ trustee }) => trustee)).size
}

async function announce(context: RegisterContext, opening: Opening, acts: ActsOf): Promise<void> {
  if (find(acts, 'publish')) return
  const { statement } = opening.deposit
  const body = { text: textHashOf(opening.opened.statementBytes) }
  await context.sequencer.sequence({
    act: createAct({ kind: 'publish', statement, body }, context.keys.register.seed),
  })
}

/**
 * Brings a statement with enough releases to the act `publish` or, when it is for the desk only, to the desk. Each step is
 * in the log before the next begins, and a
 * step that is in the log is not done again: it may be called again after a crash at any point.
 * @param signature of the round for which its date lock waits; without a date lock there is none
 * @returns undefined when it is not to be opened (withdrawn, or too few releases), or not to be published (for the desk only)
 * @throws CoreError when the payload does not open (`date_lock_closed`: not yet), RegisterError as the sequencer
 */
export async function openStatement(
  context: RegisterContext,
  statement: Hash,
  signature?: RoundSignature,
): Promise<Opening | undefined> {
  const deposit = await readDeposit(context, statement)
  const acts = await readActs(context, statement)
  const isOpen = find(acts, 'open') !== undefined
  const isWithdrawn = !isOpen && acts.some(({ act }) => act.kind === 'withdraw')
  if (!deposit || isWithdrawn) return undefined
  if (!isOpen && (await countShares(deposit, acts)) < deposit.envelope.threshold) return undefined
  const payload = await payloadOf(context, statement)
  const { openingKey, read } = await open(context, deposit, payload, acts, signature)
  if (isForDesk(read)) {
    await deliver(context, statement, read.forDesk)
    return undefined
  }
  const opening = { deposit, payload, openingKey, opened: read, roundSignature: signature }
  await announce(context, opening, acts)
  return opening
}

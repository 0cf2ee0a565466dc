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
  readonly payload: Uint8Array
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

/** Once more, with the opening key that the log says. */
async function openAgain(
  context: RegisterContext,
  { body, statement }: ActOf<'open'>,
  signature: RoundSignature | undefined,
): Promise<Read> {
  const openingKey = body.openingKey as OpeningKey
  const payload = await payloadOf(context, statement)
  return { payload, openingKey, read: await readPayload(payload, openingKey, signature) }
}

function tellFaults({ logger }: RegisterContext, statement: Hash, faults: readonly ReshareFault[]): void {
  for (const { kind, path, trustee } of faults)
    logger.warn('a trustee is at fault', { statement, kind, trustee, roster: rosterOfFault(kind, path) })
}

/** Opens with the shares, and then says so in the log. @returns undefined while there are too few */
async function openFirst(
  context: RegisterContext,
  { statement, envelope }: KnownDeposit,
  acts: ActsOf,
  signature: RoundSignature | undefined,
): Promise<Read | undefined> {
  const { shares, faults } = await disclosedIn(envelope, acts)
  if (new Set(shares.map(({ trustee }) => trustee)).size < envelope.threshold) return undefined
  tellFaults(context, statement, faults)
  const payload = await payloadOf(context, statement)
  const { openingKey, trustees } = await combineDisclosed(envelope, shares)
  // The payload is looked at before anything is logged: what does not open is not announced as open.
  const read = await readPayload(payload, openingKey, signature)
  const body = { openingKey, trustees: [...trustees] }
  const act = createAct({ kind: 'open', statement, body }, context.keys.register.seed)
  await context.sequencer.sequence({ act })
  return { payload, openingKey, read }
}

const isDelivered = async ({ storage }: RegisterContext, statement: Hash): Promise<boolean> =>
  (await storage.sizeOf(deskPath(statement))) !== undefined

/** Lays what only the desk reads where the desk finds it. It is not published. */
async function deliver({ storage }: RegisterContext, statement: Hash, data: Uint8Array): Promise<void> {
  await storage.createMany([{ path: deskPath(statement), data, write: 'newest' }])
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
 * Brings a statement with enough releases to the act `publish` or, when it is for the desk only, to the desk. Each step
 * is in the log before the next begins, and a step that is in the log is not done again: it may be called again after a
 * crash at any point.
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
  const logged = find(acts, 'open')
  const isWithdrawn = !logged && acts.some(({ act }) => act.kind === 'withdraw')
  if (!deposit || isWithdrawn || (logged && (await isDelivered(context, statement)))) return undefined
  const done = await (logged
    ? openAgain(context, logged, signature)
    : openFirst(context, deposit, acts, signature))
  if (!done) return undefined
  const { payload, openingKey, read } = done
  if (isForDesk(read)) {
    await deliver(context, statement, read.forDesk)
    return undefined
  }
  const opening = { deposit, payload, openingKey, opened: read, roundSignature: signature }
  await announce(context, opening, acts)
  return opening
}

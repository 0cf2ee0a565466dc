/** From enough releases to an open statement (spec/opening.md, "Release and opening"). */
import {
  type Act,
  type ActOf,
  CoreError,
  type Envelope,
  type Hash,
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

type Opened = Awaited<ReturnType<typeof readPayload>>

export interface Opening {
  readonly deposit: KnownDeposit
  /** As far as they are in the signed log. */
  readonly acts: ActsOf
  readonly payload: Uint8Array
  readonly openingKey: OpeningKey
  readonly opened: Opened
  /** Of a statement with a date lock. */
  readonly roundSignature: RoundSignature | undefined
  /** What is to be in the log, in this order, before anybody is shown the statement. */
  readonly unsaid: readonly Act[]
}

/** What was checked before it was kept, and what has opened once. @throws RegisterError `internal` when it is damaged */
async function fromKept<T>(statement: Hash, work: () => T): Promise<Awaited<T>> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof CoreError) || cause.code === 'date_lock_closed') throw cause
    throw new RegisterError('internal', 'what is kept of a statement is damaged', { statement }, cause)
  }
}

async function payloadOf({ storage }: RegisterContext, statement: Hash): Promise<Uint8Array> {
  const file = await storage.read(envelopePath(statement))
  if (!file) throw new RegisterError('internal', 'an envelope that was acknowledged is not on the disk')
  return fromKept(statement, () => decodeEnvelope(file).payload)
}

interface Read {
  readonly payload: Uint8Array
  readonly openingKey: OpeningKey
  readonly opened: Opened
  /** Unless it is in the log already. */
  readonly open?: Act
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
  const opened = await fromKept(statement, () => readPayload(payload, openingKey, signature))
  return { payload, openingKey, opened }
}

function tellFaults({ logger }: RegisterContext, statement: Hash, faults: readonly ReshareFault[]): void {
  for (const { kind, path, trustee } of faults)
    logger.warn('a trustee is at fault', { statement, kind, trustee, roster: rosterOfFault(kind, path) })
}

const isDelivered = async ({ storage }: RegisterContext, statement: Hash): Promise<boolean> =>
  (await storage.sizeOf(deskPath(statement))) !== undefined

/** With the shares. @returns undefined while there are too few */
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
  const opened = await readPayload(payload, openingKey, signature)
  const body = { openingKey, trustees: [...trustees] }
  const open = createAct({ kind: 'open', statement, body }, context.keys.register.seed)
  return { payload, openingKey, opened, open }
}

/** Undefined when the log has it, and of what is for the desk only. */
function publishActOf({ keys }: RegisterContext, statement: Hash, acts: ActsOf, opened: Opened) {
  if (isForDesk(opened) || find(acts, 'publish')) return undefined
  const body = { text: textHashOf(opened.statementBytes) }
  return createAct({ kind: 'publish', statement, body }, keys.register.seed)
}

/**
 * Reads a statement with enough releases, and says what is not in the log yet. Nothing is written: it may be called
 * again after a crash at any point, and gives what is left to do.
 * @param signature of the round for which its date lock waits; without a date lock there is none
 * @returns undefined when it is not to be opened (withdrawn, or too few releases), or the desk has it
 * @throws CoreError when the payload does not open (`date_lock_closed`: not yet), RegisterError `internal`
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
  const read = await (logged
    ? openAgain(context, logged, signature)
    : openFirst(context, deposit, acts, signature))
  if (!read) return undefined
  const { open, ...done } = read
  const unsaid = [open, publishActOf(context, statement, acts, done.opened)].filter(
    (act) => act !== undefined,
  )
  return { deposit, acts, ...done, roundSignature: signature, unsaid }
}

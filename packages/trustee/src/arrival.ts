/** What a trustee checks of a deposit on arrival (spec/envelope.md, "What each party checks"). */
import {
  type Act,
  type CoreErrorCode,
  type Envelope,
  type Note,
  type NoteRefusalCode,
  type PublicKey,
  type Roster,
  AvowError,
  checkEnvelope,
  credentialOf,
  decodeBase64,
  openNote,
  rosterHashOf,
  statementIdOf,
} from '@avow/core'
import type { FeedItem } from '@avow/client'
import { type Arrival, heldOf } from './store.ts'

/** Why a deposit is refused; goes into the holding, which its author sees. */
class Refusal extends Error {
  readonly code: NoteRefusalCode | CoreErrorCode
  constructor(code: Refusal['code']) {
    super(code)
    this.code = code
  }
}

export interface ArrivalContext {
  /** This trustee's number in the pinned roster, for answers about envelopes of unknown rosters. */
  readonly number: number
  /** This trustee's Ed25519 key. */
  readonly key: PublicKey
  /** This trustee's age identity. */
  readonly identity: string
  /** Observed time of the checkpoint with which it came, milliseconds; null where the log has no witnesses. */
  readonly time: number | null
  /** The roster that this trustee goes by: its desk's vouchers count, and nobody else's. */
  readonly roster: Roster
  readonly isSpent: (token: PublicKey) => boolean
  /** The roster that an envelope was sealed for; undefined when the register does not know it either. */
  readonly rosterOf: (hash: Envelope['roster']) => Promise<Roster | undefined>
}

/** This trustee's number in a roster, from 1; 0 when it is not in it. */
export const numberIn = (roster: Roster, key: PublicKey): number =>
  roster.trustees.findIndex((trustee) => trustee.key === key) + 1

/** The trustee's number in the roster for which an envelope was sealed. */
function numberFor(envelope: Envelope, roster: Roster | undefined, key: PublicKey): number {
  if (!roster || rosterHashOf(roster) !== envelope.roster) throw new Refusal('roster_unknown')
  const number = numberIn(roster, key)
  if (number === 0) throw new Refusal('roster_without_us')
  if (roster.trustees.length !== envelope.shares.length || roster.origin !== envelope.origin)
    throw new Refusal('envelope_malformed')
  return number
}

/** The code of whatever is wrong with a deposit; what is wrong with the way to the register is not the deposit's fault. */
function refusalCode(cause: unknown): string {
  if (cause instanceof Refusal) return cause.code
  if (cause instanceof AvowError && cause.name === 'CoreError') return cause.code
  if (cause instanceof AvowError) throw cause
  return 'note_malformed'
}

/** Whom the desk has vouched for, once: who spends a voucher first in the log has spent it. */
async function credentialIn(note: Note, { roster, isSpent }: ArrivalContext): Promise<PublicKey | null> {
  const credential = await credentialOf(note, roster)
  if (credential !== null && isSpent(credential)) throw new Refusal('voucher_spent')
  return credential
}

/** The envelope of an item if it is the one that the act is about. */
const envelopeOf = ({ act, envelope }: FeedItem): Envelope | undefined =>
  envelope && statementIdOf(envelope) === act.statement ? envelope : undefined

/**
 * Checks a deposit: it is held, or refused with a code. A bad deposit never throws.
 * @throws ClientError when the roster it was sealed for cannot be fetched now
 */
export async function receiveDeposit(
  item: FeedItem,
  act: Extract<Act, { kind: 'deposit' }>,
  context: ArrivalContext,
): Promise<Arrival> {
  const envelope = envelopeOf(item)
  // Asked for before anything is judged: a disk or a register that fails is not the deposit's fault.
  const roster = envelope && (await context.rosterOf(envelope.roster))
  const author = envelope?.author ?? null
  const deposit = {
    statement: act.statement,
    deposited: item.index,
    author,
    credential: null,
    time: context.time,
    sign: null,
    checkIn: null,
  }
  let trustee = context.number
  try {
    if (!envelope) throw new Refusal('envelope_missing')
    checkEnvelope(envelope)
    trustee = numberFor(envelope, roster, context.key)
    if (item.note === undefined) throw new Refusal('note_missing')
    const note = await openNote(decodeBase64(item.note), envelope, trustee, context.identity)
    const credential = await credentialIn(note, context)
    return {
      deposit: { ...deposit, trustee, state: 'holds', code: null, credential },
      held: heldOf(note),
      roster: envelope.roster,
    }
  } catch (cause) {
    return { deposit: { ...deposit, trustee, state: 'refused', code: refusalCode(cause) }, held: null }
  }
}

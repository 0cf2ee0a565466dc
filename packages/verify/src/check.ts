/** The single checks of which findings are made. Each is done once for a verdict, however many findings rest on it. */
import {
  type Act,
  type ActKind,
  type ActOf,
  type CoreErrorCode,
  type Envelope,
  type Hash,
  type OpenedPayload,
  type Roster,
  type RoundSignature,
  AvowError,
  checkAct,
  checkEnvelope,
  checkPayload,
  checkRoster,
  encodeCanonical,
  isEqualBytes,
  openPayload,
  policyOf,
  rosterHashOf,
  statementIdOf,
} from '@avow/core'
import type { Bundle } from './bundle.ts'
import { type VerifyErrorCode, mismatch, within } from './error.ts'
import { type Places, placesOf } from './places.ts'
import { type Receipt, type ReceiptVerifier, createReceiptVerifier } from './receipt.ts'

/** Remembers the outcome of `work`, error or value. */
function once<T>(work: () => T): () => T {
  let outcome: { value: T } | { fault: unknown } | undefined
  return () => {
    outcome ??= attempt(work)
    if ('fault' in outcome) throw outcome.fault
    return outcome.value
  }
}

function attempt<T>(work: () => T): { value: T } | { fault: unknown } {
  try {
    return { value: work() }
  } catch (fault) {
    return { fault }
  }
}

/** What an error of core is called in a verdict; anything else is a defect and goes on as it is. */
function translated(
  cause: unknown,
  codes: Partial<Record<CoreErrorCode, readonly [VerifyErrorCode, where: string]>>,
): unknown {
  if (!(cause instanceof AvowError)) return cause
  const found = codes[cause.code as CoreErrorCode]
  return found ? mismatch(found[0], found[1], {}, cause) : cause
}

/** Checks the register's signature. */
export function verifyRoster(roster: Roster): Roster {
  try {
    return checkRoster(roster)
  } catch (cause) {
    throw translated(cause, { roster_invalid: ['roster_invalid', 'signature'] })
  }
}

/** Checks the author's signature and that the envelope was sealed for this roster. */
export function verifyEnvelope(envelope: Envelope): Envelope {
  try {
    return checkEnvelope(envelope)
  } catch (cause) {
    throw translated(cause, {
      signature_invalid: ['author_signature_invalid', 'signature'],
      envelope_malformed: ['envelope_invalid', 'notes'],
      threshold_invalid: ['envelope_invalid', 'threshold'],
    })
  }
}

/** That the envelope names this roster and fits it. */
export function verifySealedFor(envelope: Envelope, roster: Roster): void {
  if (envelope.roster !== rosterHashOf(roster)) throw mismatch('roster_mismatch', 'roster')
  if (envelope.origin !== roster.origin) throw mismatch('envelope_invalid', 'envelope.origin')
  if (envelope.shares.length !== roster.trustees.length) throw mismatch('envelope_invalid', 'envelope.shares')
}

const byAuthor: ReadonlySet<ActKind> = new Set(['word', 'withdraw', 'check-in', 'pause'])

/** Rosters by their hashes. */
export type RosterByHash = ReadonlyMap<Hash, Roster>

export const rosterByHash = (rosters: readonly Roster[]): RosterByHash =>
  new Map(rosters.map((roster) => [rosterHashOf(roster), roster]))

/** Of which roster the trustee is that an act names; undefined where none is named. */
function rosterNamed(act: Act, { roster: sealedFor }: Envelope): Hash | undefined {
  if (act.kind === 'release') return sealedFor
  if (act.kind === 'reshare') return act.body.path.at(-2)
  return act.kind === 'hold' || act.kind === 'release-parts' ? act.body.path.at(-1) : undefined
}

/** Whose act it is to do. An undefined key means that no trustee has the number. */
function actorOf(act: Act, envelope: Envelope, roster: Roster, others: RosterByHash): string | undefined {
  if (byAuthor.has(act.kind)) return envelope.author
  const named = rosterNamed(act, envelope)
  if (named === undefined) return roster.register
  const { trustee } = (act as ActOf<'release' | 'reshare'>).body
  return (named === envelope.roster ? roster : others.get(named))?.trustees[trustee - 1]?.key
}

const byTrustee: ReadonlySet<ActKind> = new Set(['release', 'release-parts', 'reshare', 'hold'])

/**
 * Checks the signature of an act, whose it is, and that it is about this statement.
 * @param others rosters to whose trustees it was handed on
 */
export function verifyAct(
  act: Act,
  statement: Hash,
  envelope: Envelope,
  roster: Roster,
  others: RosterByHash,
): Act {
  try {
    checkAct(act)
  } catch (cause) {
    throw translated(cause, {
      signature_invalid: ['act_signature_invalid', 'signature'],
      act_malformed: ['bundle_malformed', ''],
      too_large: ['bundle_malformed', ''],
      act_kind_unsupported: ['bundle_malformed', 'kind'],
    })
  }
  if (act.statement !== statement) throw mismatch('act_statement_mismatch', 'statement')
  const isTheirs = act.actor === actorOf(act, envelope, roster, others)
  if (!isTheirs)
    throw mismatch(byTrustee.has(act.kind) ? 'release_trustee_mismatch' : 'act_actor_mismatch', 'actor')
  return act
}

/** Opens the payload and compares it with what is shown. */
async function verifyText(bundle: Bundle): Promise<OpenedPayload> {
  const { envelope, payload, openingKey, roundSignature, statement } = bundle
  const opened = await open(verifyPayload(payload, envelope), openingKey, roundSignature)
  // A signature that opened nothing has no place in a bundle.
  if (roundSignature !== undefined && !opened.dateLock)
    throw mismatch('round_signature_invalid', 'roundSignature')
  // Whatever size it has: that one is too large is no reason not to compare.
  if (!isEqualBytes(opened.statementBytes, encodeCanonical(statement)))
    throw mismatch('statement_mismatch', 'statement')
  return opened
}

/** A second recipient could have read it past the trustees. */
function verifyPayload(payload: Uint8Array, envelope: Envelope): Uint8Array {
  try {
    return checkPayload(payload, envelope.payload)
  } catch (cause) {
    throw translated(cause, {
      envelope_member_mismatch: ['payload_hash_mismatch', 'payload'],
      envelope_malformed: ['payload_malformed', 'payload'],
    })
  }
}

async function open(
  payload: Uint8Array,
  openingKey: string,
  signature: RoundSignature | undefined,
): Promise<OpenedPayload> {
  try {
    return await openPayload(payload, openingKey, { signature })
  } catch (cause) {
    throw translated(cause, {
      opening_key_wrong: ['opening_key_wrong', 'openingKey'],
      payload_malformed: ['payload_malformed', 'payload'],
      // What only the desk reads is never published.
      statement_for_desk: ['payload_malformed', 'payload'],
      statement_invalid: ['payload_malformed', 'payload'],
      too_large: ['payload_malformed', 'payload'],
      attachment_mismatch: ['attachment_mismatch', 'payload'],
      date_lock_closed: ['round_signature_missing', 'roundSignature'],
      round_signature_invalid: ['round_signature_invalid', 'roundSignature'],
    })
  }
}

/** Everything that findings rest on; each throws VerifyError with the place in the bundle. */
export interface Checks {
  readonly bundle: Bundle
  readonly statement: Hash
  /** The author's signature. */
  readonly envelope: () => Envelope
  /** The register's signature, that it is the roster sealed for, and the policy made from it. */
  readonly roster: () => Roster
  /** The rosters to whose trustees it was handed on: just those that the acts name, in their order. */
  readonly rosters: () => RosterByHash
  readonly opened: () => Promise<OpenedPayload>
  /** Which act stands where. */
  readonly places: () => Places
  /** Checked act at a place. */
  readonly act: <Kind extends ActKind>(place: number, kind: Kind) => ActOf<Kind>
  /** Checked receipt of the act at a place. */
  readonly receipt: (place: number) => Receipt
  readonly receiptVerifier: () => ReceiptVerifier
}

/** Hashes of the rosters to which acts hand a statement on, each once. */
const rostersNamed = ({ acts }: Bundle): Hash[] => [
  ...new Set(
    acts.flatMap(({ act }) =>
      act.kind === 'reshare' || act.kind === 'release-parts' ? act.body.path.slice(1) : [],
    ),
  ),
]

/** Rosters of the same register; one that no act names has no place in a bundle. */
function verifyRosters(bundle: Bundle, { register, origin }: Roster): RosterByHash {
  const { rosters = [] } = bundle
  for (const [place, roster] of rosters.entries()) {
    within(`rosters[${place}]`, () => verifyRoster(roster))
    if (roster.register !== register || roster.origin !== origin)
      throw mismatch('roster_mismatch', `rosters[${place}]`)
  }
  const byHash = rosterByHash(rosters)
  if ([...byHash.keys()].join() !== rostersNamed(bundle).join() || byHash.size !== rosters.length)
    throw mismatch('roster_mismatch', 'rosters')
  return byHash
}

export function createChecks(bundle: Bundle): Checks {
  const statement = statementIdOf(bundle.envelope)
  const envelope = once(() => within('envelope', () => verifyEnvelope(bundle.envelope)))
  const roster = once(() => {
    const checked = within('roster', () => verifyRoster(bundle.roster))
    verifySealedFor(envelope(), checked)
    if (policyOf(checked) !== bundle.policy) throw mismatch('policy_mismatch', 'policy')
    return checked
  })
  const rosters = once(() => verifyRosters(bundle, roster()))
  const receiptVerifier = once(() => createReceiptVerifier(roster(), { strict: true }))
  const acts = bundle.acts.map(({ act }, place) =>
    once(() => {
      const [signed, by, others] = [envelope(), roster(), rosters()]
      return within(`acts[${place}].act`, () => verifyAct(act, statement, signed, by, others))
    }),
  )
  const receipts = bundle.acts.map(({ act, receipt }, place) =>
    once(() => {
      const verifier = receiptVerifier()
      return within(`acts[${place}].receipt`, () => verifier.receipt(receipt, act))
    }),
  )
  return {
    bundle,
    statement,
    envelope,
    roster,
    rosters,
    opened: once(() => verifyText(bundle)),
    places: once(() => placesOf(bundle.acts)),
    act: <Kind extends ActKind>(place: number, _kind: Kind) => acts[place]!() as ActOf<Kind>,
    receipt: (place) => receipts[place]!(),
    receiptVerifier,
  }
}

/** Receipts: C2SP tlog-proofs of acts, under the policy of a roster (spec/opening.md). */
import { type Act, type Hash, type Roster, encodeHex, entryOf, policyOf } from '@avow/core'
import {
  type Policy,
  type SignedNote,
  TlogError,
  type TlogErrorCode,
  type VerifiedCheckpoint,
  isSignatureBy,
  leafHash,
  parsePolicy,
  parseProof,
  verifyCheckpoint,
  verifyInclusion,
} from '@avow/tlog'
import { type VerifyErrorCode, mismatch } from './error.ts'

/** A checkpoint whose signatures verify. All times are milliseconds since the epoch. */
export interface SeenCheckpoint {
  readonly origin: string
  readonly size: number
  readonly root: Hash
  /** How many witnesses the roster asks for. */
  readonly quorum: number
  readonly isWitnessed: boolean
  /** Of the cosignatures, ascending. */
  readonly times: readonly number[]
  /** The time by which it existed: that of the last cosignature of the earliest quorum; null for a quorum of 0 or none yet. */
  readonly time: number | null
  /** The time that as many witnesses as the quorum say it is at least; null as above. */
  readonly observed: number | null
}

export interface Receipt extends SeenCheckpoint {
  /** Place of the act in the log. */
  readonly index: number
}

export interface ReceiptOptions {
  /** Nothing may stand in it but the log's signature and cosignatures of the policy's witnesses in their order. */
  readonly strict?: boolean
  /** Takes what is not witnessed yet, with `isWitnessed: false`. */
  readonly pending?: boolean
}

/** Verifies receipts under one roster; a checkpoint that several receipts share is verified once. */
export interface ReceiptVerifier {
  /** @throws VerifyError `receipt_*` */
  receipt(text: string, act: Act): Receipt
  /** @throws VerifyError `receipt_*` */
  checkpoint(text: string): SeenCheckpoint
}

const codes: Readonly<Record<TlogErrorCode, VerifyErrorCode>> = {
  note_malformed: 'receipt_malformed',
  checkpoint_malformed: 'receipt_malformed',
  cosignature_malformed: 'receipt_malformed',
  proof_malformed: 'receipt_malformed',
  note_unsigned: 'receipt_log_mismatch',
  checkpoint_origin_mismatch: 'receipt_log_mismatch',
  signature_invalid: 'receipt_cosignature_invalid',
  inclusion_proof_invalid: 'receipt_not_included',
  consistency_proof_invalid: 'receipts_contradict',
  quorum_missing: 'receipt_quorum_missing',
  policy_malformed: 'roster_invalid',
  vkey_malformed: 'roster_invalid',
  vkey_unsupported: 'roster_invalid',
  skey_malformed: 'roster_invalid',
  tile_malformed: 'receipt_malformed',
  add_checkpoint_malformed: 'receipt_malformed',
  sign_subtree_malformed: 'receipt_malformed',
  subtree_proof_invalid: 'receipt_malformed',
  add_entries_malformed: 'receipt_malformed',
  mirror_info_malformed: 'receipt_malformed',
}

/** Errors of tlog under the names of a verdict. */
function translating<T>(origin: string, where: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause
    const isOfLog = cause.code === 'signature_invalid' && cause.details['name'] === origin
    throw mismatch(isOfLog ? 'receipt_log_mismatch' : codes[cause.code], where, {}, cause)
  }
}

/** The last second that RFC 3339 can write. A witness that says later has no clock. */
const lastSecond = Date.parse('9999-12-31T23:59:59Z') / 1000

/** The k-th of ascending times, from one end or the other. */
const earliest = (times: readonly number[], k: number): number | null =>
  k === 0 ? null : (times[k - 1] ?? null)
const latest = (times: readonly number[], k: number): number | null =>
  k === 0 ? null : (times.at(-k) ?? null)

function seenOf(
  { origin, size, root, hasQuorum, cosignatures }: VerifiedCheckpoint,
  quorum: number,
): SeenCheckpoint {
  if (cosignatures.some(({ time }) => time > lastSecond)) throw mismatch('receipt_malformed', '')
  const times = cosignatures.map(({ time }) => time * 1000).sort((a, b) => a - b)
  return {
    origin,
    size,
    root: encodeHex(root) as Hash,
    quorum,
    isWitnessed: hasQuorum,
    times,
    time: earliest(times, quorum),
    observed: latest(times, quorum),
  }
}

/** The log's line, then a line for each witness that has signed, in the order of the policy; nothing else. */
function isStrict(note: SignedNote, policy: Policy): boolean {
  const keys = [...policy.logs.map(({ key }) => key), ...policy.witnesses.map(({ key }) => key)]
  const places = note.signatures.map((signature) => keys.findIndex((key) => isSignatureBy(signature, key)))
  return places[0] === 0 && places.every((place, at) => at === 0 || place > places[at - 1]!)
}

/** A trustee asks for that of its roster with every page of the feed. */
const policies = new WeakMap<Roster, Policy>()

function policyFor(roster: Roster): Policy {
  const policy = policies.get(roster) ?? translating('', 'roster', () => parsePolicy(policyOf(roster)))
  policies.set(roster, policy)
  return policy
}

/** @throws VerifyError `roster_invalid` when a key in the roster is none */
export function createReceiptVerifier(
  roster: Roster,
  { strict = false, pending = false }: ReceiptOptions = {},
): ReceiptVerifier {
  const policy = policyFor(roster)
  const seen = new Map<string, { root: Uint8Array; checkpoint: SeenCheckpoint }>()

  function look(text: string) {
    const checked = verifyCheckpoint(text, policy)
    if (strict && !isStrict(checked.note, policy)) throw mismatch('receipt_not_strict', '')
    const checkpoint = seenOf(checked, roster.quorum)
    if (!pending && !checkpoint.isWitnessed)
      throw mismatch('receipt_quorum_missing', '', {
        witnesses: checkpoint.times.length,
        quorum: roster.quorum,
      })
    const found = { root: checked.root, checkpoint }
    seen.set(text, found)
    return found
  }

  return {
    receipt: (text, act) =>
      translating(roster.origin, '', () => {
        const { index, path, checkpoint: note, extra } = parseProof(text)
        if (strict && extra) throw mismatch('receipt_not_strict', '')
        const { root, checkpoint } = seen.get(note) ?? look(note)
        verifyInclusion(leafHash(entryOf(act)), index, checkpoint.size, path, root)
        return { ...checkpoint, index }
      }),
    checkpoint: (text) => translating(roster.origin, '', () => (seen.get(text) ?? look(text)).checkpoint),
  }
}

/**
 * Verifies that the witnessed log holds an act (for trustees and the command line).
 * @throws VerifyError `receipt_*`, `roster_invalid`
 */
export const verifyReceipt = (act: Act, receipt: string, roster: Roster): Receipt =>
  createReceiptVerifier(roster).receipt(receipt, act)

/** Proofs that a log holds an entry, for use offline (C2SP tlog-proof). */
import { decodeBase64, encodeBase64, parseDecimal } from './bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { verifyCosignatureOrUntimed } from './cosignature.ts'
import { TlogError } from './error.ts'
import { type VerifierKey, keyType } from './key.ts'
import { verifyInclusion } from './merkle.ts'
import { type SignedNote, isSignatureBy, parseNote, verifyNote } from './note.ts'
import { type Policy, isQuorum } from './policy.ts'

const firstLine = 'c2sp.org/tlog-proof@v1'
const longestPath = 63

export interface LogProof {
  /** Opaque and not authenticated; not empty. */
  readonly extra?: Uint8Array
  readonly index: number
  /** From the leaf's sibling up. */
  readonly path: readonly Uint8Array[]
  /** The checkpoint as a signed note, verbatim. */
  readonly checkpoint: string
}

const malformed = (reason: string): TlogError =>
  new TlogError('proof_malformed', `not a tlog-proof: ${reason}`)

function hashOf(line: string): Uint8Array {
  const hash = decodeBase64(line)
  if (hash?.length !== 32) throw malformed('a hash of the path')
  return hash
}

function extraOf(line: string): Uint8Array {
  const extra = decodeBase64(line.slice('extra '.length))
  if (!extra || extra.length === 0) throw malformed('the extra data')
  return extra
}

/** @throws TlogError `proof_malformed` */
export function parseProof(text: string): LogProof {
  const end = text.indexOf('\n\n')
  if (end < 0) throw malformed('no checkpoint')
  const [first, ...lines] = text.slice(0, end).split('\n')
  if (first !== firstLine) throw malformed('the first line')
  const extra = lines[0]?.startsWith('extra ') ? extraOf(lines.shift()!) : undefined
  const index = /^index (\d+)$/.exec(lines.shift() ?? '')
  const parsed = index && parseDecimal(index[1]!)
  if (parsed === null || parsed === undefined) throw malformed('the index')
  if (lines.length > longestPath) throw malformed('the path is too long')
  const proof = { index: parsed, path: lines.map(hashOf), checkpoint: text.slice(end + 2) }
  return extra ? { extra, ...proof } : proof
}

export function formatProof({ extra, index, path, checkpoint }: LogProof): string {
  const head = [firstLine, ...(extra ? [`extra ${encodeBase64(extra)}`] : []), `index ${index}`]
  return `${[...head, ...path.map(encodeBase64)].join('\n')}\n\n${checkpoint}`
}

/** A witness's word, by its name in the policy; time in seconds since the epoch. */
export interface Cosignature {
  readonly name: string
  readonly time: number
}

export interface VerifiedCheckpoint extends Checkpoint {
  /** Of the policy's witnesses, in the order of the policy; at most one each, the earliest. */
  readonly cosignatures: readonly Cosignature[]
  /** Whether these are enough by the policy. */
  readonly hasQuorum: boolean
  readonly note: SignedNote
}

/** @throws TlogError `note_unsigned`, `signature_invalid`, `cosignature_malformed` */
function verifyLogSignature(note: SignedNote, key: VerifierKey): void {
  if (key.type !== keyType.mlDsa44) return void verifyNote(note, key)
  for (const line of note.signatures.filter((signature) => isSignatureBy(signature, key)))
    verifyCosignatureOrUntimed(line, key, note.text)
}

/** One of the keys that the policy has for an origin must have signed; whatever any of them signed must verify. */
function verifyLogSignatures(note: SignedNote, keys: readonly VerifierKey[]): void {
  const signers = keys.filter((key) => note.signatures.some((line) => isSignatureBy(line, key)))
  for (const key of signers) verifyLogSignature(note, key)
  if (signers.length === 0)
    throw new TlogError('note_unsigned', 'the log has not signed the checkpoint', { name: keys[0]!.name })
}

/** A line without a time must verify and counts for nothing: anybody may have asked a witness for one (`sign-subtree`). */
function cosignaturesOf(note: SignedNote, policy: Policy): Cosignature[] {
  return policy.witnesses.flatMap(({ name, key }) => {
    const lines = note.signatures.filter((signature) => isSignatureBy(signature, key))
    const all = lines.map((line) => verifyCosignatureOrUntimed(line, key, note.text))
    const times = all.filter((time) => time > 0)
    return times.length === 0 ? [] : [{ name, time: Math.min(...times) }]
  })
}

/**
 * Checks a checkpoint's signature by a log of the policy and every cosignature by its witnesses; the quorum is reported.
 * Signatures by keys that the policy does not know are ignored.
 * @throws TlogError `note_malformed`, `checkpoint_malformed`, `checkpoint_origin_mismatch` (no log of the policy has this origin),
 * `note_unsigned`, `signature_invalid`, `cosignature_malformed`
 */
export function verifyCheckpoint(text: string, policy: Policy): VerifiedCheckpoint {
  const note = parseNote(text)
  const checkpoint = parseCheckpoint(note.text)
  const logs = policy.logs.filter(({ key }) => key.name === checkpoint.origin)
  if (logs.length === 0)
    throw new TlogError(
      'checkpoint_origin_mismatch',
      'the checkpoint is of a log that the policy does not name',
    )
  verifyLogSignatures(
    note,
    logs.map(({ key }) => key),
  )
  const cosignatures = cosignaturesOf(note, policy)
  const hasQuorum = isQuorum(policy, new Set(cosignatures.map(({ name }) => name)))
  return { ...checkpoint, cosignatures, hasQuorum, note }
}

/** @throws TlogError as `verifyCheckpoint`, and `quorum_missing` */
export function verifyWitnessedCheckpoint(text: string, policy: Policy): VerifiedCheckpoint {
  const checkpoint = verifyCheckpoint(text, policy)
  if (!checkpoint.hasQuorum)
    throw new TlogError('quorum_missing', 'too few witnesses have cosigned the checkpoint', {
      cosignatures: checkpoint.cosignatures.length,
    })
  return checkpoint
}

export interface VerifiedProof {
  readonly index: number
  readonly checkpoint: VerifiedCheckpoint
  readonly cosignatures: readonly Cosignature[]
}

/**
 * Checks that a log of the policy holds the leaf, under the policy's quorum.
 * @param leaf hash of the leaf (`leafHash`)
 * @throws TlogError `proof_malformed`, `inclusion_proof_invalid`, and as `verifyWitnessedCheckpoint`
 */
export function verifyProof(text: string, leaf: Uint8Array, policy: Policy): VerifiedProof {
  const { index, path, checkpoint: note } = parseProof(text)
  const checkpoint = verifyWitnessedCheckpoint(note, policy)
  verifyInclusion(leaf, index, checkpoint.size, path, checkpoint.root)
  return { index, checkpoint, cosignatures: checkpoint.cosignatures }
}

/**
 * Whether a witness cosigns, and a mirror takes as its pending checkpoint, what it is shown (C2SP tlog-witness,
 * "add-checkpoint"). Pure: what is remembered comes in, a decision goes out.
 */
import { type AddCheckpoint, parseAddCheckpoint } from '../add-checkpoint.ts'
import { isEqualBytes } from '../bytes.ts'
import { TlogError, type TlogErrorCode } from '../error.ts'
import type { VerifierKey } from '../key.ts'
import { type TreeHead, emptyRoot, verifyConsistency } from '../merkle.ts'
import type { Policy } from '../policy.ts'
import { type VerifiedCheckpoint, verifyCheckpoint } from '../proof.ts'

/** Bytes of a request: 64 signatures of the largest kind, a proof of 63 hashes, and room to spare. */
export const largestRequest = 512 * 1024

/** 400 malformed, 403 not signed by the log, 404 unknown log, 422 not consistent. */
export type RefusalStatus = 400 | 403 | 404 | 422

export interface Refusal {
  readonly status: RefusalStatus
  readonly reason: string
  /** The log has signed two trees of one size. */
  readonly isFork?: boolean
}

/** The client believes in another latest size than this one. */
export interface Conflict {
  readonly status: 409
  readonly size: number
}

/** A request whose checkpoint a known log has signed. */
export interface SignedRequest {
  readonly oldSize: number
  readonly proof: AddCheckpoint['proof']
  readonly checkpoint: VerifiedCheckpoint
}

const refusals: Readonly<Partial<Record<TlogErrorCode, RefusalStatus>>> = {
  add_checkpoint_malformed: 400,
  note_malformed: 400,
  checkpoint_malformed: 400,
  checkpoint_origin_mismatch: 404,
  note_unsigned: 403,
  signature_invalid: 403,
  cosignature_malformed: 403,
}

/** The logs of a witness, as a policy that asks for no cosignatures. */
export const policyOfLogs = (keys: readonly VerifierKey[]): Policy => ({
  logs: keys.map((key) => ({ key })),
  witnesses: [],
  groups: new Map(),
  quorum: 'none',
})

export const isRefusal = (value: object): value is Refusal => 'reason' in value

/** Reads a request and checks whatever does not depend on what is remembered. */
export function readRequest(body: Uint8Array, logs: Policy): SignedRequest | Refusal {
  try {
    const { oldSize, proof, checkpoint } = parseAddCheckpoint(body)
    return { oldSize, proof, checkpoint: verifyCheckpoint(checkpoint, logs) }
  } catch (cause) {
    const status = cause instanceof TlogError ? refusals[cause.code] : undefined
    if (status === undefined) throw cause
    return { status, reason: (cause as TlogError).message }
  }
}

/** The empty tree for a log of which nothing was ever cosigned. */
const headOf = (latest: TreeHead | undefined): TreeHead => latest ?? { size: 0, root: emptyRoot() }

/**
 * Compares a request with the latest checkpoint that was cosigned for its log, in the order of the text.
 * @returns undefined when the checkpoint may be cosigned
 */
export function refusalOf(
  { oldSize, proof, checkpoint }: SignedRequest,
  latest: TreeHead | undefined,
): Refusal | Conflict | undefined {
  const head = headOf(latest)
  if (oldSize > checkpoint.size) return { status: 400, reason: 'the old size is larger than the checkpoint' }
  if (oldSize !== head.size) return { status: 409, size: head.size }
  if (checkpoint.size === head.size && !isEqualBytes(checkpoint.root, head.root))
    return { status: 422, reason: 'two trees of one size', isFork: true }
  try {
    verifyConsistency(head, checkpoint, proof)
    return undefined
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause
    return { status: 422, reason: cause.message }
  }
}

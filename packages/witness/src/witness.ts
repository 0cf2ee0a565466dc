/** A witness: cosigns a log's checkpoints as long as each holds all that the ones before it held. */
import { createHash } from 'node:crypto'
import {
  type Cosigner,
  type NoteSignature,
  type VerifiedCheckpoint,
  type VerifierKey,
  formatNote,
  formatSignatures,
  isSignatureBy,
  keyType,
} from '@avow/tlog'
import {
  type Conflict,
  type Refusal,
  type SignedRequest,
  isRefusal,
  policyOfLogs,
  readRequest,
  refusalOf,
  readSubtreeRequest,
  signRequested,
} from '@avow/tlog/witness'
import type { Logger } from './logger.ts'
import type { Latest, Origin, Store } from './store.ts'

/** 200 with the signature lines, a refusal, or 503 while the clock cannot be trusted. */
export type Answer =
  | { readonly status: 200; readonly lines: string }
  | Conflict
  | Refusal
  | { readonly status: 503; readonly reason: string }

export interface Witness {
  /** @param body of `POST add-checkpoint`. When it answers 200 the checkpoint is on disk. */
  addCheckpoint(body: Uint8Array): Answer
  /**
   * @param body of `POST sign-subtree`
   * @returns undefined for a witness without an ML-DSA-44 key, which cannot
   */
  signSubtree(body: Uint8Array): { readonly status: 200; readonly lines: string } | Refusal | undefined
  /** The latest cosigned checkpoint of a log, by the hex SHA-256 of its origin. */
  checkpoint(originHash: string): string | undefined
}

export interface WitnessOptions {
  readonly cosigners: readonly Cosigner[]
  readonly logs: readonly VerifierKey[]
  readonly store: Store
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const originOf = (name: string): Origin => ({ name, hash: createHash('sha256').update(name).digest('hex') })

export function createWitness({ cosigners, logs, store, logger, now }: WitnessOptions): Witness {
  const policy = policyOfLogs(logs)
  const origins = new Set(logs.map(({ name }) => name))
  const subtreeCosigners = cosigners.filter(({ key }) => key.type === keyType.mlDsa44)

  /** Signatures that were verified; what else was in the request is not kept. */
  const logSignatures = ({ note }: VerifiedCheckpoint): NoteSignature[] =>
    note.signatures.filter((line) => logs.some((key) => isSignatureBy(line, key)))

  function record(checkpoint: VerifiedCheckpoint, time: number): { latest: Latest; lines: string } {
    const { size, root, note } = checkpoint
    const own = cosigners.map((cosigner) => cosigner.cosign(note.text, time))
    const signed = formatNote({ text: note.text, signatures: [...logSignatures(checkpoint), ...own] })
    return { latest: { size, root, time, note: signed }, lines: formatSignatures(own) }
  }

  function refuse(refusal: Refusal, checkpoint?: VerifiedCheckpoint): Refusal {
    const about = checkpoint ? { origin: checkpoint.origin, size: checkpoint.size } : {}
    logger.warn('refused', { status: refusal.status, reason: refusal.reason, ...about })
    if (refusal.isFork && checkpoint)
      store.keepEvidence(
        checkpoint.origin,
        formatNote({ ...checkpoint.note, signatures: logSignatures(checkpoint) }),
      )
    return refusal
  }

  function decide(request: SignedRequest): Answer {
    const { checkpoint } = request
    const origin = originOf(checkpoint.origin)
    const before = store.latest(origin.name)
    const refusal = refusalOf(request, before)
    if (refusal) return isRefusal(refusal) ? refuse(refusal, checkpoint) : refusal
    const time = Math.floor(now() / 1000)
    // "The largest tree as of a time" would be untrue of a time before that of the last cosignature.
    if (time < (before?.time ?? 1)) return behind(origin.name)
    const { latest, lines } = record(checkpoint, time)
    // Another request was faster: what it left behind decides, and no cosignature leaves the house.
    if (!store.advance(origin, before, latest)) return decide(request)
    logger.info('cosigned', { origin: origin.name, size: latest.size })
    return { status: 200, lines }
  }

  function behind(origin: string): Answer {
    logger.warn('the clock is behind the last cosignature', { origin })
    return { status: 503, reason: 'the clock of the witness is behind' }
  }

  return {
    addCheckpoint(body) {
      const request = readRequest(body, policy)
      return isRefusal(request) ? refuse(request) : decide(request)
    },
    signSubtree(body) {
      if (subtreeCosigners.length === 0) return undefined
      const request = readSubtreeRequest(body, origins, cosigners)
      if (isRefusal(request)) return refuse(request)
      return { status: 200, lines: formatSignatures(signRequested(request, subtreeCosigners)) }
    },
    checkpoint: (originHash) => store.latestByHash(originHash)?.note,
  }
}

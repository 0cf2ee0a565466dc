/** Whether a witness or a mirror signs a subtree (C2SP tlog-witness, "sign-subtree"). Pure: what it has cosigned comes back in the request. */
import { parseCheckpoint } from '../checkpoint.ts'
import { type Cosigner, verifyCosignatureOrUntimed } from '../cosignature.ts'
import { TlogError, type TlogErrorCode } from '../error.ts'
import type { TreeHead } from '../merkle.ts'
import { type NoteSignature, type SignedNote, isSignatureBy, parseNote } from '../note.ts'
import { type SignSubtree, parseSignSubtree } from '../sign-subtree.ts'
import { verifySubtree } from '../subtree.ts'
import type { Refusal, RefusalStatus } from './add-checkpoint.ts'

/** A request whose checkpoint who is asked has cosigned, and of whose tree it names a subtree. */
interface SubtreeRequest extends SignSubtree {
  readonly origin: string
}

const statuses: Readonly<Partial<Record<TlogErrorCode, RefusalStatus>>> = {
  sign_subtree_malformed: 400,
  note_malformed: 400,
  checkpoint_malformed: 400,
  cosignature_malformed: 403,
  signature_invalid: 403,
  subtree_proof_invalid: 422,
}

/** At least one line by a key of the witness, and every such line must verify. */
function isOwn(note: SignedNote, cosigners: readonly Cosigner[]): boolean {
  const lines = cosigners.flatMap(({ key }) =>
    note.signatures.filter((line) => isSignatureBy(line, key)).map((line) => ({ line, key })),
  )
  for (const { line, key } of lines) verifyCosignatureOrUntimed(line, key, note.text)
  return lines.length > 0
}

function check(
  request: SignSubtree,
  origins: ReadonlySet<string>,
  cosigners: readonly Cosigner[],
): SubtreeRequest | Refusal {
  const note = parseNote(request.checkpoint)
  const { origin, size, root } = parseCheckpoint(note.text)
  const tree: TreeHead = { size, root }
  if (!origins.has(origin)) return { status: 404, reason: 'the log is not known' }
  if (!isOwn(note, cosigners))
    return { status: 403, reason: 'the checkpoint is not cosigned by a key that is here' }
  if (request.subtree.end > size) return { status: 400, reason: 'the subtree ends after the tree' }
  verifySubtree(request.subtree, tree, request.proof)
  return { ...request, origin }
}

/** @param origins of the logs that the witness knows; @param cosigners all keys of the witness */
export function readSubtreeRequest(
  body: Uint8Array,
  origins: ReadonlySet<string>,
  cosigners: readonly Cosigner[],
): SubtreeRequest | Refusal {
  try {
    return check(parseSignSubtree(body), origins, cosigners)
  } catch (cause) {
    const status = cause instanceof TlogError ? statuses[cause.code] : undefined
    if (status === undefined) throw cause
    return { status, reason: (cause as TlogError).message }
  }
}

/** One line by each key that can sign subtrees. */
export const signRequested = (
  { origin, subtree }: SubtreeRequest,
  cosigners: readonly Cosigner[],
): NoteSignature[] => cosigners.map((cosigner) => cosigner.cosignSubtree(origin, subtree))

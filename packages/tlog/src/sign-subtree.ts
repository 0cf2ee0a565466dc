/** What a witness or mirror is asked for a subtree (C2SP tlog-witness, "sign-subtree"). */
import { decodeBase64, encodeBase64, parseDecimal } from './bytes.ts'
import { TlogError } from './error.ts'
import { type SubtreeHead, isSubtree } from './subtree.ts'
import { decodeUtf8 } from './utf8.ts'

export interface SignSubtree {
  readonly subtree: SubtreeHead
  /** That the checkpoint's tree has the subtree (`subtreeProof`), at most 63 hashes. */
  readonly proof: readonly Uint8Array[]
  /** A checkpoint that who is asked has cosigned, as a signed note, verbatim. */
  readonly checkpoint: string
}

const longestProof = 63

const malformed = (reason: string): TlogError =>
  new TlogError('sign_subtree_malformed', `not a request for a subtree: ${reason}`)

function hashOf(line: string | undefined): Uint8Array {
  const hash = decodeBase64(line ?? '')
  if (hash?.length !== 32) throw malformed('a hash')
  return hash
}

function subtreeOf(range: string | undefined, hash: string | undefined): SubtreeHead {
  const match = /^subtree (\d+) (\d+)$/.exec(range ?? '')
  const [start, end] = [parseDecimal(match?.[1] ?? ''), parseDecimal(match?.[2] ?? '')]
  if (start === undefined || end === undefined || !isSubtree({ start, end })) throw malformed('the range')
  return { start, end, hash: hashOf(hash) }
}

/** Does not look into the checkpoint. @throws TlogError `sign_subtree_malformed` */
export function parseSignSubtree(body: string | Uint8Array): SignSubtree {
  const text = typeof body === 'string' ? body : decodeUtf8(body, 'sign_subtree_malformed')
  const end = text.indexOf('\n\n')
  if (end < 0) throw malformed('no checkpoint')
  const [range, hash, ...lines] = text.slice(0, end).split('\n')
  if (lines.length > longestProof) throw malformed('the proof is too long')
  return { subtree: subtreeOf(range, hash), proof: lines.map(hashOf), checkpoint: text.slice(end + 2) }
}

export function formatSignSubtree({ subtree, proof, checkpoint }: SignSubtree): string {
  const { start, end, hash } = subtree
  return `${[`subtree ${start} ${end}`, ...[hash, ...proof].map(encodeBase64)].join('\n')}\n\n${checkpoint}`
}

/** What a witness is asked (C2SP tlog-witness, "add-checkpoint"): a checkpoint, and the proof that the log only grew. */
import { decodeBase64, encodeBase64, parseDecimal } from './bytes.ts'
import { TlogError } from './error.ts'
import { decodeUtf8 } from './utf8.ts'

export interface AddCheckpoint {
  /** Size of the checkpoint that the witness cosigned last, as far as the client knows; 0 for none. */
  readonly oldSize: number
  /** Consistency proof from the old size, at most 63 hashes. */
  readonly proof: readonly Uint8Array[]
  /** The checkpoint as a signed note, verbatim. */
  readonly checkpoint: string
}

const longestProof = 63

const malformed = (reason: string): TlogError =>
  new TlogError('add_checkpoint_malformed', `not a request to a witness: ${reason}`)

function hashOf(line: string): Uint8Array {
  const hash = decodeBase64(line)
  if (hash?.length !== 32) throw malformed('a hash of the proof')
  return hash
}

/** Does not look into the checkpoint. @throws TlogError `add_checkpoint_malformed` */
export function parseAddCheckpoint(body: string | Uint8Array): AddCheckpoint {
  const text = typeof body === 'string' ? body : decodeUtf8(body, 'add_checkpoint_malformed')
  const end = text.indexOf('\n\n')
  if (end < 0) throw malformed('no checkpoint')
  const [first, ...lines] = text.slice(0, end).split('\n')
  const oldSize = parseDecimal(/^old (\d+)$/.exec(first!)?.[1] ?? '')
  if (oldSize === undefined) throw malformed('the old size')
  if (lines.length > longestProof) throw malformed('the proof is too long')
  return { oldSize, proof: lines.map(hashOf), checkpoint: text.slice(end + 2) }
}

export const formatAddCheckpoint = ({ oldSize, proof, checkpoint }: AddCheckpoint): string =>
  `${[`old ${oldSize}`, ...proof.map(encodeBase64)].join('\n')}\n\n${checkpoint}`

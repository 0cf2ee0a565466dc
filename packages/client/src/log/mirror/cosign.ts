/** The mirror's own signatures on what it serves. */
import {
  type Cosigner,
  type NoteSignature,
  formatNote,
  isSignatureBy,
  parseNote,
  verifyCosignature,
} from '@avow/tlog'
import type { SeenCheckpoint } from '../checkpoint.ts'

/** The checkpoint that is served. */
export interface Served {
  readonly checkpoint: SeenCheckpoint
  /** With the mirror's own signatures. */
  readonly text: string
  readonly lines: readonly NoteSignature[]
  /** That they say; seconds since the epoch. */
  readonly time: number
}

/** @throws TlogError for a signature by the mirror's key that does not verify */
export function servedOf(checkpoint: SeenCheckpoint, cosigners: readonly Cosigner[]): Served {
  const { text, signatures } = parseNote(checkpoint.text)
  const own = cosigners.flatMap(({ key }) =>
    signatures.filter((line) => isSignatureBy(line, key)).map((line) => ({ line, key })),
  )
  const times = own.map(({ line, key }) => verifyCosignature(line, key, text))
  const lines = own.map(({ line }) => line)
  return { checkpoint, text: checkpoint.text, lines, time: Math.max(0, ...times) }
}

interface CosignOptions {
  readonly cosigners: readonly Cosigner[]
  readonly now: () => number
}

/** @param before what was served; no earlier time is said than there, and within a second nothing is signed twice */
export function cosign(
  checkpoint: SeenCheckpoint,
  before: Served | undefined,
  { cosigners, now }: CosignOptions,
): Served {
  const time = Math.max(Math.floor(now() / 1000), before?.time ?? 1)
  if (before?.checkpoint.text === checkpoint.text && before.time === time) return before
  const { text, signatures } = checkpoint.note
  const lines = cosigners.map((cosigner) => cosigner.cosign(text, time))
  return { checkpoint, text: formatNote({ text, signatures: [...signatures, ...lines] }), lines, time }
}

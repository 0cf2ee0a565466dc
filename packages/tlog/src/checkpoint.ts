/** Checkpoints (C2SP tlog-checkpoint): the text of a note that says how large a log is and what it holds. */
import { decodeBase64, encodeBase64, parseDecimal } from './bytes.ts'
import { TlogError } from './error.ts'

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  readonly extensions: readonly string[]
}

/** @param text of a note, with the final newline. @throws TlogError `checkpoint_malformed` */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n')
  const parsed = { size: parseDecimal(size ?? ''), root: decodeBase64(root ?? '') }
  const isWhole = text.endsWith('\n') && origin && !extensions.includes('')
  if (!isWhole || parsed.size === undefined || parsed.root?.length !== 32)
    throw new TlogError('checkpoint_malformed', 'not a checkpoint')
  return { origin, size: parsed.size, root: parsed.root, extensions }
}

export const formatCheckpoint = ({ origin, size, root, extensions }: Checkpoint): string =>
  `${[origin, size, encodeBase64(root), ...extensions].join('\n')}\n`

/** What can be wrong with a log that is read from outside. */
import { AvowError, type ErrorDetails } from '@avow/core/error'

/**
 * Every way in which a log is not what its specification or its own past says. Closed: a program holds one sentence
 * for each. `details.path` names the file, `details.index` the entry, `details.size` a size of the log.
 */
export const logFaultCodes = [
  'checkpoint_missing',
  'checkpoint_malformed',
  /** The log's own signature, or a cosignature, does not verify or is not there. */
  'checkpoint_unsigned',
  'checkpoint_of_another_log',
  'quorum_missing',
  /** The tiles agree with the entries, and all of them together do not have the root that was signed. */
  'root_mismatch',
  'tile_missing',
  'tile_malformed',
  'tile_mismatch',
  'bundle_missing',
  'bundle_malformed',
  'entry_mismatch',
  /** A partial tile or bundle is not the beginning of the one that took its place. */
  'partial_mismatch',
  /** The log shows a smaller tree than it has signed before. */
  'rolled_back',
  /** The log has signed two trees of which neither is the other, grown. */
  'forked',
  /** No newer cosignature, or no newer checkpoint, for longer than was allowed. */
  'stalled',
  /** What was acknowledged is not in the log where it was said to be. */
  'entry_lost',
  /** A published statement gives an act of no kind that is known, one that nobody signed, or none at all. */
  'act_unknown',
  /** An act of a published statement does not hash to the entry at its place. */
  'act_mismatch',
  /** The file in which we remember what we saw is none. */
  'state_malformed',
] as const

export type LogFaultCode = (typeof logFaultCodes)[number]

export class LogFault extends AvowError<LogFaultCode> {
  override readonly name = 'LogFault'
}

export const faultOf = (code: LogFaultCode, details: ErrorDetails = {}, cause?: unknown): LogFault =>
  new LogFault(code, code.replaceAll('_', ' '), details, cause)

export const isFault = (value: unknown): value is LogFault => value instanceof LogFault

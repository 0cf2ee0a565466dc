/** Reads and checks the checkpoint of a log. */
import {
  type Policy,
  TlogError,
  type TlogErrorCode,
  type VerifiedCheckpoint,
  parsePolicy,
  parseVkey,
  verifyCheckpoint,
} from '@avow/tlog'
import { type LogFaultCode, faultOf } from './fault.ts'
import type { LogSource } from './source.ts'

/** The policy of whoever knows the log's key only: no cosignatures are asked for. @throws TlogError `vkey_malformed`, `vkey_unsupported`, `policy_malformed` */
export const policyOfVkey = (vkey: string): Policy => {
  parseVkey(vkey)
  return parsePolicy(`log ${vkey}\nquorum none\n`)
}

/** A checkpoint as it was served, with what was verified of it. */
export interface SeenCheckpoint extends VerifiedCheckpoint {
  /** The signed note, verbatim. */
  readonly text: string
}

const faults: Readonly<Partial<Record<TlogErrorCode, LogFaultCode>>> = {
  note_malformed: 'checkpoint_malformed',
  checkpoint_malformed: 'checkpoint_malformed',
  checkpoint_origin_mismatch: 'checkpoint_of_another_log',
  note_unsigned: 'checkpoint_unsigned',
  signature_invalid: 'checkpoint_unsigned',
  cosignature_malformed: 'checkpoint_unsigned',
}

/**
 * Checks signature and cosignatures; whether the quorum is there is reported by `hasQuorum`.
 * @throws LogFault `checkpoint_malformed`, `checkpoint_of_another_log`, `checkpoint_unsigned`
 */
export function checkCheckpoint(text: string, policy: Policy, path = 'checkpoint'): SeenCheckpoint {
  try {
    return { ...verifyCheckpoint(text, policy), text }
  } catch (cause) {
    const code = cause instanceof TlogError ? faults[cause.code] : undefined
    if (!code) throw cause
    throw faultOf(code, { path }, cause)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw faultOf('checkpoint_malformed', { path: 'checkpoint' }, cause)
  }
}

/** @throws LogFault `checkpoint_missing`, and as `checkCheckpoint`; ClientError `unreachable` */
export async function readCheckpoint(
  source: LogSource,
  policy: Policy,
  signal?: AbortSignal,
): Promise<SeenCheckpoint> {
  const bytes = await source.read('checkpoint', signal)
  if (!bytes) throw faultOf('checkpoint_missing', { path: 'checkpoint' })
  return checkCheckpoint(textOf(bytes), policy)
}

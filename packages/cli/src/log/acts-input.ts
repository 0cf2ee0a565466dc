/** Acts from files: an act, an act with its receipt, or all of a proof bundle. */
import { type Act, AvowError, checkAct, decodeUtf8 } from '@avow/core'
import { parseProof } from '@avow/tlog'
import { VerifyError, decodeBundle } from '@avow/verify'
import { fail } from '../error.ts'
import { readFile } from '../io/files.ts'

export interface GivenAct {
  readonly act: Act
  /** Where a receipt says that it stands. */
  readonly index: number | undefined
}

function parsed(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes))
  } catch {
    // The parser quotes its input: its error is not passed on.
    throw fail('act_file_malformed', { file })
  }
}

const indexOf = (receipt: unknown): number | undefined =>
  typeof receipt === 'string' ? parseProof(receipt).index : undefined

function actsOf(bytes: Uint8Array, file: string): GivenAct[] {
  const value = parsed(bytes, file) as { act?: unknown; receipt?: unknown; acts?: unknown } | null
  if (value?.acts !== undefined)
    return decodeBundle(bytes).acts.map(({ act, receipt }) => ({
      act: checkAct(act),
      index: indexOf(receipt),
    }))
  return [{ act: checkAct(value?.act ?? value), index: indexOf(value?.receipt) }]
}

/** @throws CliError `act_file_malformed`, VerifyError for a bundle, CoreError `signature_invalid` */
export function readActs(file: string): GivenAct[] {
  const bytes = readFile(file)
  try {
    return actsOf(bytes, file)
  } catch (cause) {
    const isNone =
      cause instanceof AvowError && !(cause instanceof VerifyError) && cause.code !== 'signature_invalid'
    throw isNone ? fail('act_file_malformed', { file }, cause) : cause
  }
}

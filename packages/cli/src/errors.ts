/** From an error to its sentence and its exit code. */
import { ClientError } from '@avow/client'
import { AvowError, type Parameters } from '@avow/core'
import { TlogError } from '@avow/tlog'
import { VerifyError, sentenceOf as verdictSentenceOf } from '@avow/verify'
import { CliError } from './error.ts'
import type { Value } from './io/output.ts'
import { isMessageKey, t } from './translate.ts'

/** Whoever called can put these right by calling in another way. */
const wrongUsage: ReadonlySet<string> = new Set([
  'usage',
  'input_invalid',
  'port_in_use',
  'state_in_use',
  'file_unreadable',
  'file_exists',
  'file_unwritable',
  'words_count',
  'words_unknown',
  'words_checksum',
])

/** `tlog` knows nothing of the rest, so its errors are of their own kind. */
type Coded = AvowError | TlogError

const isCoded = (error: unknown): error is Coded => error instanceof AvowError || error instanceof TlogError

const isUnreachable = (error: AvowError): boolean =>
  (error instanceof ClientError && error.code === 'unreachable') ||
  (error instanceof CliError && ['trustee_unreachable', 'mirror_unreachable'].includes(error.code))

export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof AvowError)) return 1
  if (isUnreachable(error)) return 3
  const isUsage = !(error instanceof ClientError) && wrongUsage.has(error.code)
  return isUsage ? 2 : 1
}

/** The code under which a program and the catalogue know it: of a refusal, the register's own. */
const codeOf = (error: Coded): string =>
  error instanceof ClientError && error.code === 'refused' ? String(error.details['code']) : error.code

/** Details as parameters of a sentence. */
const parametersOf = ({ details }: Coded): Parameters =>
  Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
  )

/** Faults of a log have sentences of their own. Their class is not loaded for every other command. */
function faultKeyOf({ code, details }: Coded): string {
  const isWhole = code === 'entry_mismatch' && details['index'] === undefined
  return `fault.${isWhole ? 'entries_mismatch' : code}`
}

function keyOf(error: Coded): string {
  if (error.name === 'LogFault') return faultKeyOf(error)
  const isUsage = error instanceof CliError && error.code === 'usage'
  return isUsage ? String(error.details['key']) : `error.${codeOf(error)}`
}

function sentenceOfCoded(error: Coded, help: string): string {
  if (error instanceof CliError && error.code === 'input_invalid' && error.cause !== undefined)
    return sentenceOf(error.cause, help)
  if (error instanceof VerifyError)
    return verdictSentenceOf({ code: error.code, params: parametersOf(error) })
  const key = keyOf(error)
  if (isMessageKey(key)) return t(key, { ...parametersOf(error), help })
  return t('error.other', { code: codeOf(error) })
}

/** Where it happened, without the error's own message, which may quote what it was given. */
const placeOf = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 6)
        .join('\n')
    : ''

/** @param help the command that shows how it is done */
export function sentenceOf(error: unknown, help: string): string {
  if (isCoded(error)) return sentenceOfCoded(error, help)
  const name = error instanceof Error ? error.name : typeof error
  return `${t('error.unexpected', { name })}\n${placeOf(error)}`
}

/** For programs. */
export function reportOf(error: unknown, help: string): Value {
  const message = sentenceOf(error, help)
  if (!isCoded(error)) return { code: 'unexpected', message, details: {} }
  const told = error.code === 'input_invalid' && isCoded(error.cause) ? error.cause : error
  return { code: codeOf(told), message, details: told.details }
}

/** What is known of a statement after everything was checked (spec/opening.md, "The verdict"). */
import {
  type ConditionLanguage,
  type Hash,
  type Parameters,
  type Statement,
  checkTerms,
  conditionLanguages,
  formatCondition,
  formatMessage,
} from '@avow/core'
import { VerifyError, type VerifyErrorCode } from './error.ts'
import { en } from './messages/en.ts'

export type Status = 'proven' | 'pending' | 'could-not-check' | 'mismatch'

type ProvenCode =
  | 'text_proven'
  | 'author_proven'
  | 'author_proven_word'
  | 'author_proven_word_waiting'
  | 'time_proven'
  | 'opening_proven_now'
  | 'opening_proven_word'
  | 'opening_proven_at'
  | 'opening_proven_condition'
  | 'date_lock_proven'
  | 'roster_proven'
type PendingCode =
  | 'text_sealed'
  | 'text_opened'
  | 'time_not_witnessed_yet'
  | 'opening_waiting'
  | 'opening_released'
  | 'opening_opened'
  | 'opening_withdrawn'
type UncheckedCode =
  | 'time_without_witnesses'
  | 'opening_date_unproven'
  | 'opening_condition_unproven'
  | 'opening_silence_claimed'
  | 'opening_others_claimed'
  | 'roster_not_given'
  | 'verifier_failed'

export type FindingCode = ProvenCode | PendingCode | UncheckedCode | VerifyErrorCode

/** Instants (RFC 3339), counts, names, and as `condition` a condition's canonical JSON, for the sentence. */
export type Params = Readonly<Record<string, string | number>>

export interface Finding {
  readonly status: Status
  readonly code: FindingCode
  readonly params: Params
  /** Of a mismatch: the path of the member at fault, such as `acts[2].receipt`; `file` when it is no single member. */
  readonly where?: string
  /** For people, in English; `sentenceOf` gives it in other languages. */
  readonly sentence: string
}

/** The findings of a verdict that there may be, in their order. */
export const findings = ['text', 'author', 'time', 'opening', 'dateLock', 'roster'] as const

/** An act whose signature and receipt verify. */
export interface VerifiedAct {
  readonly kind: string
  /** Place in the log. */
  readonly index: number
  /** No later than, RFC 3339 in UTC; null where the policy has no witnesses. */
  readonly time: string | null
}

export interface Verdict {
  readonly text: Finding
  readonly author: Finding
  readonly time: Finding
  readonly opening: Finding
  /** Present only when there was a date lock. */
  readonly dateLock?: Finding
  readonly roster: Finding
  /** Present only when `text` is proven. */
  readonly statement?: Statement
  /** The bytes of the statement's attachments; present only when `text` is proven. */
  readonly attachments?: readonly Uint8Array[]
  /** The identifier of the statement that the file is about. */
  readonly statementId?: Hash
  /** Hash of the roster that the verdict rests on. */
  readonly rosterHash?: Hash
  /** In the order of the file; only those that verify. */
  readonly acts: readonly VerifiedAct[]
}

/** A catalogue in another language has a sentence for each code. */
export type VerdictMessages = Readonly<Record<FindingCode, string>>

const instants = new Set(['time', 'instant', 'seen', 'deposited'])

/** A formatter is dear to make; there is one for each language that was asked for. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(language: string): Intl.DateTimeFormat {
  const known = formats.get(language)
  const format =
    known ?? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' })
  formats.set(language, format)
  return format
}

const conditionLanguageOf = (language: string): ConditionLanguage =>
  conditionLanguages.find((one) => one === language.split('-')[0]) ?? 'en'

function spokenOne(name: string, value: string | number, language: string): string | number {
  if (instants.has(name)) return formatOf(language).format(Date.parse(String(value)))
  if (name !== 'condition') return value
  return formatCondition(checkTerms(JSON.parse(String(value))), conditionLanguageOf(language))
}

/** Parameters as they stand in a sentence: instants as date and time in UTC, conditions as they are read aloud. */
const spoken = (params: Params, language: string): Parameters =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, spokenOne(name, value, language)]))

/** The sentence of a finding in the language of the catalogue. */
export const sentenceOf = (
  finding: Pick<Finding, 'code' | 'params'>,
  messages: VerdictMessages = en,
  language = 'en-GB',
): string => formatMessage(messages[finding.code], spoken(finding.params, language), language)

const findingOf = (status: Status, code: FindingCode, params: Params): Finding => ({
  status,
  code,
  params,
  sentence: sentenceOf({ code, params }),
})

export const proven = (code: ProvenCode, params: Params = {}): Finding => findingOf('proven', code, params)
export const pending = (code: PendingCode, params: Params = {}): Finding => findingOf('pending', code, params)
export const unchecked = (code: UncheckedCode, params: Params = {}): Finding =>
  findingOf('could-not-check', code, params)

/** A fault as a finding. An error that is none of ours is a defect here, and is not held against the file. */
export function findingOfFault(fault: unknown): Finding {
  if (!(fault instanceof VerifyError)) return unchecked('verifier_failed')
  const { where, ...params } = fault.details
  return { ...findingOf('mismatch', fault.code, params as Params), where: String(where || 'file') }
}

/** Does a check; a fault becomes a finding. */
export async function findingFrom(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check()
  } catch (fault) {
    return findingOfFault(fault)
  }
}

const gravity: readonly Status[] = ['proven', 'pending', 'could-not-check', 'mismatch']

/**
 * The gravest status of text, author, time, opening and date lock. The roster counts when it is a mismatch; that it was not
 * compared is for the reader to weigh.
 */
export function statusOf(verdict: Verdict): Status {
  const { text, author, time, opening, dateLock, roster } = verdict
  const more = [...(dateLock ? [dateLock] : []), ...(roster.status === 'mismatch' ? [roster] : [])]
  const counted = [text, author, time, opening, ...more]
  return gravity[Math.max(...counted.map(({ status }) => gravity.indexOf(status)))]!
}

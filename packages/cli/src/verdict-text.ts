/** A verdict as sentences and as JSON: the same for `verify`, `status` and `demo`. */
import { type Finding, type Verdict, statusOf } from '@avow/verify'
import type { Value } from './io/output.ts'
import { t } from './translate.ts'

const parts = ['text', 'author', 'time', 'opening', 'roster'] as const

function lineOf(part: (typeof parts)[number], { status, sentence, where }: Finding): string {
  const place = where === undefined ? '' : ` ${t('verdict.where', { where })}`
  return `  ${t(`verdict.${part}`).padEnd(8)} ${t(`verdict.${status}`).padEnd(16)} ${sentence}${place}`
}

export const verdictLines = (verdict: Verdict): string =>
  parts.map((part) => lineOf(part, verdict[part])).join('\n')

export function verdictValue(verdict: Verdict): Value {
  const findings = Object.fromEntries(parts.map((part) => [part, verdict[part]]))
  const { statementId, rosterHash, acts } = verdict
  return { status: statusOf(verdict), ...findings, statement: statementId, rosterHash, acts }
}

/** The first member that does not match, for whoever wants one place only. */
export const firstMismatch = (verdict: Verdict): Finding | undefined =>
  parts.map((part) => verdict[part]).find(({ status }) => status === 'mismatch')

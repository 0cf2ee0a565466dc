/** A verdict as sentences and as JSON: the same for `verify`, `status` and `demo`. */
import { type Finding, type Verdict, findings, statusOf } from '@avow/verify'
import type { Value } from './io/output.ts'
import { t } from './translate.ts'

type Part = (typeof findings)[number]

/** Each finding that there is, with its name. */
const partsOf = (verdict: Verdict): (readonly [Part, Finding])[] =>
  findings.flatMap((part) => {
    const finding = verdict[part]
    return finding ? [[part, finding] as const] : []
  })

function lineOf(part: Part, { status, sentence, where }: Finding): string {
  const place = where === undefined ? '' : ` ${t('verdict.where', { where })}`
  return `  ${t(`verdict.${part}`).padEnd(8)} ${t(`verdict.${status}`).padEnd(16)} ${sentence}${place}`
}

export const verdictLines = (verdict: Verdict): string =>
  partsOf(verdict)
    .map(([part, finding]) => lineOf(part, finding))
    .join('\n')

export function verdictValue(verdict: Verdict): Value {
  const found = Object.fromEntries(partsOf(verdict))
  const { statementId, rosterHash, acts } = verdict
  return { status: statusOf(verdict), ...found, statement: statementId, rosterHash, acts }
}

/** The first member that does not match, for whoever wants one place only. */
export const firstMismatch = (verdict: Verdict): Finding | undefined =>
  partsOf(verdict)
    .map(([, finding]) => finding)
    .find(({ status }) => status === 'mismatch')

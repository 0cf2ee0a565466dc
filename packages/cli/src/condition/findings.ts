/** Findings of a condition, for people and for programs. */
import { type Finding, formatFinding } from '@avow/core'
import { t } from '../translate.ts'

export const findingValue = (finding: Finding) => ({
  code: finding.code,
  weight: finding.weight,
  path: finding.path,
  sentence: formatFinding(finding),
})

/** One a line; what must be confirmed is marked. */
export const findingLines = (findings: readonly Finding[]): string =>
  findings
    .map((finding) => {
      const { code } = finding
      return `  ${t(`condition.finding.${finding.weight}`, { code, sentence: formatFinding(finding) })}`
    })
    .join('\n')

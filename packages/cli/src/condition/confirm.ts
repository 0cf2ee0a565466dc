/** What a person must have confirmed before a condition is sealed (spec/conditions.md, "Findings"). */
import type { Finding } from '@avow/core'
import { fail } from '../error.ts'

/**
 * Findings that nobody has confirmed.
 * @throws CliError `usage` for a confirmation of a finding that is not there: whoever confirms it means another condition
 */
export function unconfirmed(findings: readonly Finding[], confirmed: readonly string[]): readonly Finding[] {
  const open = findings.filter(({ weight }) => weight === 'confirm')
  if (confirmed.some((code) => !open.some((finding) => finding.code === code)))
    throw fail('usage', { key: 'usage.confirm' })
  return open.filter(({ code }) => !confirmed.includes(code))
}

/** `avow condition check`: whether a condition may be sealed. */
import { type Finding, type Term, checkEvaluated, explainCondition, formatCondition } from '@avow/core'
import { type Options, command } from '../command.ts'
import { unconfirmed } from '../condition/confirm.ts'
import { findingLines, findingValue } from '../condition/findings.ts'
import { readCondition } from '../condition/input.ts'
import { t } from '../translate.ts'

const options = {
  confirm: { type: 'string', multiple: true, value: 'FINDING', about: 'condition.option.confirm' },
} as const satisfies Options

function answer(condition: Term, findings: readonly Finding[], open: readonly Finding[]): string {
  const shown = open.length > 0 ? open : findings
  const head = t(open.length > 0 ? 'condition.check.open' : 'condition.check.holds')
  return [formatCondition(condition), head, ...(shown.length > 0 ? [findingLines(shown)] : [])].join('\n')
}

export default command({
  summary: 'condition.check.summary',
  about: 'condition.check.about',
  arguments: ['CONDITION…'],
  options,
  examples: [
    '"on my word, or on 1 January 2030 at 00:00 UTC"',
    '"after 3 days of silence with 2 days of grace" --confirm silence_short --json',
  ],
  async run({ arguments: given, options: { confirm = [] }, output }) {
    const { condition } = readCondition(given)
    checkEvaluated(condition)
    const findings = explainCondition(condition, Date.now())
    const open = unconfirmed(findings, confirm)
    output.say(answer(condition, findings, open), {
      condition,
      sentence: formatCondition(condition),
      holds: open.length === 0,
      findings: findings.map((finding) => ({ ...findingValue(finding), open: open.includes(finding) })),
    })
    return open.length === 0 ? 0 : 1
  },
})

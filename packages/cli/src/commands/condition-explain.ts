/** `avow condition explain`: what a condition says, what is to be thought of, who sees what. */
import {
  type ConditionLanguage,
  type Fact,
  type Term,
  decodeUtf8,
  earliestOpening,
  encodeCanonical,
  explainCondition,
  formatCondition,
} from '@avow/core'
import { type Options, command } from '../command.ts'
import { findingLines, findingValue } from '../condition/findings.ts'
import { languageOption, usableCondition } from '../condition/input.ts'
import { sightsOf } from '../condition/sees.ts'
import { timeText } from '../condition/time-input.ts'
import { t } from '../translate.ts'

const options = {
  language: { type: 'string', short: 'l', value: 'LANGUAGE', about: 'condition.option.language' },
} as const satisfies Options

/** When it opens if it is deposited now and nobody does anything; and when, if the word comes at once. */
function forecast(term: Term, now: number) {
  const deposited: Fact = { kind: 'deposit', time: now }
  const alone = earliestOpening(term, [deposited], now)
  const withWord = earliestOpening(term, [deposited, { kind: 'word', time: now }], now)
  return { alone, withWord: withWord === alone ? null : withWord }
}

const openingLines = ({ alone, withWord }: ReturnType<typeof forecast>): string[] => [
  `  ${alone === null ? t('explain.opens.never') : t('explain.opens.alone', { time: timeText(alone)! })}`,
  ...(withWord === null ? [] : [`  ${t('explain.opens.word', { time: timeText(withWord)! })}`]),
]

const sightLines = (term: Term): string[] =>
  sightsOf(term).flatMap(({ party, sees }) => [
    `  ${t(`sees.party.${party}`)}`,
    ...sees.map((one) => `    ${one}`),
  ])

function explanation(term: Term, language: ConditionLanguage, now: number): string {
  const findings = explainCondition(term, now)
  const parts = [
    `${formatCondition(term, language)}\n${decodeUtf8(encodeCanonical(term))}`,
    [t('explain.opens'), ...openingLines(forecast(term, now))].join('\n'),
    findings.length > 0 && `${t('explain.findings')}\n${findingLines(findings)}`,
    [t('explain.sees'), ...sightLines(term)].join('\n'),
  ]
  return parts.filter((part) => part !== false).join('\n\n')
}

export default command({
  summary: 'condition.explain.summary',
  about: 'condition.explain.about',
  arguments: ['CONDITION…'],
  options,
  examples: [
    '"on my word, or after 30 days of silence with 7 days of grace"',
    '"по моему слову" --language en',
    '\'{"type":"at","time":"2030-01-01T00:00:00Z"}\' --language ar --json',
  ],
  async run({ arguments: given, options: { language: asked }, output }) {
    const { condition, language: found } = usableCondition(given)
    const language = languageOption(asked, found)
    const now = Date.now()
    const { alone, withWord } = forecast(condition, now)
    output.say(explanation(condition, language, now), {
      condition,
      sentence: formatCondition(condition, language),
      language,
      opens: { alone: timeText(alone), withWord: timeText(withWord) },
      findings: explainCondition(condition, now).map(findingValue),
      sees: sightsOf(condition),
    })
    return 0
  },
})

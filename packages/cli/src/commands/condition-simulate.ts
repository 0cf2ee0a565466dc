/** `avow condition simulate`: what a trustee that knows certain facts would say at a certain time. */
import {
  type ConditionLanguage,
  type Fact,
  type Term,
  type TermVerdict,
  type Verdict,
  formatCondition,
  gatherFacts,
  judgeCondition,
  leavesOf,
} from '@avow/core'
import { type Call, type Options, command } from '../command.ts'
import { type GivenFacts, factOptions, factsOf } from '../condition/facts-input.ts'
import { languageOption, usableCondition } from '../condition/input.ts'
import { timeOption, timeText } from '../condition/time-input.ts'
import { timeline } from '../condition/timeline.ts'
import { fail } from '../error.ts'
import { t } from '../translate.ts'

const options = {
  ...factOptions,
  now: { type: 'string', value: 'TIME', about: 'condition.option.now' },
  language: { type: 'string', short: 'l', value: 'LANGUAGE', about: 'condition.option.language' },
} as const satisfies Options

interface Simulation {
  readonly facts: readonly Fact[]
  readonly now: number
  /** Nothing was said of hearing, so that there is no gap in it. */
  readonly isHeardThroughout: boolean
}

function simulationOf(given: Call<typeof options>['options']): Simulation {
  const facts = factsOf(given as GivenFacts)
  const deposit = facts.find(({ kind }) => kind === 'deposit')
  if (!deposit) throw fail('usage', { key: 'usage.facts' })
  const deposited = 'time' in deposit ? deposit.time : null
  const now = given.now === undefined ? Date.now() : timeOption('now', given.now, deposited)
  const isHeardThroughout =
    deposited !== null && deposited <= now && !facts.some(({ kind }) => kind === 'heard')
  if (!isHeardThroughout) return { facts, now, isHeardThroughout }
  return { facts: [...facts, { kind: 'heard', from: deposited, until: now }], now, isHeardThroughout }
}

/** Since when, or when to look again. */
function timeLine({ since, lookAgain, holds }: TermVerdict | Verdict): string {
  if (holds) return since === null ? '' : t('simulate.since', { time: timeText(since)! })
  return lookAgain === null ? t('simulate.by_time_never') : t('simulate.look', { time: timeText(lookAgain)! })
}

const stateOf = ({ holds, why }: TermVerdict | Verdict): string =>
  holds ? t('simulate.state.holds') : t(`simulate.why.${why!}`)

function partLines(condition: Term, { terms }: Verdict, language: ConditionLanguage) {
  return leavesOf(condition).flatMap(({ leaf, path }) => {
    const verdict = terms.find((one) => one.path === path)
    if (!verdict) return []
    return [`  ${formatCondition(leaf, language)}`, `    ${stateOf(verdict)}. ${timeLine(verdict)}`.trimEnd()]
  })
}

function headLines(verdict: Verdict, { now, isHeardThroughout }: Simulation): string[] {
  const { holds, warning } = verdict
  const time = timeText(now)!
  const warned = warning && { since: timeText(warning.since)!, opens: timeText(warning.opens)! }
  return [
    holds ? t('simulate.holds', { time }) : t('simulate.holds_not', { time, why: stateOf(verdict) }),
    timeLine(verdict),
    warned ? t('simulate.warning', warned) : '',
    isHeardThroughout ? t('simulate.heard_throughout') : '',
  ].filter((line) => line !== '')
}

const termValue = ({ since, lookAgain, warned, ...rest }: TermVerdict) => ({
  ...rest,
  since: timeText(since),
  lookAgain: timeText(lookAgain),
  warned: timeText(warned),
})

const verdictValue = ({ since, lookAgain, warning, terms, ...rest }: Verdict) => ({
  ...rest,
  since: timeText(since),
  lookAgain: timeText(lookAgain),
  warning: warning && { since: timeText(warning.since), opens: timeText(warning.opens) },
  terms: terms.map(termValue),
})

export default command({
  summary: 'condition.simulate.summary',
  about: 'condition.simulate.about',
  arguments: ['CONDITION…'],
  options,
  examples: [
    '"on my word, or after 30 days of silence with 7 days of grace" --deposited 2027-01-01 --check-in P20D --now P52D',
    '"after 30 days of silence with 7 days of grace" --deposited 2027-01-01 --heard P0D/P10D --heard P15D/P60D --now P60D',
    '"on my word" --facts facts.json --now 2027-02-01T12:00:00Z --json',
  ],
  async run({ arguments: words, options: given, output }) {
    const { condition, language: found } = usableCondition(words)
    const language = languageOption(given.language, found)
    const simulation = simulationOf(given)
    const { facts, now } = simulation
    const verdict = judgeCondition(condition, gatherFacts(facts), now)
    const ahead = [verdict.lookAgain, verdict.warning?.opens ?? null]
    const said = [
      formatCondition(condition, language),
      ...headLines(verdict, simulation),
      '',
      ...partLines(condition, verdict, language),
      '',
      timeline(condition, facts, now, ahead),
    ].join('\n')
    output.say(said, {
      condition,
      sentence: formatCondition(condition, language),
      now: timeText(now),
      facts,
      ...verdictValue(verdict),
    })
    return verdict.holds ? 0 : 1
  },
})

/** The condition as the trustees have it, and how far each term of it is. */
import { type Condition, type Leaf, formatCondition, leavesOf } from '@avow/core'
import type { Status } from '@avow/verify'
import type { Known } from '../deposit/stages.ts'
import { h } from '../dom.ts'
import { formatGroups, formatTime } from '../format.ts'
import { t } from '../translate.ts'
import { actions, button } from '../ui/button.ts'
import { signOf } from '../verdict/sign.ts'
import { reportsIn, silenceAt, warningIn } from '../deposit/waiting.ts'

interface TermState {
  readonly status: Status
  readonly sentence: string
}

const done = (sentence: string): TermState => ({ status: 'proven', sentence })
const unsure = (sentence: string): TermState => ({ status: 'could-not-check', sentence })
const waits = (sentence: string): TermState => ({ status: 'pending', sentence })

function stateOfSilence(known: Known, path: string, now: number): TermState {
  const silence = silenceAt(known, path)
  if (!silence) return done(t('term.silence.over'))
  const { isWarned, until } = silence
  if (until === null) return waits(t('term.silence.waits'))
  const time = formatTime(until)
  if (isWarned) return unsure(t('term.silence.warned', { time }))
  // A warning that was kept back looks like none.
  return now >= Date.parse(until)
    ? unsure(t('term.silence.unheard', { time }))
    : waits(t('term.silence.until', { time }))
}

/**
 * How far a term is, by what trustees report and what the log holds; a date by this device's clock, as a report is of the
 * moment at which something changed.
 * @param now milliseconds since the epoch
 */
export function stateOfTerm(known: Known, leaf: Leaf, path: string, now: number): TermState {
  switch (leaf.type) {
    case 'now':
      return done(t('term.now'))
    case 'word':
      return known.word ? done(t('term.word.given')) : waits(t('term.word.waits'))
    case 'at':
      return now >= Date.parse(leaf.time) ? done(t('term.at.come')) : waits(t('term.at.waits'))
    case 'silence':
      return stateOfSilence(known, path, now)
    case 'together':
      return waits(t('term.together'))
  }
}

/** As its author reads it: the first digits are enough to tell one tag from another. */
export const sentenceOf = (condition: Condition): string =>
  formatCondition(condition, 'en').replace(/tag:([0-9a-f]{8})[0-9a-f]{56}/g, (_, digits: string) =>
    t('return.tag', { digits: formatGroups(digits) }),
  )

interface TermShown extends TermState {
  readonly name: string
}

/** What is said of each term. It changes with time alone, when a date comes. @param now as for `stateOfTerm` */
export const termsOf = (known: Known, condition: Condition, now: number): readonly TermShown[] =>
  leavesOf(condition).map(({ leaf, path }) => ({
    name: sentenceOf(leaf),
    ...stateOfTerm(known, leaf, path, now),
  }))

const row = ({ name, status, sentence }: TermShown): HTMLElement =>
  h(
    'li',
    {},
    signOf(status),
    h('div', {}, h('p', { class: 'name' }, name), h('p', { class: 'soft small' }, sentence)),
  )

export const conditionView = (known: Known, condition: Condition, terms: readonly TermShown[]): HTMLElement =>
  h(
    'section',
    { class: 'part' },
    h('h3', {}, t('return.condition')),
    h('p', {}, t('condition.sentence', { sentence: sentenceOf(condition) })),
    h('ul', { class: 'keepers', 'aria-label': t('return.condition') }, terms.map(row)),
    h('p', { class: 'soft small' }, t('return.condition.by', { count: reportsIn(known).length })),
  )

/** While a warning stands: what it says, when it opens, and the way to put it off. */
export function warningView(known: Known, onCheckIn: () => void): HTMLElement | undefined {
  const warning = warningIn(known)
  if (!warning) return undefined
  const { opens, count } = warning
  return h(
    'section',
    { class: 'aside caution stack-s', role: 'alert' },
    h('h3', {}, t('warning.title')),
    h('p', {}, t('warning.opens', { time: formatTime(opens) })),
    h('p', { class: 'soft small' }, t('warning.by', { count, trustees: known.trustees })),
    actions(button(t('check-in.do'), onCheckIn)),
  )
}

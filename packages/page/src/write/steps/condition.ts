/** The third step: when it opens, and who keeps it until then. */
import { dateLockFinding } from '@avow/core'
import { type Child, h } from '../../dom.ts'
import { parseInstant } from '../../dates.ts'
import { formatLocalTime } from '../../format.ts'
import { t } from '../../translate.ts'
import { button } from '../../ui/button.ts'
import { checkGroup, choiceGroup } from '../../ui/choices.ts'
import { chosenWays, conditionOf, daysOf, isDateLocked, ways } from '../condition-of.ts'
import type { StepView, WriteContext } from '../context.ts'
import type { TypedCondition, Way } from '../draft.ts'
import { faultsOfCondition, faultsOfVoucher } from '../faults.ts'
import { formFields, stepForm } from '../form.ts'
import { type Part, conditionField } from './condition-field.ts'
import { dateLockField } from './date-lock.ts'
import { findingsPanel } from './findings.ts'
import { keepers } from './keepers.ts'
import { togetherFields } from './together.ts'
import { vouchedPart } from './vouched.ts'

/** Date and time in UTC, and what that is on this device's clock. */
function instantFields(part: Part): HTMLElement {
  const { typed, onChange } = part
  const local = h('p', { class: 'help', role: 'status' })
  const tell = (): void => {
    const instant = parseInstant(typed.date, typed.time)
    local.textContent = instant === undefined ? '' : t('condition.local', { time: formatLocalTime(instant) })
  }
  tell()
  const inner = { ...part, onChange: () => (tell(), onChange()) }
  const field = (name: 'date' | 'time') => conditionField(inner, name, { type: name })
  return h(
    'div',
    { class: 'inset' },
    h('div', { class: 'pair' }, field('date'), field('time')),
    h('p', { class: 'help' }, t('condition.date.help')),
    local,
  )
}

/** What silence rests on, in plain words. */
const silenceRests = (days: HTMLElement): HTMLElement =>
  h(
    'ul',
    { class: 'bulleted rests' },
    h('li', {}, days),
    h('li', {}, t('condition.silence.heard')),
    h('li', {}, t('condition.silence.lost')),
  )

/** Days of silence and of grace, and by when that is a sign of life. */
function silenceFields(part: Part): HTMLElement {
  const { typed, onChange } = part
  const by = h('span', {})
  const tell = (): void => {
    const days = daysOf(typed, 'duration')
    by.textContent =
      days === undefined ? t('condition.silence.sign') : t('condition.silence.sign.days', { days })
  }
  tell()
  const inner = { ...part, onChange: () => (tell(), onChange()) }
  const field = (name: 'duration' | 'grace') => conditionField(inner, name, { isNumber: true })
  return h(
    'div',
    { class: 'inset' },
    h('div', { class: 'pair' }, field('duration'), field('grace')),
    h('p', { class: 'help' }, t('condition.silence.help')),
    silenceRests(by),
  )
}

/** Whoever cannot be asked gives no tag, so that a page without a network does not offer others. */
const waysIn = ({ askForTags }: WriteContext): readonly Way[] =>
  askForTags ? ways : ways.filter((way) => way !== 'together')

const insetsOf = (
  part: Part,
  context: WriteContext,
  vouched: HTMLElement,
): Partial<Record<Way, HTMLElement>> => ({
  at: instantFields(part),
  silence: silenceFields(part),
  together: togetherFields(part, context, vouched),
})

function wayChoices(part: Part, context: WriteContext, vouched: HTMLElement): HTMLElement {
  const { typed, fields, onChange } = part
  const insets = insetsOf(part, context, vouched)
  const group = checkGroup<Way>({
    legend: t('condition.ways'),
    help: t(context.askForTags ? 'condition.ways.help' : 'condition.ways.alone'),
    choices: waysIn(context).map((value) => ({
      value,
      name: t(`condition.${value}`),
      more: t(`condition.${value}.more`),
      inset: insets[value],
      isChosen: typed[value],
    })),
    onChange: (way, isChosen) => {
      typed[way] = isChosen
      onChange()
    },
  })
  return fields.add('ways', group).element
}

const joinChoice = ({ typed, onChange }: Part): HTMLElement =>
  choiceGroup<TypedCondition['joined']>({
    legend: t('condition.join'),
    value: typed.joined,
    isCompact: true,
    choices: (['any', 'all'] as const).map((value) => ({
      value,
      name: t(`condition.${value}`),
      more: t(`condition.${value}.more`),
    })),
    onChange: (value) => {
      typed.joined = value
      onChange()
    },
  })

/** All of the form that says when it opens. Parts that have nothing to do with what is chosen are not seen. */
function conditionForm(part: Part, context: WriteContext, vouched: HTMLElement): Child {
  const { typed } = part
  const draw = (): void => {
    chosen.hidden = typed.opens === 'now'
    join.hidden = chosenWays(typed).length < 2
    lock.draw()
    part.onChange()
  }
  const inner = { ...part, onChange: draw }
  const [chosen, join] = [wayChoices(inner, context, vouched), joinChoice(inner)]
  const lock = dateLockField(inner, context.dateLocks)
  const opens = choiceGroup<TypedCondition['opens']>({
    legend: t('condition.when'),
    value: typed.opens,
    choices: (['now', 'later'] as const).map((value) => ({
      value,
      name: t(`condition.${value}`),
      more: t(`condition.${value}.more`),
    })),
    onChange: (value) => {
      typed.opens = value
      draw()
    },
  })
  draw()
  return [opens, chosen, join, lock.element]
}

export const conditionStep: StepView = (context, move) => {
  const { draft } = context
  const fields = formFields()
  const findings = findingsPanel(() => draft.language, context.meant)
  const tell = (): void =>
    findings.draw(conditionOf(draft.condition), isDateLocked(draft.condition) ? [dateLockFinding] : [])
  // A draft may come from a page that could do more.
  if (!context.askForTags) draft.condition.together = false
  if (!context.dateLocks) draft.condition.dateLock = false
  const part = { typed: draft.condition, fields, onChange: tell }
  const vouched = vouchedPart(part, context)
  const form = conditionForm(part, context, vouched.element)
  const kept = keepers(context, vouched.draw)
  return stepForm(
    {
      title: t('condition.title'),
      onSubmit: () => {
        const { voucher, roster } = context
        const faults = [...faultsOfCondition(draft, Date.now()), ...faultsOfVoucher(draft, voucher, roster)]
        const isRight = fields.judge(faults)
        if (isRight && findings.judge() && kept.judge()) move('continue')
      },
      also: button(t('step.back'), () => move('back'), 'quiet'),
    },
    form,
    findings.element,
    kept.element,
  )
}

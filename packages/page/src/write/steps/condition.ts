/** The third step: when it opens, and who keeps it until then. */
import { h } from '../../dom.ts'
import { parseInstant } from '../../dates.ts'
import { formatLocalTime } from '../../format.ts'
import { t } from '../../translate.ts'
import { button } from '../../ui/button.ts'
import { choiceGroup } from '../../ui/choices.ts'
import { textField } from '../../ui/field.ts'
import type { StepView, WriteContext } from '../context.ts'
import type { When } from '../draft.ts'
import { faultsOfCondition } from '../faults.ts'
import { type FormFields, formFields, stepForm } from '../form.ts'
import { keepers } from './keepers.ts'

const conditions: readonly When[] = ['now', 'at', 'word']

/** Date and time in UTC, and what that is on this device's clock. */
function instantFields({ draft }: WriteContext, fields: FormFields): HTMLElement {
  const local = h('p', { class: 'help', role: 'status' })
  const tell = (): void => {
    const instant = parseInstant(draft.date, draft.time)
    local.textContent = instant === undefined ? '' : t('condition.local', { time: formatLocalTime(instant) })
  }
  tell()
  const field = (name: 'date' | 'time') =>
    fields.add(
      name,
      textField({
        label: t(`condition.${name}`),
        type: name,
        value: draft[name],
        onInput: (value) => {
          draft[name] = value
          tell()
        },
      }),
    ).element
  return h(
    'div',
    { class: 'inset' },
    h('div', { class: 'pair' }, field('date'), field('time')),
    h('p', { class: 'help' }, t('condition.date.help')),
    local,
  )
}

export const conditionStep: StepView = (context, move) => {
  const { draft } = context
  const fields = formFields()
  const inset = instantFields(context, fields)
  const kept = keepers(context)
  return stepForm(
    {
      title: t('condition.title'),
      onSubmit: () => {
        const isRight = fields.judge(faultsOfCondition(draft, Date.now()))
        if (isRight && kept.judge()) move('continue')
      },
      also: button(t('step.back'), () => move('back'), 'quiet'),
    },
    choiceGroup<When>({
      legend: t('condition.when'),
      value: draft.condition,
      choices: conditions.map((value) => ({
        value,
        name: t(`condition.${value}`),
        more: t(`condition.${value}.more`),
        inset: value === 'at' ? inset : undefined,
      })),
      onChange: (value) => (draft.condition = value),
    }),
    kept.element,
  )
}

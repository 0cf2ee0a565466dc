/** The second step: who says it, and of which institution. */
import { h, show } from '../../dom.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'
import { choiceGroup } from '../../ui/choices.ts'
import { textField } from '../../ui/field.ts'
import { type StepView, type WriteContext, scriptOf } from '../context.ts'
import { type NamedAs, type TypedInstitution, newInstitution } from '../draft.ts'
import { faultsOfNames } from '../faults.ts'
import { type FormFields, formFields, stepForm } from '../form.ts'
import { dateField } from './text.ts'

const ways: readonly NamedAs[] = ['name', 'role', 'pseudonym', 'nobody']
const most = 16

/** How the author is named; the field for the name is called after it. */
function naming({ draft }: WriteContext, fields: FormFields): HTMLElement {
  const labelOf = (as: NamedAs): string => t(`names.${as === 'nobody' ? 'name' : as}`)
  const name = fields.add(
    'name',
    textField({
      label: labelOf(draft.as),
      script: scriptOf(draft),
      value: draft.name,
      onInput: (typed) => (draft.name = typed),
    }),
  )
  const follow = (as: NamedAs): void => {
    draft.as = as
    name.element.hidden = as === 'nobody'
    name.element.querySelector('label')!.textContent = labelOf(as)
    name.fault()
  }
  const group = choiceGroup<NamedAs>({
    legend: t('names.as'),
    value: draft.as,
    choices: ways.map((value) => ({ value, name: t(`as.${value}`), more: t(`as.${value}.more`) })),
    onChange: follow,
  })
  follow(draft.as)
  return h('div', {}, group, name.element)
}

type Rest = {
  readonly count: number
  readonly onRemove: () => void
}

function institutionFields(
  { draft }: WriteContext,
  fields: FormFields,
  at: number,
  { count, onRemove }: Rest,
): HTMLElement {
  const typed = draft.institutions[at]!
  const options = (key: keyof TypedInstitution) => ({
    value: typed[key],
    onInput: (value: string) => {
      typed[key] = value
    },
  })
  const script = scriptOf(draft)
  const text = (key: 'name' | 'unit' | 'role', help?: string) =>
    fields.add(
      `institutions.${at}.${key}`,
      textField({ ...options(key), label: t(`institution.${key}`), script, ...(help ? { help } : {}) }),
    ).element
  const date = (key: 'since' | 'until') =>
    fields.add(`institutions.${at}.${key}`, dateField({ ...options(key), label: t(`institution.${key}`) }))
      .element
  return h(
    'fieldset',
    {},
    h('legend', {}, count > 1 ? t('institution.many', { n: at + 1 }) : t('institution.one')),
    text('name', t('institution.name.help')),
    h('div', { class: 'pair' }, text('unit'), text('role')),
    h('div', { class: 'pair' }, date('since'), date('until')),
    h('p', { class: 'help' }, t('institution.date.help')),
    count > 1 && actions(button(t('institution.remove', { n: at + 1 }), onRemove, 'quiet')),
  )
}

/** The institutions, drawn anew when one is added or removed. */
function institutions(context: WriteContext, fields: FormFields): HTMLElement {
  const { draft } = context
  const list = h('div', {})
  const draw = (focusAt?: number): void => {
    const count = draft.institutions.length
    fields.forget('institutions.')
    show(
      list,
      draft.institutions.map((_, at) =>
        institutionFields(context, fields, at, {
          count,
          onRemove: () => {
            draft.institutions.splice(at, 1)
            draw(Math.max(0, at - 1))
          },
        }),
      ),
    )
    add.hidden = count >= most
    if (focusAt !== undefined) list.querySelectorAll('fieldset')[focusAt]?.querySelector('input')?.focus()
  }
  const add = button(
    t('institution.add'),
    () => {
      draft.institutions.push(newInstitution())
      draw(draft.institutions.length - 1)
    },
    'quiet',
  )
  draw()
  return h('div', {}, list, actions(add))
}

export const namesStep: StepView = (context, move) => {
  const fields = formFields()
  return stepForm(
    {
      title: t('names.title'),
      onSubmit: () => fields.judge(faultsOfNames(context.draft)) && move('continue'),
      also: button(t('step.back'), () => move('back'), 'quiet'),
    },
    naming(context, fields),
    institutions(context, fields),
  )
}

/** Radio buttons and boxes as ruled lines; what belongs to a choice opens under it. */
import { h, unique } from '../dom.ts'
import { type Field, faultOf } from './field.ts'

interface Choice<V extends string> {
  readonly value: V
  readonly name: string
  readonly more: string
  /** Shown while this is chosen. */
  readonly inset?: HTMLElement | undefined
}

export interface Choices<V extends string> {
  readonly legend: string
  readonly value: V
  readonly choices: readonly Choice<V>[]
  readonly isCompact?: boolean
  readonly onChange: (value: V) => void
}

interface Mark {
  readonly type: 'radio' | 'checkbox'
  readonly group: string
  readonly isChosen: boolean
  readonly isCompact?: boolean
}

function choiceOf<V extends string>(
  choice: Choice<V>,
  { type, group, isChosen, isCompact = false }: Mark,
): { input: HTMLInputElement; label: HTMLElement } {
  const id = unique('choice')
  const input = h('input', {
    type,
    name: group,
    value: choice.value,
    checked: isChosen,
    'aria-labelledby': `${id}-name`,
    'aria-describedby': `${id}-more`,
  })
  const label = h(
    'label',
    { class: isCompact ? 'choice compact' : 'choice' },
    input,
    h(
      'span',
      {},
      h('span', { class: 'name', id: `${id}-name` }, choice.name),
      h('span', { class: 'more', id: `${id}-more` }, choice.more),
    ),
  )
  return { input, label }
}

export function choiceGroup<V extends string>(options: Choices<V>): HTMLFieldSetElement {
  const group = unique('group')
  const made = options.choices.map((choice) =>
    choiceOf(choice, {
      type: 'radio',
      group,
      isChosen: choice.value === options.value,
      isCompact: options.isCompact ?? false,
    }),
  )
  const follow = (value: V): void => {
    for (const { inset, value: own } of options.choices) if (inset) inset.hidden = own !== value
  }
  follow(options.value)
  const list = h(
    'div',
    { class: 'choices' },
    made.map(({ label }, at) => [label, options.choices[at]?.inset]),
  )
  list.addEventListener('change', (event) => {
    const { target } = event
    if (!(target instanceof HTMLInputElement) || target.name !== group) return
    follow(target.value as V)
    options.onChange(target.value as V)
  })
  return h('fieldset', {}, h('legend', {}, options.legend), list)
}

export interface Checks<V extends string> {
  readonly legend: string
  readonly help: string
  readonly choices: readonly (Choice<V> & { readonly isChosen: boolean })[]
  readonly onChange: (value: V, isChosen: boolean) => void
}

/** Boxes of which one or more may be ticked. A fault is said of them all. */
export function checkGroup<V extends string>({
  legend,
  help,
  choices,
  onChange,
}: Checks<V>): Field<HTMLInputElement> {
  const group = unique('group')
  const helpId = unique('help')
  const made = choices.map((choice) => {
    const { inset, value, isChosen } = choice
    const { input, label } = choiceOf(choice, { type: 'checkbox', group, isChosen })
    if (inset) inset.hidden = !isChosen
    input.addEventListener('change', () => {
      if (inset) inset.hidden = !input.checked
      fault()
      onChange(value, input.checked)
    })
    return { input, parts: [label, inset] }
  })
  const list = h(
    'div',
    { class: 'choices' },
    made.map(({ parts }) => parts),
  )
  const element = h(
    'fieldset',
    {},
    h('legend', {}, legend),
    h('p', { class: 'help', id: helpId }, help),
    list,
  )
  const { element: error, fault } = faultOf(element, helpId)
  element.append(error)
  return { element, control: made[0]!.input, fault }
}

/** Radio buttons as ruled lines; what belongs to a choice opens under it. */
import { h, unique } from '../dom.ts'

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

function choiceOf<V extends string>(choice: Choice<V>, group: string, isChosen: boolean, isCompact: boolean) {
  const id = unique('choice')
  const input = h('input', {
    type: 'radio',
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
    choiceOf(choice, group, choice.value === options.value, options.isCompact ?? false),
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

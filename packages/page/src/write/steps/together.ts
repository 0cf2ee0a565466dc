/** Together with others: how many, about which institution, and what that gives and does not give. */
import { type Child, h } from '../../dom.ts'
import { t } from '../../translate.ts'
import { type WriteContext, scriptOf } from '../context.ts'
import { type Part, conditionField } from './condition-field.ts'

const bulleted = (...lines: string[]): HTMLElement =>
  h(
    'ul',
    { class: 'bulleted rests' },
    lines.map((line) => h('li', {}, line)),
  )

/** The institution as the statement calls it; which one that is, no name can say. */
function named({ draft }: WriteContext): HTMLElement {
  const names = draft.institutions.map(({ name }) => h('li', {}, h('bdi', { ...scriptOf(draft) }, name)))
  return h('div', { class: 'help' }, t('condition.institution.named'), h('ul', { class: 'plain' }, names))
}

/** The field for the institution's id, and a way to find it by name where the register has a list. */
function institutionFields(part: Part, { searchBox }: WriteContext): Child {
  const help = t(searchBox ? 'condition.institution.help.list' : 'condition.institution.help')
  const id = conditionField(part, 'institution', { help })
  if (!searchBox) return id
  const put = (chosen: string): void => {
    const input = id.querySelector('input')!
    input.value = chosen
    // As if it had been typed, so that what follows from typing follows.
    input.dispatchEvent(new Event('input'))
  }
  return [searchBox(put), id]
}

/** @param vouched the choice that only vouched statements count */
export const togetherFields = (part: Part, context: WriteContext, vouched: HTMLElement): HTMLElement =>
  h(
    'div',
    { class: 'inset' },
    conditionField(part, 'size', { isNumber: true, help: t('condition.together.help') }),
    institutionFields(part, context),
    named(context),
    h('p', { class: 'help' }, t('condition.institution.same')),
    vouched,
    bulleted(
      t('condition.together.unseen'),
      t('condition.together.conspire'),
      t('condition.together.opened'),
      t('condition.together.asking'),
    ),
  )

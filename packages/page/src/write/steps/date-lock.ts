/** Whether it is locked a second time until its date; seen only where it has one. */
import { h, unique } from '../../dom.ts'
import { t } from '../../translate.ts'
import { checkField } from '../../ui/field.ts'
import { hasDate } from '../condition-of.ts'
import type { DateLocks } from '../context.ts'
import type { Part } from './condition-field.ts'

export interface DateLockField {
  readonly element: HTMLElement
  /** Shows or hides it, by what is chosen now. */
  draw(): void
}

/** @param dateLocks undefined where it is not offered */
export function dateLockField({ typed, onChange }: Part, dateLocks: DateLocks | undefined): DateLockField {
  const box = checkField(t('condition.date_lock'), typed.dateLock, (isChecked) => {
    typed.dateLock = isChecked
    onChange()
  })
  const id = unique('help')
  box.control.setAttribute('aria-describedby', id)
  const help = h('p', { class: 'help', id }, t('condition.date_lock.more'))
  const ask = dateLocks === 'unknown' && h('p', { class: 'help' }, t('condition.date_lock.unknown'))
  const element = h('div', { class: 'field' }, box.element, help, ask)
  return { element, draw: () => void (element.hidden = dateLocks === undefined || !hasDate(typed)) }
}

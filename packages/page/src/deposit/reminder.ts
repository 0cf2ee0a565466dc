/** Reminders to check in, as a file for the author's calendar. */
import {
  type Condition,
  AvowError,
  formatCalendar,
  millisecondsOf,
  randomBytes,
  remindersOf,
  shortestSilence,
} from '@avow/core'
import { h, saveFile } from '../dom.ts'
import { t } from '../translate.ts'
import { actions, button } from '../ui/button.ts'
import { selectField, textField } from '../ui/field.ts'

const hour = millisecondsOf('PT1H')
const day = 24 * hour

const nameOf = (every: number): string =>
  every % day === 0
    ? t('reminder.days', { days: every / day })
    : t('reminder.hours', { hours: Math.round(every / hour) })

/** Intervals that leave time to miss one: a third of the silence, and shorter ones. */
function intervalsOf(condition: Condition, now: number): number[] {
  const { every } = remindersOf(condition, now)
  return [every, ...[60, 30, 14, 7, 2, 1].map((days) => days * day).filter((one) => one < every)]
}

/** By when the author must have checked in for the first time, RFC 3339; undefined where there is no silence. */
export function firstCheckIn(condition: Condition, now: number): string | undefined {
  const silence = shortestSilence(condition)
  return silence === null ? undefined : new Date(now + silence).toISOString()
}

/** @returns undefined where the condition has no silence @param now milliseconds since the epoch, from when on */
export function reminderPanel(condition: Condition, now: number): HTMLElement | undefined {
  if (shortestSilence(condition) === null) return undefined
  const intervals = intervalsOf(condition, now)
  const chosen = { title: t('reminder.title.default'), every: intervals[0]! }
  const title = textField({
    label: t('reminder.title'),
    value: chosen.title,
    onInput: (typed) => (chosen.title = typed),
  })
  const every = selectField({
    label: t('reminder.every'),
    value: String(chosen.every),
    options: intervals.map((one) => [String(one), nameOf(one)] as const),
    onChange: (value) => (chosen.every = Number(value)),
  })
  const save = (): void => {
    try {
      const reminders = remindersOf(condition, now, chosen.every)
      saveFile('reminder.ics', formatCalendar(reminders, chosen.title, randomBytes(16)), 'text/calendar')
    } catch (fault) {
      if (!(fault instanceof AvowError)) throw fault
      title.fault(t('reminder.title.fault'))
      title.control.focus()
    }
  }
  return h(
    'div',
    { class: 'reminder' },
    h('p', { class: 'soft small' }, t('reminder.text')),
    h('div', { class: 'pair' }, title.element, every.element),
    actions(button(t('reminder.save'), save, 'quiet')),
  )
}

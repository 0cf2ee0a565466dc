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
import { h, saveFile } from '../../dom.ts'
import { formatTime } from '../../format.ts'
import { t } from '../../translate.ts'
import { actions, button } from '../../ui/button.ts'
import { selectField, textField } from '../../ui/field.ts'

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

/** @returns undefined where the condition has no silence @param now milliseconds since the epoch, when it is sealed */
export function reminderPanel(condition: Condition, now: number): HTMLElement | undefined {
  const silence = shortestSilence(condition)
  if (silence === null) return undefined
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
    'section',
    { class: 'part reminder' },
    h('h3', {}, t('reminder.heading')),
    h('p', {}, t('reminder.lead', { time: formatTime(new Date(now + silence).toISOString()) })),
    h('p', { class: 'soft small' }, t('reminder.text')),
    h('div', { class: 'pair' }, title.element, every.element),
    actions(button(t('reminder.save'), save, 'quiet')),
  )
}

/** `avow condition calendar`: reminders to check in, for a calendar that others may see. */
import { AvowError, formatCalendar, randomBytes, remindersOf } from '@avow/core'
import { type Options, command } from '../command.ts'
import { usableCondition } from '../condition/input.ts'
import { durationOption, instantOption, timeText } from '../condition/time-input.ts'
import { fail } from '../error.ts'
import { writeFile } from '../io/files.ts'
import { t } from '../translate.ts'

const options = {
  out: { type: 'string', short: 'o', value: 'FILE', about: 'condition.option.out' },
  title: { type: 'string', value: 'TEXT', about: 'condition.option.title' },
  every: { type: 'string', value: 'DURATION', about: 'condition.option.every' },
  from: { type: 'string', value: 'TIME', about: 'condition.option.from' },
} as const satisfies Options

function orUsage<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof AvowError && cause.code === 'reminder_invalid')
      throw fail('usage', { key: `usage.reminder.${String(cause.details['reason'])}` }, cause)
    throw cause
  }
}

export default command({
  summary: 'condition.calendar.summary',
  about: 'condition.calendar.about',
  arguments: ['CONDITION…'],
  options,
  examples: [
    '"after 30 days of silence with 7 days of grace" --out reminder.ics',
    '"after 90 days of silence with 14 days of grace" --every P7D --title "Water the plants" --out reminder.ics',
  ],
  async run({ arguments: given, options: { out, title, every, from }, output }) {
    if (out === undefined) throw fail('usage', { key: 'usage.option_missing', option: '--out' })
    const { condition } = usableCondition(given)
    const interval = every === undefined ? undefined : durationOption('every', every)
    const start = from === undefined ? Date.now() : instantOption('from', from)
    const reminders = orUsage(() => remindersOf(condition, start, interval))
    writeFile(
      out,
      orUsage(() => formatCalendar(reminders, title ?? t('calendar.title'), randomBytes(16))),
    )
    const values = { file: out, first: timeText(reminders.first), hours: reminders.every / 3_600_000 }
    output.say(t('condition.calendar.done', { file: out, first: values.first! }), values)
    return 0
  },
})

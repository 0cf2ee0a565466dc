/** `avow log checkpoint`: the newest signed state of a register's log, verified. */
import { formatInstant } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { type Options, command } from '../command.ts'
import { wholeNumber } from '../options.ts'
import { clientOf, fetchRoster, hashOption, registerOption, rosterHashOption } from '../register.ts'
import { t } from '../translate.ts'

const options = {
  register: registerOption,
  'roster-hash': rosterHashOption,
  'most-age': { type: 'string', value: 'SECONDS', about: 'log.checkpoint.option.most_age' },
  note: { type: 'boolean', about: 'log.checkpoint.option.note' },
} as const satisfies Options

const instantOf = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : formatInstant(milliseconds)

export default command({
  summary: 'log.checkpoint.summary',
  about: 'log.checkpoint.about',
  options,
  examples: [
    '--register http://127.0.0.1:8440',
    '--register http://127.0.0.1:8440 --most-age 60 --json',
    '--register http://127.0.0.1:8440 --note',
  ],
  async run({ options: given, output }) {
    const client = clientOf(given.register)
    const mostAge = wholeNumber('most-age', given['most-age'], { least: 1, most: 999_999_999, otherwise: 0 })
    const roster = await fetchRoster(client, hashOption('roster-hash', given['roster-hash']))
    const checkpoint = await client.checkpoint()
    const { origin, size, root, times, observed, quorum } =
      createReceiptVerifier(roster).checkpoint(checkpoint)
    const age = observed === null ? null : Math.max(0, Math.round((Date.now() - observed) / 1000))
    const isOld = mostAge > 0 && (age === null || age > mostAge)
    const values = { origin, size, root, quorum, witnesses: times.length, time: instantOf(observed) }
    const sentence = t(age === null ? 'log.checkpoint.unwitnessed' : 'log.checkpoint.done', {
      ...values,
      time: values.time ?? '',
      age: age ?? 0,
    })
    output.say(given.note ? checkpoint.trimEnd() : sentence, { ...values, age, note: checkpoint })
    if (isOld) output.note(t('log.checkpoint.old', { most: mostAge }))
    return isOld ? 1 : 0
  },
})

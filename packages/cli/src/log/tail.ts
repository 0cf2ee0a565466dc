/** `avow log tail`: the entries of a log as they come, each proven. */
import { readCheckpoint, tail } from '@avow/client/log'
import { encodeHex } from '@avow/core'
import { type Options, command } from '../command.ts'
import { wholeNumber } from '../options.ts'
import { t } from '../translate.ts'
import { openPlace, placeOptions } from './place.ts'
import { secondsOf, untilAsked } from './until.ts'

const options = {
  ...placeOptions,
  from: { type: 'string', value: 'NUMBER', about: 'log.tail.option.from' },
  count: { type: 'string', short: 'n', value: 'NUMBER', about: 'log.tail.option.count' },
  follow: { type: 'boolean', short: 'f', about: 'log.tail.option.follow' },
  every: { type: 'string', value: 'SECONDS', about: 'log.tail.option.every' },
  for: { type: 'string', value: 'SECONDS', about: 'log.option.for' },
} as const satisfies Options

export default command({
  summary: 'log.tail.summary',
  about: 'log.tail.about',
  arguments: ['LOG'],
  options,
  examples: [
    'http://127.0.0.1:8440',
    'http://127.0.0.1:8440 --follow --json',
    'mirror/log --vkey VKEY --from 0',
  ],
  async run({ arguments: [argument], options: given, output }) {
    const most = 999_999_999
    const count = wholeNumber('count', given.count, { least: 1, most, otherwise: 10 })
    const asked = wholeNumber('from', given.from, { least: 0, most, otherwise: -1 })
    const every = secondsOf('every', given.every, 1)
    const { source, policy } = await openPlace(argument!, given)
    const signal = untilAsked(given.for)
    const from = asked >= 0 ? asked : Math.max(0, (await readCheckpoint(source, policy)).size - count)
    const following = given.follow ? { every, signal } : {}
    for await (const { index, entry, size } of tail({ source, policy, from, ...following })) {
      const values = { index, entry: encodeHex(entry) }
      output.say(t('log.tail.entry', values), { ...values, size })
    }
    return 0
  },
})

/** `avow log monitor`: watches a log for as long as it is let to, and says when something does not hold. */
import { createClient } from '@avow/client'
import { type MonitorEvent, monitor } from '@avow/client/log'
import { type Options, command } from '../command.ts'
import type { Output } from '../io/output.ts'
import { wholeNumber } from '../options.ts'
import { t } from '../translate.ts'
import { faultText, faultValue } from './fault-text.ts'
import { openPlace, placeOptions } from './place.ts'
import { secondsOf, untilAsked } from './until.ts'

const options = {
  ...placeOptions,
  state: { type: 'string', value: 'FILE', about: 'log.monitor.option.state' },
  every: { type: 'string', value: 'SECONDS', about: 'log.option.every' },
  stalled: { type: 'string', value: 'SECONDS', about: 'log.monitor.option.stalled' },
  units: { type: 'string', value: 'NUMBER', about: 'log.monitor.option.units' },
  first: { type: 'boolean', about: 'log.monitor.option.first' },
  for: { type: 'string', value: 'SECONDS', about: 'log.option.for' },
} as const satisfies Options

function sentenceOf(event: MonitorEvent): string {
  switch (event.type) {
    case 'grown':
      return t('log.monitor.grown', { size: event.size, added: event.added })
    case 'replayed':
      return t('log.monitor.replayed', { size: event.size })
    case 'alarm':
      return t('log.monitor.alarm', { sentence: faultText(event.fault) })
    case 'cleared':
      return t('log.monitor.cleared', { sentence: faultText(event.fault) })
    default:
      return t(`log.monitor.${event.type}`)
  }
}

function say(output: Output, event: MonitorEvent): void {
  const time = new Date().toISOString()
  const more = 'fault' in event ? faultValue(event.fault) : {}
  output.say(`${time} ${sentenceOf(event)}`, { time, ...event, ...more })
}

export default command({
  summary: 'log.monitor.summary',
  about: 'log.monitor.about',
  arguments: ['LOG'],
  options,
  examples: [
    'http://127.0.0.1:8440 --state monitor.json',
    'http://127.0.0.1:8440 --first --stalled 120 --json',
    'https://log.example/2027 --policy policy.txt --every 60',
  ],
  async run({ arguments: [argument], options: given, output }) {
    const { source, policy, register } = await openPlace(argument!, given)
    let alarms = 0
    const watching = monitor({
      source,
      policy,
      register: register === undefined ? undefined : createClient({ base: register }),
      stateFile: given.state,
      every: secondsOf('every', given.every, 10),
      stalledAfter: secondsOf('stalled', given.stalled, 300),
      units: wholeNumber('units', given.units, { least: 1, most: 1_000_000, otherwise: 16 }),
      now: Date.now,
      signal: untilAsked(given.for),
    })
    for await (const event of watching) {
      say(output, event)
      if (event.type === 'alarm') alarms += 1
      if (alarms > 0 && given.first) break
    }
    return alarms > 0 ? 1 : 0
  },
})

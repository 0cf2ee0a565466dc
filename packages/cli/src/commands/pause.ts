/** `avow pause`: the author says in advance that they will be silent, and from when to when. */
import { formatInstant, isPause } from '@avow/core'
import { actingBy, authorOptions, confirm, yesOption } from '../author-act.ts'
import { type Options, command } from '../command.ts'
import { instantOption } from '../condition/time-input.ts'
import { fail } from '../error.ts'
import { giveSign } from '../sign-of-life.ts'
import { inboxOptions } from '../subject.ts'

const options = {
  until: { type: 'string', value: 'DATE', about: 'pause.option.until' },
  from: { type: 'string', value: 'DATE', about: 'pause.option.from' },
  ...authorOptions,
  ...yesOption,
  ...inboxOptions,
} as const satisfies Options

interface Given {
  readonly from?: string
  readonly until?: string
}

/** @throws CliError `usage` */
function bodyOf({ from, until }: Given) {
  if (until === undefined) throw fail('usage', { key: 'usage.option_missing', option: '--until' })
  const time = Date.now()
  const body = {
    time: formatInstant(time),
    from: formatInstant(from === undefined ? time : instantOption('from', from)),
    until: formatInstant(instantOption('until', until)),
  }
  if (!isPause(body)) throw fail('usage', { key: 'usage.pause' })
  return body
}

export default command({
  summary: 'pause.summary',
  about: 'pause.about',
  options,
  examples: [
    '--until 2027-02-01 --register http://127.0.0.1:8440',
    '--from 2027-01-01 --until 2027-02-01T12:00:00Z --register http://127.0.0.1:8440 --words words.txt --json',
  ],
  async run({ options: given, output, name }) {
    const body = bodyOf(given)
    const acting = await actingBy(given)
    await confirm('pause.confirm', given.yes ?? false)
    const act = { kind: 'pause', body } as const
    await giveSign({ ...acting, output, given: act, name, isAwaited: given.wait ?? false })
    return 0
  },
})

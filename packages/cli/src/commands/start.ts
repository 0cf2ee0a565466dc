/** `avow start`: a whole network, until somebody ends it. */
import { type Call, type Options, command } from '../command.ts'
import { wholeNumber } from '../options.ts'
import { type Network, startNetwork } from '../network.ts'
import type { DaemonEvent } from '../network/daemon.ts'
import type { Output } from '../io/output.ts'
import { t } from '../translate.ts'

const optionsOfStart = {
  port: { type: 'string', value: 'PORT', about: 'start.option.port' },
  state: { type: 'string', value: 'FOLDER', about: 'start.option.state' },
  trustees: { type: 'string', value: 'NUMBER', about: 'start.option.trustees' },
  threshold: { type: 'string', value: 'NUMBER', about: 'start.option.threshold' },
  witnesses: { type: 'string', value: 'NUMBER', about: 'start.option.witnesses' },
  verbose: { type: 'boolean', about: 'start.option.verbose' },
} as const satisfies Options

/** Resolves at Ctrl-C, at the end of the terminal, and when somebody asks the process to end. */
const endAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })

function tell(output: Output, isVerbose: boolean, event: DaemonEvent): void {
  if (event.type === 'ended' && !event.asked)
    output.note(t('start.crashed', { name: event.name, code: event.code }))
  if (event.type === 'line' && isVerbose) output.note(t('start.line', { name: event.name, line: event.line }))
}

function start({ options, output }: Call<typeof optionsOfStart>): Promise<Network> {
  const trustees = wholeNumber('trustees', options.trustees, { least: 2, most: 32, otherwise: 3 })
  const threshold = wholeNumber('threshold', options.threshold, { least: 2, most: trustees, otherwise: 0 })
  return startNetwork({
    folder: options.state ?? 'state',
    port: wholeNumber('port', options.port, { least: 0, most: 65_535, otherwise: 8440 }),
    trustees,
    witnesses: wholeNumber('witnesses', options.witnesses, { least: 1, most: 32, otherwise: 1 }),
    ...(threshold ? { threshold } : {}),
    onEvent: (event) => tell(output, options.verbose ?? false, event),
  })
}

export default command({
  summary: 'start.summary',
  about: 'start.about',
  options: optionsOfStart,
  examples: ['', '--port 8500 --state /tmp/avow', '--trustees 5 --threshold 3 --witnesses 3'],
  async run(call) {
    const { output } = call
    const asked = endAsked()
    const network = await start(call)
    const { address, folder } = network
    output.say(t('start.ready', { address }), {
      ready: true,
      address,
      folder,
      processes: network.processes(),
    })
    await asked
    output.note(t('start.stopping'))
    await network.stop()
    output.say(t('start.stopped', { folder }), { ended: true, folder })
    return 0
  },
})

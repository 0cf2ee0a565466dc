/** `avow start`: a whole network, until somebody ends it. */
import { resolve } from 'node:path'
import { type Call, type Options, command } from '../command.ts'
import { CliError } from '../error.ts'
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
  institutions: { type: 'string', value: 'FILE', about: 'setting.institutions' },
  vouching: { type: 'string', value: 'FILE', about: 'setting.vouching' },
  drand: { type: 'string', value: 'ADDRESS', about: 'setting.drand' },
  verbose: { type: 'boolean', about: 'start.option.verbose' },
} as const satisfies Options

/** Aborted at Ctrl-C, at the end of the terminal, and when somebody asks the process to end. */
function endAsked(output: Output): AbortSignal {
  const asked = new AbortController()
  asked.signal.addEventListener('abort', () => output.note(t('start.stopping')))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort())
  return asked.signal
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done()
    signal.addEventListener('abort', () => done())
  })

function tell(output: Output, isVerbose: boolean, event: DaemonEvent): void {
  if (event.type === 'ended' && !event.asked)
    output.note(t('start.crashed', { name: event.name, code: event.code }))
  if (event.type === 'line' && isVerbose) output.note(t('start.line', { name: event.name, line: event.line }))
}

const folderOf = ({ state = 'state' }: Call<typeof optionsOfStart>['options']): string => resolve(state)

/** What a register may have and need not. */
const registerSettings = ({ institutions, vouching, drand }: Call<typeof optionsOfStart>['options']) => ({
  ...(institutions ? { AVOW_INSTITUTIONS: resolve(institutions) } : {}),
  ...(vouching ? { AVOW_VOUCHING: resolve(vouching) } : {}),
  ...(drand ? { AVOW_DRAND_URL: drand } : {}),
})

function start({ options, output }: Call<typeof optionsOfStart>, signal: AbortSignal): Promise<Network> {
  const trustees = wholeNumber('trustees', options.trustees, { least: 2, most: 32, otherwise: 3 })
  const threshold = wholeNumber('threshold', options.threshold, { least: 2, most: trustees, otherwise: 0 })
  return startNetwork({
    folder: folderOf(options),
    signal,
    port: wholeNumber('port', options.port, { least: 0, most: 65_535, otherwise: 8440 }),
    trustees,
    witnesses: wholeNumber('witnesses', options.witnesses, { least: 1, most: 32, otherwise: 1 }),
    ...(threshold ? { threshold } : {}),
    env: registerSettings(options),
    onEvent: (event) => tell(output, options.verbose ?? false, event),
  })
}

/** @throws CliError `interrupted` when it is ended before it is ready, and those of `startNetwork` */
async function runUntil(asked: AbortSignal, call: Call<typeof optionsOfStart>): Promise<void> {
  const network = await start(call, asked)
  const { address, folder } = network
  const processes = network.processes()
  call.output.say(t('start.ready', { address }), { ready: true, address, folder, processes })
  await untilAborted(asked)
  await network.stop()
}

export default command({
  summary: 'start.summary',
  about: 'start.about',
  options: optionsOfStart,
  examples: [
    '',
    '--port 8500 --state /tmp/avow',
    '--trustees 5 --threshold 3 --witnesses 3',
    '--institutions examples/institutions.json',
  ],
  async run(call) {
    const { output, options } = call
    const folder = folderOf(options)
    try {
      await runUntil(endAsked(output), call)
    } catch (error) {
      if (!(error instanceof CliError && error.code === 'interrupted')) throw error
    }
    output.say(t('start.stopped', { folder }), { ended: true, folder })
    return 0
  },
})

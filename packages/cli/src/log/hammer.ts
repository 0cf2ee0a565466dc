/** `avow log hammer`: writes to a register and reads its log at a chosen rate, and finds lies. */
import { createClient } from '@avow/client'
import {
  type Hammer,
  type HammerCounts,
  type LogFault,
  type Waits,
  createDepositWriter,
  startHammer,
} from '@avow/client/log'
import { type Call, type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { wholeNumber } from '../options.ts'
import { fetchRoster, hashOption } from '../register.ts'
import { t } from '../translate.ts'
import { sayFaults } from './fault-text.ts'
import { createPanel } from './panel.ts'
import { type LogPlace, openPlace, placeOptions } from './place.ts'
import { untilAsked } from './until.ts'

const options = {
  ...placeOptions,
  writes: { type: 'string', value: 'NUMBER', about: 'log.hammer.option.writes' },
  reads: { type: 'string', value: 'NUMBER', about: 'log.hammer.option.reads' },
  writers: { type: 'string', value: 'NUMBER', about: 'log.hammer.option.writers' },
  readers: { type: 'string', value: 'NUMBER', about: 'log.hammer.option.readers' },
  for: { type: 'string', value: 'SECONDS', about: 'log.option.for' },
} as const satisfies Options

const rate = (option: string, text: string | undefined, otherwise: number): number =>
  wholeNumber(option, text, { least: 0, most: 1_000_000, otherwise })

/** Only a register takes what we write. */
async function writerOf({ register }: LogPlace, { options: given }: Call<typeof options>) {
  if (register === undefined) throw fail('usage', { key: 'usage.hammer_register' })
  const client = createClient({ base: register })
  const roster = await fetchRoster(client, hashOption('roster-hash', given['roster-hash']))
  return createDepositWriter(client, roster)
}

const waitsOf = ({ median, p99 }: Waits) => ({ median: Math.round(median), p99: Math.round(p99) })

function linesOf(counts: HammerCounts, seconds: number): string[] {
  const a = (count: number): number => Math.round(count / Math.max(seconds, 0.001))
  const { size, written, read, failed, open, faults } = counts
  return [
    t('log.hammer.panel.log', { size, seconds: Math.round(seconds) }),
    t('log.hammer.panel.written', { count: written, rate: a(written), ...waitsOf(counts.acknowledged) }),
    t('log.hammer.panel.integrated', { open, ...waitsOf(counts.integrated) }),
    t('log.hammer.panel.read', { count: read, rate: a(read), ...waitsOf(counts.reading) }),
    t('log.hammer.panel.faults', { faults, failed }),
  ]
}

async function start(call: Call<typeof options>, signal: AbortSignal, onFault: (fault: LogFault) => void) {
  const { arguments: words, options: given } = call
  const place = await openPlace(words[0]!, given)
  const writesPerSecond = rate('writes', given.writes, 0)
  return startHammer({
    ...place,
    write: writesPerSecond > 0 ? await writerOf(place, call) : undefined,
    writesPerSecond,
    readsPerSecond: rate('reads', given.reads, 100),
    writers: rate('writers', given.writers, 64),
    readers: rate('readers', given.readers, 16),
    signal,
    onFault,
  })
}

/** Shows how it goes until it is done. */
async function watchOver(hammer: Hammer, show: () => void): Promise<readonly LogFault[]> {
  const timer = setInterval(show, 200)
  try {
    return await hammer.done
  } finally {
    clearInterval(timer)
  }
}

export default command({
  summary: 'log.hammer.summary',
  about: 'log.hammer.about',
  arguments: ['LOG'],
  options,
  examples: [
    'http://127.0.0.1:8440 --writes 200 --reads 500 --for 60',
    'http://127.0.0.1:8440 --reads 2000 --readers 64',
    'https://log.example/2027 --vkey VKEY --reads 50 --for 10 --json',
  ],
  async run(call) {
    const { output, options: given } = call
    const panel = createPanel(output.isJson)
    const signal = untilAsked(given.for)
    const hammer = await start(call, signal, (fault) => {
      panel.clear()
      sayFaults(output, [fault])
    })
    const begin = performance.now()
    const seconds = (): number => (performance.now() - begin) / 1000
    const faults = await watchOver(hammer, () => panel.show(linesOf(hammer.counts(), seconds())))
    panel.clear()
    const counts = hammer.counts()
    output.say(linesOf(counts, seconds()).join('\n'), { seconds: seconds(), ...counts })
    return faults.length > 0 ? 1 : 0
  },
})

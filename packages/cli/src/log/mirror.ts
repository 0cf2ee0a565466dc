/** `avow log mirror`: keeps a copy of a log, cosigns what it has, and serves it. */
import { ClientError } from '@avow/client'
import {
  type LogSource,
  type Mirror,
  LogFault,
  fetchLog,
  hashOfOrigin,
  openMirror,
  serveMirror,
  takePushes,
} from '@avow/client/log'
import { type Policy, formatVkey } from '@avow/tlog'
import { type Call, type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import type { Output } from '../io/output.ts'
import { wholeNumber } from '../options.ts'
import { t } from '../translate.ts'
import { type Complaints, createComplaints, keepOn } from './keep-on.ts'
import { findMirrorKeys } from './mirror-key.ts'
import { showing } from './panel.ts'
import { openPlace, originOf, placeOptions, policyFrom } from './place.ts'
import { secondsOf, untilAsked } from './until.ts'

const options = {
  ...placeOptions,
  folder: { type: 'string', value: 'FOLDER', about: 'log.mirror.option.folder' },
  name: { type: 'string', value: 'NAME', about: 'log.mirror.option.name' },
  'ml-dsa': { type: 'boolean', about: 'log.mirror.option.ml_dsa' },
  push: { type: 'boolean', about: 'log.mirror.option.push' },
  host: { type: 'string', value: 'HOST', about: 'setting.host' },
  port: { type: 'string', value: 'PORT', about: 'log.mirror.option.port' },
  every: { type: 'string', value: 'SECONDS', about: 'log.option.every' },
  for: { type: 'string', value: 'SECONDS', about: 'log.option.for' },
  once: { type: 'boolean', about: 'log.mirror.option.once' },
} as const satisfies Options

interface Opened {
  readonly mirror: Mirror
  readonly folder: string
  /** Undefined for a mirror that only takes pushes. */
  readonly source: LogSource | undefined
}

/** Says what is new, and what is wrong. */
interface Teller extends Complaints {
  grown(): void
  /** Whether the log was as it should be, as far as could be seen. */
  isSound(): boolean
}

function createTeller(mirror: Mirror, output: Output): Teller {
  const complaints = createComplaints(output)
  let [told, isSound] = [mirror.size(), true]
  return {
    ...complaints,
    grown() {
      const size = mirror.size()
      const values = { size, added: size - told }
      if (size > told) output.say(t('log.mirror.added', values), values)
      told = size
    },
    failed(cause) {
      complaints.failed(cause)
      isSound &&= cause instanceof ClientError && cause.code === 'unreachable'
    },
    isSound: () => isSound,
  }
}

async function fetchNew(
  mirror: Mirror,
  source: LogSource,
  output: Output,
  signal?: AbortSignal,
): Promise<void> {
  await showing(output.isJson, (onProgress) => fetchLog(mirror, { source, signal, onProgress }))
}

function pushesTo(mirror: Mirror, teller: Teller) {
  const onFork = (size: number): void => teller.failed(new LogFault('forked', 'forked', { seen: size, size }))
  const pushes = takePushes(mirror, { onFork })
  return {
    ...pushes,
    async addEntries(body: AsyncIterable<Uint8Array>) {
      const answer = await pushes.addEntries(body)
      teller.grown()
      return answer
    },
  }
}

/** The log, or only whose it is. */
async function findLog({ arguments: [argument], options: given }: Call<typeof options>): Promise<{
  readonly policy: Policy
  readonly source: LogSource | undefined
}> {
  if (argument !== undefined) return openPlace(argument, given)
  if (!given.push || given.once) throw fail('usage', { key: 'usage.mirror_log' })
  return { policy: policyFrom(given), source: undefined }
}

async function open(call: Call<typeof options>): Promise<Opened> {
  const { options: given } = call
  const folder = given.folder ?? 'mirror'
  // First the log: a call that was wrong makes no key, whose name would then stay.
  const { source, policy } = await findLog(call)
  const cosigners = findMirrorKeys(folder, { name: given.name, mlDsa: given['ml-dsa'] === true })
  const mirror = await openMirror({ policy, origin: originOf(policy), folder, cosigners, now: Date.now })
  return { mirror, folder, source }
}

function sayReady(output: Output, { mirror, folder }: Opened, at: string, takesPushes: boolean): void {
  const address = `${at}/${hashOfOrigin(mirror.origin)}`
  const [vkey, mlDsaVkey] = mirror.cosigners.map(({ key }) => formatVkey(key))
  const sentences = [
    t('log.mirror.ready', { address, vkey: vkey! }),
    ...(mlDsaVkey === undefined ? [] : [t('log.mirror.ready_ml_dsa', { vkey: mlDsaVkey })]),
    ...(takesPushes ? [t('log.mirror.pushes', { address: at })] : []),
  ]
  const pushes = takesPushes ? { pushes: at } : {}
  output.say(sentences.join('\n'), { ready: true, address, vkey, mlDsaVkey, folder, ...pushes })
}

async function run(call: Call<typeof options>): Promise<0 | 1> {
  const { options: given, output } = call
  const port = wholeNumber('port', given.port, { least: 0, most: 65_535, otherwise: 8460 })
  const every = secondsOf('every', given.every, 10)
  const opened = await open(call)
  const teller = createTeller(opened.mirror, output)
  const { mirror, source } = opened
  if (given.once) {
    await fetchNew(mirror, source!, output)
    teller.grown()
    return 0
  }
  const signal = untilAsked(given.for)
  const pushes = given.push ? pushesTo(mirror, teller) : undefined
  const serving = { host: given.host ?? '127.0.0.1', port, pushes, onFailure: teller.failed }
  const server = await serveMirror(opened.folder, serving)
  sayReady(output, opened, server.address, pushes !== undefined)
  await keepOn({ every, signal }, teller, async () => {
    // Of a mirror that only takes pushes this is the waiting.
    if (source) await fetchNew(mirror, source, output, signal)
    teller.grown()
  })
  await server.close()
  return teller.isSound() ? 0 : 1
}

export default command({
  summary: 'log.mirror.summary',
  about: 'log.mirror.about',
  arguments: ['LOG?'],
  options,
  examples: [
    'http://127.0.0.1:8440 --name mirror.example/m1',
    'http://127.0.0.1:8440 --folder /var/lib/avow-mirror --port 8460',
    'https://log.example/2027 --policy policy.txt --once',
    '--push --vkey VKEY --name mirror.example/m1 --ml-dsa',
  ],
  run,
})

/** `avow log mirror`: keeps a copy of a log, cosigns what it has, and serves it. */
import { type Mirror, hashOfOrigin, openMirror, serveMirror, watch } from '@avow/client/log'
import { AvowError } from '@avow/core'
import { formatVkey } from '@avow/tlog'
import { type Call, type Options, command } from '../command.ts'
import { reportOf, sentenceOf } from '../errors.ts'
import type { Output } from '../io/output.ts'
import { wholeNumber } from '../options.ts'
import { t } from '../translate.ts'
import { findMirrorKey } from './mirror-key.ts'
import { barOf, createPanel } from './panel.ts'
import { openPlace, originOf, placeOptions } from './place.ts'
import { secondsOf, untilAsked } from './until.ts'

const options = {
  ...placeOptions,
  folder: { type: 'string', value: 'FOLDER', about: 'log.mirror.option.folder' },
  name: { type: 'string', value: 'NAME', about: 'log.mirror.option.name' },
  host: { type: 'string', value: 'HOST', about: 'setting.host' },
  port: { type: 'string', value: 'PORT', about: 'log.mirror.option.port' },
  every: { type: 'string', value: 'SECONDS', about: 'log.option.every' },
  for: { type: 'string', value: 'SECONDS', about: 'log.option.for' },
  once: { type: 'boolean', about: 'log.mirror.option.once' },
} as const satisfies Options

async function update(mirror: Mirror, output: Output): Promise<void> {
  const panel = createPanel(output.isJson)
  const onProgress = (entries: number, size: number): void =>
    panel.show([t('log.fsck.progress', { bar: barOf(entries / size), entries, size })])
  try {
    const { size, added } = await mirror.update(onProgress)
    panel.clear()
    if (added > 0) output.say(t('log.mirror.added', { size, added }), { size, added })
  } finally {
    panel.clear()
  }
}

/** Goes on after what passes; whatever the mirror has, it goes on serving. @returns whether the log was as it should be */
async function keepUp(mirror: Mirror, output: Output, every: number, signal: AbortSignal): Promise<boolean> {
  let isSound = true
  let said = ''
  for await (const _ of watch({ every, signal }))
    try {
      await update(mirror, output)
      said = ''
    } catch (cause) {
      if (!(cause instanceof AvowError)) throw cause
      isSound &&= cause.code === 'unreachable'
      const sentence = sentenceOf(cause, '')
      if (sentence !== said) output.say(sentence, { error: reportOf(cause, '') })
      said = sentence
    }
  return isSound
}

async function open({ arguments: [argument], options: given }: Call<typeof options>) {
  const folder = given.folder ?? 'mirror'
  const cosigner = findMirrorKey(folder, given.name)
  const { source, policy } = await openPlace(argument!, given)
  const origin = originOf(policy)
  const mirror = await openMirror({ source, policy, folder, cosigner, now: Date.now }, origin)
  return { mirror, folder, vkey: formatVkey(cosigner.key), hash: hashOfOrigin(origin) }
}

export default command({
  summary: 'log.mirror.summary',
  about: 'log.mirror.about',
  arguments: ['LOG'],
  options,
  examples: [
    'http://127.0.0.1:8440 --name mirror.example/m1',
    'http://127.0.0.1:8440 --folder /var/lib/avow-mirror --port 8460',
    'https://log.example/2027 --policy policy.txt --once',
  ],
  async run(call) {
    const { options: given, output } = call
    const port = wholeNumber('port', given.port, { least: 0, most: 65_535, otherwise: 8460 })
    const every = secondsOf('every', given.every, 10)
    const { mirror, folder, vkey, hash } = await open(call)
    if (given.once) {
      await update(mirror, output)
      return 0
    }
    const signal = untilAsked(given.for)
    const server = await serveMirror(folder, { host: given.host ?? '127.0.0.1', port })
    const address = `${server.address}/${hash}`
    output.say(t('log.mirror.ready', { address, vkey }), { ready: true, address, vkey, folder })
    const isSound = await keepUp(mirror, output, every, signal)
    await server.close()
    return isSound ? 0 : 1
  },
})

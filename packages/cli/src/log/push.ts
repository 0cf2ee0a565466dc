/** `avow log push`: brings a mirror up to date that cannot, or does not, fetch by itself. */
import { ClientError } from '@avow/client'
import { type PushLogOptions, type Pushed, pushLog } from '@avow/client/log'
import { type VerifierKey, parseVkey } from '@avow/tlog'
import { type Call, type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import type { Output } from '../io/output.ts'
import { t } from '../translate.ts'
import { createComplaints, keepOn } from './keep-on.ts'
import { showing } from './panel.ts'
import { isAddress, openPlace, placeOptions } from './place.ts'
import { secondsOf, untilAsked } from './until.ts'

const options = {
  ...placeOptions,
  mirror: { type: 'string', value: 'ADDRESS', about: 'log.push.option.mirror' },
  'mirror-vkey': { type: 'string', value: 'VKEY', about: 'log.push.option.mirror_vkey', multiple: true },
  every: { type: 'string', value: 'SECONDS', about: 'log.push.option.every' },
  for: { type: 'string', value: 'SECONDS', about: 'log.option.for' },
} as const satisfies Options

function mirrorOf(address: string | undefined): string {
  if (address === undefined || !isAddress(address)) throw fail('usage', { key: 'usage.mirror_address' })
  return address.replace(/\/+$/, '')
}

function keyOf(vkey: string): VerifierKey {
  try {
    return parseVkey(vkey)
  } catch (cause) {
    throw fail('input_invalid', {}, cause)
  }
}

function say(output: Output, { size, sent, cosignatures }: Pushed): void {
  const signed = cosignatures.map(({ name, time }) => ({ name, time: new Date(time * 1000).toISOString() }))
  const lines = signed.map((line) => t('log.push.cosigned', line))
  const sentences = [
    t('log.push.done', { size, sent }),
    ...(lines.length > 0 ? lines : [t('log.push.unchecked')]),
  ]
  output.say(sentences.join('\n'), { size, sent, cosignatures: signed })
}

type Push = Omit<PushLogOptions, 'onProgress'>

/** @throws CliError `mirror_unreachable` */
async function push(given: Push, output: Output): Promise<void> {
  const { mirror } = given
  try {
    say(output, await showing(output.isJson, (onProgress) => pushLog({ ...given, onProgress })))
  } catch (cause) {
    const isMirror = cause instanceof ClientError && String(cause.details['at']).startsWith(`${mirror}/add-`)
    if (isMirror && cause.code === 'unreachable') throw fail('mirror_unreachable', { mirror }, cause)
    throw cause
  }
}

async function run({ arguments: [argument], options: given, output }: Call<typeof options>): Promise<0 | 1> {
  const mirror = mirrorOf(given.mirror)
  const every = given.every === undefined ? undefined : secondsOf('every', given.every, 10)
  const place = await openPlace(argument!, given)
  const signal = untilAsked(given.for)
  const whole = { ...place, mirror, keys: (given['mirror-vkey'] ?? []).map(keyOf), signal }
  if (every === undefined) {
    await push(whole, output)
    return 0
  }
  const complaints = createComplaints(output)
  await keepOn({ every, signal }, complaints, () => push(whole, output))
  return complaints.isQuiet() ? 0 : 1
}

export default command({
  summary: 'log.push.summary',
  about: 'log.push.about',
  arguments: ['LOG'],
  options,
  examples: [
    'http://127.0.0.1:8440 --mirror https://mirror.example --mirror-vkey VKEY',
    'state/register --vkey VKEY --mirror https://mirror.example --json',
    'http://127.0.0.1:8440 --mirror https://mirror.example --every 10',
  ],
  run,
})

/** `avow log fsck`: downloads a whole log, computes every hash again, and names what is damaged. */
import { type FsckReport, fsck } from '@avow/client/log'
import { encodeHex } from '@avow/core'
import { type Call, type Options, command } from '../command.ts'
import type { Output } from '../io/output.ts'
import { wholeNumber } from '../options.ts'
import { t } from '../translate.ts'
import { sayFaults } from './fault-text.ts'
import { showing } from './panel.ts'
import { openPlace, placeOptions } from './place.ts'

const options = {
  ...placeOptions,
  state: { type: 'string', value: 'FILE', about: 'log.fsck.option.state' },
  threads: { type: 'string', value: 'NUMBER', about: 'log.fsck.option.threads' },
  ahead: { type: 'string', value: 'NUMBER', about: 'log.fsck.option.ahead' },
} as const satisfies Options

function say(output: Output, { checkpoint, faults, checked, resumed }: FsckReport, seconds: number): 0 | 1 {
  const { origin, size } = checkpoint
  const values = { origin, size, root: encodeHex(checkpoint.root), checked, resumed, seconds }
  sayFaults(output, faults)
  if (faults.length === 0) {
    output.say(t('log.fsck.sound', values), { sound: true, ...values })
    return 0
  }
  const counted = { ...values, faults: faults.length }
  output.say(t('log.fsck.unsound', counted), { sound: false, ...counted })
  return 1
}

async function run({ arguments: [argument], options: given, output }: Call<typeof options>): Promise<0 | 1> {
  const threads = wholeNumber('threads', given.threads, { least: 0, most: 256, otherwise: -1 })
  const ahead = wholeNumber('ahead', given.ahead, { least: 1, most: 1024, otherwise: 32 })
  const { place, policy } = await openPlace(argument!, given)
  const start = performance.now()
  const setup = { place, policy, ahead, stateFile: given.state, ...(threads < 0 ? {} : { threads }) }
  const report = await showing(output.isJson, (show) =>
    fsck({ ...setup, onProgress: ({ entries, size }) => show(entries, size) }),
  )
  return say(output, report, Math.round((performance.now() - start) / 10) / 100)
}

export default command({
  summary: 'log.fsck.summary',
  about: 'log.fsck.about',
  arguments: ['LOG'],
  options,
  examples: [
    'http://127.0.0.1:8440',
    'state/register --vkey VKEY',
    'https://log.example/2027 --policy policy.txt --state fsck.json --json',
  ],
  run,
})

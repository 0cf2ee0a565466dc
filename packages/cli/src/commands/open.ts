/** `avow open`: with enough shares, on any machine, without any service. */
import { join } from 'node:path'
import {
  type Envelope,
  type Opened,
  type RoundSignature,
  decodeEnvelope,
  decodeRoster,
  openEnvelope,
  parseRoundSignature,
  trusteesAtFault,
} from '@avow/core'
import { type Options, command } from '../command.ts'
import { readDeskIdentity } from '../desk.ts'
import { fail } from '../error.ts'
import { makeFolder, readFile, writeFile, writePrivateFile } from '../io/files.ts'
import type { Output } from '../io/output.ts'
import { textOf, writeStatement } from '../opened.ts'
import { isAct, readReleases, readShare } from '../shares-input.ts'
import { t } from '../translate.ts'

const options = {
  share: { type: 'string', multiple: true, short: 's', value: 'FILE', about: 'open.option.share' },
  roster: { type: 'string', value: 'FILE', about: 'open.option.roster' },
  'round-signature': { type: 'string', value: 'HEX', about: 'open.option.round_signature' },
  desk: { type: 'string', value: 'FILE', about: 'open.option.desk' },
  out: { type: 'string', short: 'o', value: 'FOLDER', about: 'open.option.out' },
} as const satisfies Options

/** `payload.age` and the key lie together, so that `age` and `tar` can do the same once more. */
function writeOpened(folder: string, opened: Opened, payload: Uint8Array): void {
  makeFolder(folder)
  writePrivateFile(join(folder, 'opening-key.txt'), `${opened.openingKey}\n`)
  writeFile(join(folder, 'payload.age'), payload)
  writeStatement(folder, opened)
}

/** A wrong share is named by its file; its trustee only where the trustee's own signature is on it. */
function tellWrong(files: readonly string[], atFault: readonly number[], output: Output): void {
  for (const file of files) output.note(t('open.wrong', { file }))
  for (const trustee of atFault) output.note(t('open.at_fault', { trustee }))
}

function roundSignatureOf(text: string | undefined): RoundSignature | undefined {
  try {
    return text === undefined ? undefined : parseRoundSignature(text)
  } catch (cause) {
    throw fail('usage', { key: 'usage.round_signature' }, cause)
  }
}

/** Shares with the files that they come from, and the acts by which a statement was handed on. */
function sortGiven(paths: readonly string[]) {
  const given = paths.map((path) => ({ path, read: readShare(path) }))
  return {
    shares: given.flatMap(({ path, read }) => (isAct(read) ? [] : [{ ...read, path }])),
    acts: given.flatMap(({ read }) => (isAct(read) ? [read] : [])),
  }
}

const atFaultBy = (roster: string | undefined, envelope: Envelope, files: readonly string[]): number[] =>
  roster === undefined ? [] : trusteesAtFault(envelope, decodeRoster(readFile(roster)), readReleases(files))

export default command({
  summary: 'open.summary',
  about: 'open.about',
  arguments: ['FILE'],
  options,
  examples: [
    'letter.avow --share trustee-1.json --share trustee-3.json',
    'letter.avow --share trustee-1.json --share trustee-3.json --round-signature HEX',
    'letter.avow --share trustee-1.json --share trustee-3.json --out opened && age --decrypt -i opened/opening-key.txt opened/payload.age | tar -x',
  ],
  async run({ arguments: [file], options: given, output }) {
    const paths = given.share
    if (!paths) throw fail('usage', { key: 'usage.option_missing', option: '--share' })
    const signature = roundSignatureOf(given['round-signature'])
    const { envelope, payload, statement: id } = decodeEnvelope(readFile(file!))
    const desk = given.desk === undefined ? undefined : readDeskIdentity(given.desk)
    const { shares, acts } = sortGiven(paths)
    const opened = await openEnvelope(envelope, payload, shares, { acts, signature, desk })
    const { statement, trustees, dateLock, faults } = opened
    const wrong = opened.wrong.map((place) => shares[place]!.path)
    const atFault = atFaultBy(given.roster, envelope, wrong)
    tellWrong(wrong, atFault, output)
    for (const { kind, trustee, path } of faults)
      output.note(t(`open.fault.${kind}`, { trustee, roster: path.at(kind === 'reshare' ? -2 : -1)! }))
    if (given.out !== undefined) {
      writeOpened(given.out, opened, payload)
      output.note(t('open.written', { folder: given.out }))
    }
    output.say(given.out === undefined ? textOf(opened) : undefined, {
      statement: id,
      document: statement,
      trustees,
      wrong,
      atFault,
      ...(faults.length > 0
        ? { faults: faults.map(({ path, ...fault }) => ({ ...fault, path: [...path] })) }
        : {}),
      ...(dateLock ? { dateLock } : {}),
    })
    return 0
  },
})

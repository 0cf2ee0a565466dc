/** `avow open`: with enough shares, on any machine, without any service. */
import { join } from 'node:path'
import { type DisclosedShare, type Opened, decodeEnvelope, formatBody, openEnvelope } from '@avow/core'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { makeFolder, readFile, writeFile, writePrivateFile } from '../io/files.ts'
import { readShare } from '../shares-input.ts'
import { t } from '../translate.ts'

const options = {
  share: { type: 'string', multiple: true, short: 's', value: 'FILE', about: 'open.option.share' },
  out: { type: 'string', short: 'o', value: 'FOLDER', about: 'open.option.out' },
} as const satisfies Options

/** `payload.age` and the key lie together, so that `age` and `tar` can do the same once more. */
function writeOpened(
  folder: string,
  { openingKey, statementBytes, attachments }: Opened,
  payload: Uint8Array,
): void {
  makeFolder(folder)
  writePrivateFile(join(folder, 'opening-key.txt'), `${openingKey}\n`)
  writeFile(join(folder, 'payload.age'), payload)
  writeFile(join(folder, 'statement.json'), statementBytes)
  if (attachments.length > 0) makeFolder(join(folder, 'attachments'))
  for (const [index, data] of attachments.entries())
    writeFile(join(folder, 'attachments', String(index + 1)), data)
}

function sharesOf(paths: readonly string[] | undefined): DisclosedShare[] {
  if (!paths) throw fail('usage', { key: 'usage.option_missing', option: '--share' })
  return paths.map(readShare)
}

export default command({
  summary: 'open.summary',
  about: 'open.about',
  arguments: ['FILE'],
  options,
  examples: [
    'letter.avow --share trustee-1.json --share trustee-3.json',
    'letter.avow --share trustee-1.json --share trustee-3.json --out opened && age --decrypt -i opened/opening-key.txt opened/payload.age | tar -x',
  ],
  async run({ arguments: [file], options: given, output }) {
    const shares = sharesOf(given.share)
    const { envelope, payload, statement: id } = decodeEnvelope(readFile(file!))
    const opened = await openEnvelope(envelope, payload, shares)
    const { statement, trustees, wrong } = opened
    const key = wrong.length > 1 ? 'open.wrong_many' : 'open.wrong'
    if (wrong.length > 0) output.note(t(key, { trustees: wrong.join(', ') }))
    if (given.out !== undefined) {
      writeOpened(given.out, opened, payload)
      output.note(t('open.written', { folder: given.out }))
    }
    const text = `${statement.title}\n\n${formatBody(statement.body)}`
    output.say(given.out === undefined ? text : undefined, {
      statement: id,
      document: statement,
      trustees,
      wrong,
    })
    return 0
  },
})

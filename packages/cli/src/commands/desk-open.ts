/** `avow desk open`: a statement that was opened for the desk only. */
import { openForDesk } from '@avow/core'
import { type Options, command } from '../command.ts'
import { readDeskIdentity } from '../desk.ts'
import { fail } from '../error.ts'
import { readFile } from '../io/files.ts'
import { textOf, writeStatement } from '../opened.ts'
import { t } from '../translate.ts'

const options = {
  identity: { type: 'string', short: 'i', value: 'FILE', about: 'desk.open.identity' },
  out: { type: 'string', short: 'o', value: 'FOLDER', about: 'desk.open.out' },
} as const satisfies Options

export default command({
  summary: 'desk.open.summary',
  about: 'desk.open.about',
  arguments: ['FILE'],
  options,
  examples: ['state/register/desk/STATEMENT.age --identity state/desk/identity.txt'],
  async run({ arguments: [file], options: { identity, out }, output }) {
    if (identity === undefined) throw fail('usage', { key: 'usage.option_missing', option: '--identity' })
    const opened = await openForDesk(readFile(file!), readDeskIdentity(identity))
    if (out !== undefined) {
      writeStatement(out, opened)
      output.note(t('open.written', { folder: out }))
    }
    output.say(out === undefined ? textOf(opened) : undefined, { document: opened.statement })
    return 0
  },
})

/** `avow desk init`: an identity of the desk, for which authors can seal statements that only the desk reads. */
import { identityToRecipient } from '@avow/core'
import { type Options, command } from '../command.ts'
import { makeDeskIdentity } from '../desk.ts'
import { fail } from '../error.ts'
import { t } from '../translate.ts'

const options = {
  out: { type: 'string', short: 'o', value: 'FILE', about: 'desk.init.out' },
} as const satisfies Options

export default command({
  summary: 'desk.init.summary',
  about: 'desk.init.about',
  options,
  examples: ['--out desk-identity.txt'],
  async run({ options: { out }, output }) {
    if (out === undefined) throw fail('usage', { key: 'usage.option_missing', option: '--out' })
    const recipient = await identityToRecipient(await makeDeskIdentity(out))
    output.say(t('desk.init.done', { file: out, recipient }), { file: out, recipient })
    return 0
  },
})

/** `avow desk vouch`: answers an author's request, without learning what for (docs/operating/desk.md). */
import { encodeCanonical } from '@avow/core'
import { answerVoucherRequest, decodeVoucherRequest } from '@avow/core/vouching'
import { type Options, command } from '../command.ts'
import { checkIsNew, readWith, writeFile } from '../io/files.ts'
import { needed } from '../options.ts'
import { passphraseOption } from '../passphrase.ts'
import { t } from '../translate.ts'
import { readDeskKey } from '../vouching/desk-key.ts'

const options = {
  key: { type: 'string', value: 'FILE', about: 'desk.vouch.option.key' },
  out: { type: 'string', short: 'o', value: 'FILE', about: 'desk.vouch.option.out' },
  passphrase: passphraseOption,
} as const satisfies Options

export default command({
  summary: 'desk.vouch.summary',
  about: 'desk.vouch.about',
  arguments: ['FILE'],
  options,
  examples: ['request.json --key vouching.age --out answer.json'],
  async run({ arguments: [file], options: given, output }) {
    const [key, out] = [needed(given, 'key'), needed(given, 'out')]
    const request = readWith(file!, decodeVoucherRequest)
    checkIsNew(out)
    const answer = await answerVoucherRequest(request, await readDeskKey(key, given.passphrase))
    writeFile(out, encodeCanonical(answer))
    output.say(t('desk.vouch.done', { file: out }), { file: out, request: answer.request })
    return 0
  },
})

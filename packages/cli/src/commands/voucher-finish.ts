/** `avow voucher finish`: makes the voucher of the desk's answer (spec/vouching.md). */
import { encodeCanonical } from '@avow/core'
import { decodeVoucherAnswer, decodeVoucherSecret, finishVoucher } from '@avow/core/vouching'
import { type Options, command } from '../command.ts'
import { checkIsNew, readWith, writePrivateFile } from '../io/files.ts'
import { needed } from '../options.ts'
import { t } from '../translate.ts'

const options = {
  secret: { type: 'string', value: 'FILE', about: 'voucher.finish.option.secret' },
  out: { type: 'string', short: 'o', value: 'FILE', about: 'voucher.finish.option.out' },
} as const satisfies Options

export default command({
  summary: 'voucher.finish.summary',
  about: 'voucher.finish.about',
  arguments: ['FILE'],
  options,
  examples: ['answer.json --secret secret.json --out voucher.json'],
  async run({ arguments: [file], options: given, output }) {
    const [kept, out] = [needed(given, 'secret'), needed(given, 'out')]
    const secret = readWith(kept, decodeVoucherSecret)
    const answer = readWith(file!, decodeVoucherAnswer)
    checkIsNew(out)
    const voucher = await finishVoucher(answer, secret)
    writePrivateFile(out, encodeCanonical(voucher))
    output.say(t('voucher.finish.done', { file: out, secret: kept }), { file: out, origin: voucher.origin })
    return 0
  },
})

/** `avow voucher request`: what an author brings to the desk, and what they keep (spec/vouching.md). */
import { encodeCanonical } from '@avow/core'
import { createVoucherRequest } from '@avow/core/vouching'
import { type Options, command } from '../command.ts'
import { fail } from '../error.ts'
import { checkIsNew, writeFile, writePrivateFile } from '../io/files.ts'
import { needed } from '../options.ts'
import { rosterOf, rosterOptions } from '../register.ts'
import { t } from '../translate.ts'

const options = {
  out: { type: 'string', short: 'o', value: 'FILE', about: 'voucher.request.option.out' },
  secret: { type: 'string', value: 'FILE', about: 'voucher.request.option.secret' },
  ...rosterOptions,
} as const satisfies Options

export default command({
  summary: 'voucher.request.summary',
  about: 'voucher.request.about',
  options,
  examples: [
    '--register http://127.0.0.1:8440 --out request.json --secret secret.json',
    '--roster roster.json --roster-hash HASH --out request.json --secret secret.json',
  ],
  async run({ options: given, output }) {
    const [out, kept] = [needed(given, 'out'), needed(given, 'secret')]
    for (const file of [out, kept]) checkIsNew(file)
    const roster = await rosterOf(given)
    if (roster.vouching === undefined) throw fail('usage', { key: 'usage.no_vouching' })
    const { request, secret } = await createVoucherRequest(roster)
    // The secret first: a request whose secret nobody has makes no voucher.
    writePrivateFile(kept, encodeCanonical(secret))
    writeFile(out, encodeCanonical(request))
    output.say(t('voucher.request.done', { file: out, secret: kept }), { file: out, secret: kept })
    return 0
  },
})

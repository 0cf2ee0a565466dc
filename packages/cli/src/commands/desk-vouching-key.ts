/** `avow desk vouching-key`: the desk's vouching key, made once (docs/operating/desk.md). */
import { generateVouchingKey, readVouchingKey } from '@avow/core/vouching'
import { type Options, command } from '../command.ts'
import { checkIsNew, writeFile, writePrivateFile } from '../io/files.ts'
import { needed } from '../options.ts'
import { newPassphrase, passphraseOption } from '../passphrase.ts'
import { t } from '../translate.ts'
import { sealDeskKey } from '../vouching/desk-key.ts'

const options = {
  key: { type: 'string', value: 'FILE', about: 'desk.key.option.key' },
  public: { type: 'string', value: 'FILE', about: 'desk.key.option.public' },
  passphrase: passphraseOption,
} as const satisfies Options

export default command({
  summary: 'desk.key.summary',
  about: 'desk.key.about',
  options,
  examples: ['--key vouching.age --public vouching.json'],
  async run({ options: given, output }) {
    const [key, shown] = [needed(given, 'key'), needed(given, 'public')]
    for (const file of [key, shown]) checkIsNew(file)
    const passphrase = await newPassphrase(given.passphrase)
    const pem = await generateVouchingKey()
    const { publicKey: vouching } = await readVouchingKey(pem)
    writePrivateFile(key, await sealDeskKey(pem, passphrase))
    writeFile(shown, `${JSON.stringify({ vouching })}\n`)
    output.say(t('desk.key.done', { key, public: shown }), { key, public: shown, vouching })
    return 0
  },
})

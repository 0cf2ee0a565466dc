/** `avow deposit`: anybody may carry a sealed file to its register. */
import { decodeEnvelope, encodeAct, decodeUtf8 } from '@avow/core'
import { type Options, command } from '../command.ts'
import { carry } from '../carry.ts'
import { readFile, writeFile } from '../io/files.ts'
import { clientOf, registerOption } from '../register.ts'
import { t } from '../translate.ts'

const options = {
  register: registerOption,
  receipt: { type: 'string', value: 'FILE', about: 'deposit.option.receipt' },
} as const satisfies Options

export default command({
  summary: 'deposit.summary',
  about: 'deposit.about',
  arguments: ['FILE'],
  options,
  examples: [
    'letter.avow --register http://127.0.0.1:8440',
    'letter.avow --register http://127.0.0.1:8440 --receipt deposit.json',
  ],
  async run({ arguments: [file], options: { register, receipt }, output }) {
    const client = clientOf(register)
    const bytes = readFile(file!)
    const { statement, envelope } = decodeEnvelope(bytes)
    const roster = await client.rosterOf(envelope.roster)
    const carried = await carry({ client, file: bytes, statement, roster, output })
    if (!carried) return 1
    const { answer, index, isWitnessed } = carried
    const kept = { act: JSON.parse(decodeUtf8(encodeAct(answer.act))) as unknown, receipt: answer.receipt }
    if (receipt !== undefined) writeFile(receipt, `${JSON.stringify(kept)}\n`)
    const values = { statement, index, origin: roster.origin, state: answer.state }
    output.say(t(isWitnessed ? 'deposit.witnessed' : 'deposit.logged', values), { ...values, isWitnessed })
    return 0
  },
})

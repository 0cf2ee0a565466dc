/** `avow verify`: offline, with nothing but the file. */
import { decodeEnvelope, formatBody } from '@avow/core'
import { type Verdict, statusOf, verifyBundle } from '@avow/verify'
import { type Call, type ExitCode, type Options, command } from '../command.ts'
import { readFile } from '../io/files.ts'
import { hashOption, rosterHashOption } from '../register.ts'
import { t } from '../translate.ts'
import { verdictLines, verdictValue } from '../verdict-text.ts'

const options = {
  'roster-hash': rosterHashOption,
  text: { type: 'boolean', about: 'verify.option.text' },
} as const satisfies Options

type Output = Call['output']

const isSealed = (bytes: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(bytes.subarray(0, 13)) === 'envelope.json'

/** A sealed file: that it is whole and signed is all that can be known without shares. */
function verifySealed(bytes: Uint8Array, output: Output): ExitCode {
  const { statement, envelope } = decodeEnvelope(bytes)
  const { origin, threshold, roster } = envelope
  const values = { statement, origin, threshold, trustees: envelope.shares.length, roster }
  output.say(t('verify.sealed', values), { sealed: true, ...values })
  return 0
}

function textOf({ statement }: Verdict): string {
  return statement ? `\n${statement.title}\n\n${formatBody(statement.body)}` : ''
}

export default command({
  summary: 'verify.summary',
  about: 'verify.about',
  arguments: ['FILE'],
  options,
  examples: [
    'letter.avowproof',
    'letter.avowproof --text',
    'letter.avowproof --roster-hash HASH --json',
    'letter.avow',
  ],
  async run({ arguments: [file], options: given, output }) {
    const trustedRoster = hashOption('roster-hash', given['roster-hash'])
    const bytes = readFile(file!)
    if (isSealed(bytes)) return verifySealed(bytes, output)
    const verdict = await verifyBundle(bytes, { trustedRoster })
    const status = statusOf(verdict)
    const head = t(`verify.${status}`, { statement: verdict.statementId ?? '' })
    output.say(`${head}\n${verdictLines(verdict)}${given.text ? textOf(verdict) : ''}`, {
      ...verdictValue(verdict),
      ...(given.text ? { document: verdict.statement } : {}),
    })
    return status === 'proven' ? 0 : 1
  },
})

/** What an author does with the words alone: give the word, withdraw. */
import { isatty } from 'node:tty'
import { createAct, statementOf } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { type Command, type Options, command } from './command.ts'
import { fail } from './error.ts'
import { openTerminal } from './io/terminal.ts'
import { wholeNumber } from './options.ts'
import { clientOf, findDeposit, registerOption } from './register.ts'
import { findWhen } from './commands/status.ts'
import { t } from './translate.ts'
import { readKeys, wordsOption } from './words.ts'

const options = {
  register: registerOption,
  words: wordsOption,
  yes: { type: 'boolean', about: 'option.yes' },
  wait: { type: 'boolean', about: 'option.wait' },
  timeout: { type: 'string', value: 'SECONDS', about: 'option.timeout' },
} as const satisfies Options

type Kind = 'word' | 'withdraw'

/** Neither can be taken back, so a person at a terminal is asked once more; a script has decided. */
async function confirm(kind: Kind, isSure: boolean): Promise<void> {
  const terminal = isSure || !isatty(0) ? undefined : openTerminal()
  if (!terminal) return
  const answer = await terminal.askOpenly(t(`${kind}.confirm`))
  terminal.close()
  if (answer?.trim().toLowerCase() !== t('confirm.yes')) throw fail('usage', { key: 'usage.not_confirmed' })
}

/** What is waited for after an act: that the statement is published, or that the trustees have answered. */
const ends = { word: 'published', withdraw: 'withdrawn' } as const

export const authorCommand = (kind: Kind): Command =>
  command({
    summary: `${kind}.summary`,
    about: `${kind}.about`,
    options,
    examples: [
      '--register http://127.0.0.1:8440',
      '--register http://127.0.0.1:8440 --words words.txt --wait --json',
    ],
    async run({ options: given, output }) {
      const client = clientOf(given.register)
      const seconds = wholeNumber('timeout', given.timeout, { least: 0, most: 86_400, otherwise: 60 })
      const keys = await readKeys(given.words)
      const { status, roster } = await findDeposit(client, keys)
      const { statement } = status
      await confirm(kind, given.yes ?? false)
      const answer = await client.act(createAct({ kind, statement, body: {} }, keys.seed))
      if (
        answer.act.kind !== kind ||
        statementOf(answer.act) !== statement ||
        answer.act.actor !== keys.publicKey
      )
        throw fail('receipt_wrong')
      const { index } = createReceiptVerifier(roster, { pending: true }).receipt(answer.receipt, answer.act)
      output.say(t(`${kind}.done`, { index, statement }), { kind, statement, index })
      if (!given.wait) return 0
      const { status: after } = await findWhen(client, keys, { wait: ends[kind], seconds })
      output.say(t(`state.${after.state}`, { statement }), { statement, state: after.state })
      return 0
    },
  })

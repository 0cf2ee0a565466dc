/** What an author does with the words alone: give the word, withdraw, check in, announce a pause. */
import { isatty } from 'node:tty'
import type { Client } from '@avow/client'
import { type Act, type AuthorKeys, createAct, statementOf } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { type Command, type Options, command } from './command.ts'
import { fail } from './error.ts'
import { openTerminal } from './io/terminal.ts'
import { wholeNumber } from './options.ts'
import { type Found, clientOf, findDeposit, registerOption } from './register.ts'
import { findWhen } from './commands/status.ts'
import { type MessageKey, t } from './translate.ts'
import { readKeys, wordsOption } from './words.ts'

/** Of every act of an author. */
export const authorOptions = {
  register: registerOption,
  words: wordsOption,
  wait: { type: 'boolean', about: 'option.wait' },
  timeout: { type: 'string', value: 'SECONDS', about: 'option.timeout' },
} as const satisfies Options

export const yesOption = { yes: { type: 'boolean', about: 'option.yes' } } as const satisfies Options

type Kind = 'word' | 'withdraw'

/**
 * For what cannot be taken back: a person at a terminal is asked once more; a script has decided.
 * @throws CliError `usage` when the answer is not yes
 */
export async function confirm(question: MessageKey, isSure: boolean): Promise<void> {
  const terminal = isSure || !isatty(0) ? undefined : openTerminal()
  if (!terminal) return
  const answer = await terminal.askOpenly(t(question))
  terminal.close()
  if (answer?.trim().toLowerCase() !== t('confirm.yes')) throw fail('usage', { key: 'usage.not_confirmed' })
}

/** How long to wait, in seconds. @throws CliError `usage` */
export const timeoutOf = (text: string | undefined): number =>
  wholeNumber('timeout', text, { least: 0, most: 86_400, otherwise: 60 })

/**
 * Sends an act and checks that the log holds it, or one of its kind that the register took it for.
 * @returns its place in the log, and the act that stands there
 * @throws ClientError; CliError `receipt_wrong`
 */
export async function sendAct(
  client: Client,
  { status, roster }: Pick<Found, 'status' | 'roster'>,
  { publicKey }: AuthorKeys,
  sent: Act,
): Promise<{ readonly index: number; readonly act: Act }> {
  const { act, receipt } = await client.act(sent)
  const isOurs = act.kind === sent.kind && statementOf(act) === status.statement && act.actor === publicKey
  if (!isOurs) throw fail('receipt_wrong')
  const { index } = createReceiptVerifier(roster, { pending: true }).receipt(receipt, act)
  return { index, act }
}

/** What is waited for after an act. */
const ends = { word: 'published', withdraw: 'withdrawn' } as const

export const authorCommand = (kind: Kind): Command =>
  command({
    summary: `${kind}.summary`,
    about: `${kind}.about`,
    options: { ...authorOptions, ...yesOption },
    examples: [
      '--register http://127.0.0.1:8440',
      '--register http://127.0.0.1:8440 --words words.txt --wait --json',
    ],
    async run({ options: given, output }) {
      const client = clientOf(given.register)
      const seconds = timeoutOf(given.timeout)
      const keys = await readKeys(given.words)
      const found = await findDeposit(client, keys)
      const { statement } = found.status
      await confirm(`${kind}.confirm`, given.yes ?? false)
      const { index } = await sendAct(
        client,
        found,
        keys,
        createAct({ kind, statement, body: {} }, keys.seed),
      )
      output.say(t(`${kind}.done`, { index, statement }), { kind, statement, index })
      if (!given.wait) return 0
      const { status: after } = await findWhen(client, keys, { wait: ends[kind], seconds })
      output.say(t(`state.${after.state}`, { statement }), { statement, state: after.state })
      return 0
    },
  })

/** What an author does with the words alone: give the word, withdraw, check in, announce a pause. */
import { isatty } from 'node:tty'
import type { Options } from './command.ts'
import { findWhen } from './commands/status.ts'
import { fail } from './error.ts'
import { type Giving, give } from './give.ts'
import type { Output } from './io/output.ts'
import { openTerminal } from './io/terminal.ts'
import { wholeNumber } from './options.ts'
import { clientOf, registerOption } from './register.ts'
import { type SubjectGiven, subjectOf } from './subject.ts'
import { type MessageKey, t } from './translate.ts'
import { readKeys, wordsOption } from './words.ts'

/** Of every act of an author. */
export const authorOptions = {
  register: registerOption,
  words: wordsOption,
  wait: { type: 'boolean', about: 'option.wait' },
  timeout: { type: 'string', value: 'SECONDS', about: 'option.timeout' },
} as const satisfies Options

export const authorExamples = [
  '--register http://127.0.0.1:8440',
  '--register http://127.0.0.1:8440 --words words.txt --wait --json',
]

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

/** What every act of an author takes beside what it says. */
export interface ActOptions extends SubjectGiven {
  readonly register?: string
  readonly words?: string
  readonly timeout?: string
}

/** Who acts, about what, and for how long the register is waited for. @throws as `readKeys` and `subjectOf`; CliError `usage` */
export async function actingBy(
  given: ActOptions,
): Promise<Pick<Giving, 'client' | 'keys' | 'subject' | 'seconds'>> {
  const client = clientOf(given.register)
  const seconds = timeoutOf(given.timeout)
  const keys = await readKeys(given.words)
  return { client, keys, seconds, subject: await subjectOf(client, keys, given) }
}

/** What is waited for after an act. */
const ends = { word: 'published', withdraw: 'withdrawn' } as const

/** Of a word and of a withdrawal, which take no more than the words and a yes. */
export interface OnceCall {
  readonly options: ActOptions & { readonly wait?: boolean; readonly yes?: boolean }
  readonly output: Output
  readonly name: string
}

/** Gives what is given once, and waits for what comes of it where that was asked for. @throws as `give` and `findWhen` */
export async function giveOnce(kind: Kind, { options: given, output, name }: OnceCall): Promise<0> {
  const acting = await actingBy(given)
  const { client, keys, seconds, subject } = acting
  await confirm(`${kind}.confirm`, given.yes ?? false)
  const { isLogged } = await give({ ...acting, output, given: { kind, body: {} }, name })
  if (!given.wait || !isLogged) return 0
  const { status: after } = await findWhen(client, keys, { wait: ends[kind], seconds })
  const { statement } = subject
  output.say(t(`state.${after.state}`, { statement }), { statement, state: after.state })
  return 0
}

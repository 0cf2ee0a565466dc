/** Passphrases under which keys are kept: from a file, or asked for at the terminal; never an argument. */
import { fail } from './error.ts'
import { readFile } from './io/files.ts'
import type { Terminal } from './io/terminal.ts'
import { t } from './translate.ts'
import { withTerminal } from './words.ts'

/** As daemons ask it to be too: shorter ones are guessed from a stolen file. */
const leastCharacters = 12

function checkLength(passphrase: string): string {
  if ([...passphrase].length < leastCharacters) throw fail('usage', { key: 'usage.passphrase_short' })
  return passphrase
}

async function askTwice(terminal: Terminal): Promise<string> {
  const first = checkLength((await terminal.ask(t('passphrase.new'))) ?? '')
  if ((await terminal.ask(t('passphrase.again'))) === first) return first
  throw fail('usage', { key: 'usage.passphrase_differ' })
}

/** @throws CliError `usage`: no terminal, too short, typed differently */
export const askNewPassphrase = (): Promise<string> => withTerminal(askTwice)

/** @throws CliError `usage` */
export const askPassphrase = (): Promise<string> =>
  withTerminal(async (terminal) => (await terminal.ask(t('passphrase.ask'))) ?? '')

/** @throws CliError `file_unreadable`, `usage` */
const firstLine = (file: string): string =>
  checkLength(Buffer.from(readFile(file)).toString('utf8').split(/\r?\n/)[0]!)

export const passphraseOption = { type: 'string', value: 'FILE', about: 'option.passphrase' } as const

/**
 * Of keys that are to be made; in NFC, for keyboards send one character in several forms.
 * @param file with it in its first line, `-` for standard input; asked for without one
 */
export const newPassphrase = async (file: string | undefined): Promise<string> =>
  (file === undefined ? await askNewPassphrase() : firstLine(file)).normalize('NFC')

/** Of keys that are there. @param file as for `newPassphrase` */
export const knownPassphrase = async (file: string | undefined): Promise<string> =>
  (file === undefined ? await askPassphrase() : firstLine(file)).normalize('NFC')

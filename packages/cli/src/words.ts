/** The 12 words on their way in and out: never an argument, never on standard output. */
import { isatty } from 'node:tty'
import {
  type AuthorKeys,
  type Entropy,
  type WordLanguage,
  decodeUtf8,
  deriveKeys,
  isEqualBytes,
  parseWords,
  wordLanguages,
} from '@avow/core'
import { fail } from './error.ts'
import { checkIsNew, readFile, writePrivateFile } from './io/files.ts'
import { type Terminal, openTerminal } from './io/terminal.ts'
import { t } from './translate.ts'

/** What was typed after `--words` may be the words themselves: errors never repeat it. */
const shown = '--words'

export const wordsOption = { type: 'string', value: 'FILE', about: 'option.words' } as const

/** @throws CliError `usage` where there is no terminal */
export async function withTerminal<T>(work: (terminal: Terminal) => Promise<T>): Promise<T> {
  const terminal = openTerminal()
  if (!terminal) throw fail('usage', { key: 'usage.terminal' })
  try {
    return await work(terminal)
  } finally {
    terminal.close()
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch (cause) {
    throw fail('file_unreadable', { file: shown }, cause)
  }
}

function askForWords(): Promise<string> {
  return withTerminal(async (terminal) => (await terminal.ask(t('words.ask'))) ?? '')
}

/**
 * Reads the words: from a file, from standard input (`-`, or when it is not a terminal), or by a prompt without echo.
 * @throws CoreError `words_count`, `words_unknown`, `words_checksum`; CliError `usage`, `file_unreadable`
 */
export async function readKeys(file: string | undefined): Promise<AuthorKeys> {
  const isPrompt = file === undefined && isatty(0)
  const text = isPrompt ? await askForWords() : textOf(readFile(file ?? '-', shown))
  return deriveKeys((await parseWords(text)).entropy)
}

export function wordLanguageOf(language: string | undefined): WordLanguage {
  const found = wordLanguages.find((one) => one === (language ?? 'english'))
  if (found) return found
  throw fail('usage', { key: 'usage.word_language', languages: wordLanguages.join(', ') })
}

const tries = 3

const listed = (words: readonly string[]): string =>
  words.map((word, index) => `  ${String(index + 1).padStart(2)}  ${word}`).join('\n')

async function isTypedAgain(terminal: Terminal, entropy: Entropy): Promise<boolean> {
  const text = await terminal.ask(t('words.again'))
  const read = await parseWords(text ?? '').catch(() => undefined)
  return read !== undefined && isEqualBytes(read.entropy, entropy)
}

/** Shows the words and has them typed again: whoever cannot do that has not written them down. */
async function showWords(terminal: Terminal, words: readonly string[], entropy: Entropy): Promise<void> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    await terminal.showOnce(`${t('words.show')}\n\n${listed(words)}\n\n${t('words.enter')}`)
    if (await isTypedAgain(terminal, entropy)) return
    terminal.write(`${t('words.differ')}\n`)
  }
  throw fail('usage', { key: 'usage.words_differ' })
}

/** Where new words go; asked for before there are any. */
export interface WordsPlace {
  /** Resolves when the words are safe there. */
  give(words: readonly string[], entropy: Entropy): Promise<void>
}

/** @param file undefined for the terminal @throws CliError `usage` where there is none, `file_exists`, `file_unwritable` */
export function placeForWords(file: string | undefined): WordsPlace {
  if (file === undefined) {
    const terminal = openTerminal()
    if (!terminal) throw fail('usage', { key: 'usage.words_place' })
    terminal.close()
    return { give: (words, entropy) => withTerminal((one) => showWords(one, words, entropy)) }
  }
  if (file === '-') throw fail('usage', { key: 'usage.words_place' })
  checkIsNew(file)
  return { give: async (words) => writePrivateFile(file, `${words.join(' ')}\n`) }
}

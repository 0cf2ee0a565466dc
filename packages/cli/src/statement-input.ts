/** From a file that somebody wrote to a statement, with errors that name the line. */
import { basename } from 'node:path'
import {
  AvowError,
  type Statement,
  type StatementDraft,
  createStatement,
  decodeUtf8,
  formatBody,
  isLanguage,
  parseBody,
  tidy,
} from '@avow/core'
import { fail } from './error.ts'

const mostBytes = 1024 * 1024
const mostCharacters = 100_000
const mostParagraphs = 2000

/** What may not stand in a statement (spec/statement.md, "text"), to name the line; core decides. */
const forbidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\p{Noncharacter_Code_Point}]/u

const invalid = (key: string, details: Readonly<Record<string, string | number>> = {}) =>
  fail('usage', { key, ...details })

function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    throw invalid('text.not_utf8')
  }
}

const codePointOf = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

function checkCharacters(text: string): void {
  const at = text.search(forbidden)
  if (at < 0) return
  const line = text.slice(0, at).split('\n').length
  throw invalid('text.character', { line, character: codePointOf(text.slice(at)) })
}

/** The text of a file, tidied. @throws CliError `usage`, naming what is wrong and where */
export function readText(bytes: Uint8Array): string {
  if (bytes.length > mostBytes) throw invalid('text.too_large', { size: bytes.length, most: mostBytes })
  const decoded = decode(bytes)
  checkCharacters(decoded.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' '))
  const text = tidy(decoded)
  if (text === '') throw invalid('text.empty')
  return text
}

/** Paragraphs of a text. @throws CliError `usage` */
export function bodyOf(text: string): Statement['body'] {
  const body = parseBody(text)
  if (body.length > mostParagraphs)
    throw invalid('text.paragraphs', { count: body.length, most: mostParagraphs })
  const long = body.findIndex((spans) => [...spans.map((span) => span.text).join('')].length > mostCharacters)
  if (long >= 0) throw invalid('text.paragraph_long', { paragraph: long + 1, most: mostCharacters })
  return body
}

/** Whether the sealed text is the file to the letter, but for a line end at its very end. */
export const isVerbatim = (statement: Statement, bytes: Uint8Array): boolean =>
  formatBody(statement.body) === decodeUtf8(bytes).replace(/\n$/, '')

/** @throws CliError `usage` with what is wrong, in the words of the options */
export function makeStatement(draft: StatementDraft): Statement {
  try {
    return createStatement(draft)
  } catch (cause) {
    if (cause instanceof AvowError && cause.code === 'statement_invalid')
      throw invalid('statement.member', { path: String(cause.details['path'] ?? '') })
    throw cause
  }
}

/** Scripts that tell a direction or a font; a language they do not tell. */
const scripts = ['Arab', 'Hebr', 'Hani', 'Cyrl', 'Grek', 'Deva', 'Hang', 'Thai', 'Latn'] as const
const scriptPattern = {
  Arab: /\p{Script=Arabic}/gu,
  Hebr: /\p{Script=Hebrew}/gu,
  Hani: /\p{Script=Han}/gu,
  Cyrl: /\p{Script=Cyrillic}/gu,
  Grek: /\p{Script=Greek}/gu,
  Deva: /\p{Script=Devanagari}/gu,
  Hang: /\p{Script=Hangul}/gu,
  Thai: /\p{Script=Thai}/gu,
  Latn: /\p{Script=Latin}/gu,
} as const

/** Language of a text: as the file's name says (`letter.zh-Hans.txt`), otherwise undetermined in the script of most letters. */
export function guessLanguage(file: string, text: string): string {
  const named = basename(file).split('.').slice(1, -1).at(-1)
  if (named && isLanguage(named)) return named
  const counts = scripts.map((script) => [script, text.match(scriptPattern[script])?.length ?? 0] as const)
  const [script, count] = counts.toSorted((a, b) => b[1] - a[1])[0]!
  return count === 0 ? 'und' : `und-${script}`
}

const longestTitle = 120

/** The first line, shortened at a word where it is long. */
export function guessTitle(text: string): string {
  const line = text.split('\n')[0]!.trim()
  const characters = [...line]
  if (characters.length <= longestTitle) return line
  const cut = characters.slice(0, longestTitle).join('')
  return `${cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut}…`
}

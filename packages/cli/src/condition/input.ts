/** A condition as a person or a program gives it: a short form, a sentence of any of the languages, or JSON. */
import {
  type ConditionLanguage,
  type Term,
  AvowError,
  checkTerms,
  conditionLanguages,
  decodeUtf8,
  parseCondition,
} from '@avow/core'
import { fail } from '../error.ts'
import { readFile } from '../io/files.ts'

export interface GivenCondition {
  readonly condition: Term
  /** Of the sentence; English for a short form and for JSON. */
  readonly language: ConditionLanguage
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw fail('usage', { key: 'usage.condition_json' }, cause)
  }
}

/** `now`, `word` or `at:INSTANT`; a day alone is its beginning in UTC. Undefined for anything else. */
export function shortCondition(text: string): unknown {
  const [, instant] = /^at:(.+)$/.exec(text) ?? []
  if (instant === undefined) return text === 'now' || text === 'word' ? { type: text } : undefined
  return { type: 'at', time: /^\d{4}-\d\d-\d\d$/.test(instant) ? `${instant}T00:00:00Z` : instant }
}

/**
 * @param given the arguments, which may be the words of one sentence; `-` for standard input
 * @throws CliError `usage` for what is not JSON; CoreError as `parseCondition` and `checkTerms`
 */
export function readCondition(given: readonly string[]): GivenCondition {
  const typed = given.length === 1 && given[0] === '-' ? decodeUtf8(readFile('-')) : given.join(' ')
  const text = typed.trim()
  const short = shortCondition(text)
  if (short !== undefined) return { condition: checkTerms(short), language: 'en' }
  if (text.startsWith('{')) return { condition: checkTerms(parseJson(text)), language: 'en' }
  return parseCondition(text)
}

/** The same, for commands that only use a condition: one that is none is wrong usage. */
export function usableCondition(given: readonly string[]): GivenCondition {
  try {
    return readCondition(given)
  } catch (cause) {
    if (cause instanceof AvowError && cause.code !== 'usage' && cause.code !== 'file_unreadable')
      throw fail('input_invalid', {}, cause)
    throw cause
  }
}

/** @throws CliError `usage` */
export function languageOption(text: string | undefined, otherwise: ConditionLanguage): ConditionLanguage {
  const found = conditionLanguages.find((one) => one === text)
  if (text !== undefined && !found)
    throw fail('usage', { key: 'usage.condition_language', languages: conditionLanguages.join(', ') })
  return found ?? otherwise
}

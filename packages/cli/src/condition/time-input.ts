/** Times as options give them: a day, an instant, or a duration after the deposit. */
import { type Duration, AvowError, formatInstant, instantSchema, millisecondsOf } from '@avow/core'
import { fail } from '../error.ts'

/**
 * A day alone is its beginning in UTC.
 * @param key the sentence for anything else: what is allowed there
 * @returns milliseconds since the epoch @throws CliError `usage`
 */
export function instantOption(
  option: string,
  text: string,
  key: 'usage.instant' | 'usage.time' = 'usage.instant',
): number {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
  if (!instantSchema.safeParse(instant).success) throw fail('usage', { key, option: `--${option}` })
  return Date.parse(instant)
}

/** @returns milliseconds @throws CliError `usage` */
export function durationOption(option: string, text: string): number {
  try {
    return millisecondsOf(text as Duration)
  } catch (cause) {
    if (cause instanceof AvowError)
      throw fail('usage', { key: 'usage.duration', option: `--${option}` }, cause)
    throw cause
  }
}

/** @param deposited milliseconds since the epoch; null where no duration can be counted from it @throws CliError `usage` */
export function timeOption(option: string, text: string, deposited: number | null): number {
  if (deposited === null) return instantOption(option, text)
  if (!text.startsWith('P')) return instantOption(option, text, 'usage.time')
  return text === 'P0D' ? deposited : deposited + durationOption(option, text)
}

/** For people and programs alike: RFC 3339 of whole seconds. */
export const timeText = (time: number | null): string | null => (time === null ? null : formatInstant(time))

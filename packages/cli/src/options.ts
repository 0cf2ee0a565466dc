/** Values of options that are more than text. */
import { fail } from './error.ts'

/** An option without which the command cannot run. @throws CliError `usage` */
export function needed<Name extends string, Value>(
  given: { readonly [Key in Name]?: Value },
  name: Name,
): Value {
  const value: Value | undefined = given[name]
  if (value === undefined) throw fail('usage', { key: 'usage.option_missing', option: `--${name}` })
  return value
}

/** @throws CliError `usage` */
export function wholeNumber(
  option: string,
  text: string | undefined,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number {
  if (text === undefined) return otherwise
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw fail('usage', { key: 'usage.number', option: `--${option}`, least, most })
}

import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Command, Options } from './command.ts'
import { fail } from './error.ts'

type Given = Record<string, string | boolean | string[]>

/** Options that every command has. */
const always: Options = {
  json: { type: 'boolean', about: 'option.json' },
  help: { type: 'boolean', short: 'h', about: 'option.help' },
}

export const optionsOf = (command: Command): Options => ({ ...command.options, ...always })

/** Platform's description of ours, without what it does not know. */
function configOf(options: Options): NonNullable<ParseArgsConfig['options']> {
  const entries = Object.entries(options).map(([name, { type, short, multiple }]) => [
    name,
    { type, ...(short ? { short } : {}), ...(multiple ? { multiple } : {}) },
  ])
  return Object.fromEntries(entries)
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number]

/** What follows and looks like an option is one: its value was forgotten. `-` alone is standard input. */
const hasValue = ({ value, inlineValue }: Extract<Token, { kind: 'option' }>): boolean =>
  value !== undefined && value !== '' && (inlineValue === true || value === '-' || !value.startsWith('-'))

/** What was typed may be words in the wrong place: of it, only the names of options are ever repeated. */
function checkToken(token: Token, options: Options): void {
  if (token.kind !== 'option') return
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
  const { rawName } = token
  if (!option)
    throw fail('usage', { key: 'usage.option', option: /^--?[a-z-]{1,40}$/.exec(rawName)?.[0] ?? '--' })
  if (option.type === 'string' && !hasValue(token))
    throw fail('usage', { key: 'usage.value_missing', option: rawName })
  if (option.type === 'boolean' && token.value !== undefined)
    throw fail('usage', { key: 'usage.value_foreign', option: rawName })
}

function checkRepeated(tokens: readonly Token[], options: Options): void {
  const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []))
  const repeated = names.find((name, at) => !options[name]?.multiple && names.indexOf(name) !== at)
  if (repeated) throw fail('usage', { key: 'usage.repeated', option: `--${repeated}` })
}

/** How many arguments a command takes, from the marks after their names. */
function checkCount(count: number, names: readonly string[]): void {
  const least = names.filter((name) => !name.endsWith('?')).length
  const most = names.some((name) => name.endsWith('…')) ? Number.POSITIVE_INFINITY : names.length
  if (count < least)
    throw fail('usage', { key: 'usage.argument_missing', argument: names[count]!.replace(/[?…]$/, '') })
  if (count > most) throw fail('usage', { key: 'usage.argument_foreign' })
}

/** @throws CliError `usage` */
export function parseOptions(command: Command, words: readonly string[]) {
  const options = optionsOf(command)
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: configOf(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) checkToken(token, options)
  checkRepeated(tokens, options)
  checkCount(positionals.length, command.arguments ?? [])
  return { arguments: positionals, options: values as Given as Record<string, never> }
}

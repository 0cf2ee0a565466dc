/** `--help`: what a command does, its options, its exit codes, examples. */
import type { Command, Option } from './command.ts'
import { optionsOf } from './parse.ts'
import { t } from './translate.ts'

/** Two columns; the second begins at the same place in every line. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

const argumentsOf = (command: Command): string =>
  (command.arguments ?? [])
    .map((name) => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : name))
    .map((name) => ` ${name}`)
    .join('')

const optionOf = (name: string, { value, short }: Option): string =>
  `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`

export function helpOf(name: string, command: Command): string {
  const options = Object.entries(optionsOf(command)).map(
    ([option, one]) => [optionOf(option, one), t(one.about)] as const,
  )
  const examples = command.examples.map((example) => `  avow ${name}${example === '' ? '' : ` ${example}`}`)
  return [
    t(command.summary),
    ...(command.about ? [t(command.about)] : []),
    `${t('help.usage')}\n  avow ${name}${argumentsOf(command)} ${t('help.options_mark')}`,
    `${t('help.options')}\n${columns(options)}`,
    `${t('help.examples')}\n${examples.join('\n')}`,
    t('help.exit_codes'),
  ].join('\n\n')
}

export function listOf(listed: readonly (readonly [string, Command])[]): string {
  const rows = listed.map(([name, command]) => [`avow ${name}`, t(command.summary)] as const)
  return [t('help.about'), columns(rows), t('help.more'), t('help.exit_codes')].join('\n\n')
}

/** Finds the command, reads its options, runs it, and turns what went wrong into a sentence and an exit code. */
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { fail } from './error.ts'
import { exitCodeOf, reportOf, sentenceOf } from './errors.ts'
import { helpOf, listOf } from './help.ts'
import { createOutput, writeError } from './io/output.ts'
import { parseOptions } from './parse.ts'

interface Found {
  readonly name: string
  readonly rest: readonly string[]
}

/** A command's name is one word or two: `log checkpoint`. */
function find(words: readonly string[]): Found | undefined {
  const two = words.slice(0, 2).join(' ')
  if (Object.hasOwn(commands, two)) return { name: two, rest: words.slice(2) }
  const one = words[0] ?? ''
  return Object.hasOwn(commands, one) ? { name: one, rest: words.slice(1) } : undefined
}

const asksForHelp = (words: readonly string[]): boolean =>
  words[0] === 'help' || words.includes('--help') || words.includes('-h')

/** The commands that begin with a word, or all of them. */
async function showList(words: readonly string[], isJson: boolean): Promise<number> {
  const group = words.find((word) => word !== 'help' && !word.startsWith('-'))
  const names = Object.keys(commands).filter((name) => !group || name.startsWith(`${group} `))
  if (names.length === 0) throw fail('usage', { key: 'usage.command' })
  const listed = await Promise.all(
    names.map(async (name) => [name, (await commands[name]!()).default] as const),
  )
  createOutput(isJson).say(listOf(listed), { commands: names })
  return asksForHelp(words) ? 0 : 2
}

async function runCommand({ name, rest }: Found, isJson: boolean): Promise<number> {
  const { default: command }: { default: Command } = await commands[name]!()
  const output = createOutput(isJson)
  if (asksForHelp(rest)) {
    output.say(helpOf(name, command), { command: name, help: helpOf(name, command) })
    return 0
  }
  return command.run({ ...parseOptions(command, rest), output, name })
}

/** @param words what stands after `avow` @returns the exit code: 0 holds, 1 does not, 2 wrong usage, 3 unreachable */
export async function run(words: readonly string[]): Promise<number> {
  const isJson = words.includes('--json')
  const found = find(words[0] === 'help' ? words.slice(1) : words)
  try {
    if (!found) return await showList(words, isJson)
    return await runCommand(words[0] === 'help' ? { ...found, rest: ['--help'] } : found, isJson)
  } catch (error) {
    const help = found ? `avow ${found.name} --help` : 'avow --help'
    writeError(isJson, sentenceOf(error, help), reportOf(error, help))
    return exitCodeOf(error)
  }
}

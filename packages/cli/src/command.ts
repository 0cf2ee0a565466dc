/** What a command is: one file in `commands/` (or `log/`) exports one, and `commands.ts` has one line for it. */
import type { Output } from './io/output.ts'
import type { MessageKey } from './translate.ts'

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** May be given more than once. */
  readonly multiple?: boolean
  /** What its value is called in the help, such as `FILE`; its key in the catalogue is `value.FILE`. */
  readonly value?: string
  /** Sentence for the help. */
  readonly about: MessageKey
}

export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O['type'] extends 'boolean'
  ? boolean
  : O extends { readonly multiple: true }
    ? readonly string[]
    : string

export type Values<O extends Options> = { readonly [Name in keyof O]?: ValueOf<O[Name]> }

export interface Call<O extends Options = Options> {
  /** What stands after the command's name and is no option. */
  readonly arguments: readonly string[]
  readonly options: Values<O>
  readonly output: Output
  /** Of `--help` and of errors: `avow log checkpoint`. */
  readonly name: string
}

/** 0: it holds. 1: it does not hold, and the command has said why. Wrong usage and an unreachable register are thrown. */
export type ExitCode = 0 | 1

export interface Command<O extends Options = Options> {
  /** One line for the list of commands. */
  readonly summary: MessageKey
  /** More for `--help` of this command. */
  readonly about?: MessageKey
  /** Names of its arguments, `?` after those that may be left out, `…` after one that may be repeated. */
  readonly arguments?: readonly string[]
  readonly options?: O
  /** What stands after `avow` and the command's name. */
  readonly examples: readonly string[]
  /** @throws AvowError; `errors.ts` knows the sentence and the exit code */
  run(call: Call<O>): Promise<ExitCode>
}

/** Keeps the types of a command's options for its `run`. */
export const command = <const O extends Options>(definition: Command<O>): Command =>
  definition as unknown as Command

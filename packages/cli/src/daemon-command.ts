/** Commands that run a daemon in the foreground: as a process of its own, never imported. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { AvowError, Parameters } from '@avow/core'
import { type Command, type Option, type Options, command } from './command.ts'
import { fail } from './error.ts'
import type { Output, Value } from './io/output.ts'
import { type Room, compileCache, programOf } from './programs.ts'
import { type MessageKey, t } from './translate.ts'

/** An option that stands for a setting of the daemon's. */
export interface Setting {
  readonly variable: string
  /** What its value is called in the help; an option without one is a switch, and sets the variable to 1. */
  readonly value?: string
  readonly about: MessageKey
}

type Settings = Readonly<Record<string, Setting>>

export interface DaemonDefinition {
  readonly room: Room
  readonly mode: 'init' | 'serve' | 'export' | 'recover' | 'agree'
  readonly summary: MessageKey
  readonly about: MessageKey
  readonly settings: Settings
  readonly examples: readonly string[]
  /** What is said when it has done what it was to do, by what it prints; without it that line. */
  readonly done?: (value: Value) => MessageKey
  /** What is wrong, by what it prints when it refuses. */
  readonly refusal?: (refused: Value) => AvowError
  /** What is asked at the terminal before it starts. */
  readonly ask?: (env: NodeJS.ProcessEnv) => Promise<Asked>
}

/** What was asked at the terminal for a daemon. */
export interface Asked {
  /** More settings. */
  readonly env?: NodeJS.ProcessEnv
  /** The first line of its standard input: neither an argument nor a variable, which others could read. */
  readonly secret?: string
}

/** The environment as it is, and over it what the options say. */
function environmentOf(settings: Settings, given: Readonly<Record<string, unknown>>) {
  const said = Object.entries(settings).flatMap(([option, { variable }]) =>
    typeof given[option] === 'string' ? [[variable, given[option]]] : given[option] ? [[variable, '1']] : [],
  )
  // The daemon ends when we are gone, however that happens.
  return {
    NODE_COMPILE_CACHE: compileCache,
    ...process.env,
    ...Object.fromEntries(said),
    AVOW_PARENT_PIPE: '1',
  }
}

function parsed(line: string): Value | undefined {
  try {
    return JSON.parse(line) as Value
  } catch {
    return undefined
  }
}

/** What a daemon prints is JSON, a line each: the ready line, or the public parts of its keys. */
function tell(output: Output, { room, done }: DaemonDefinition, line: string): void {
  const value = parsed(line)
  if (!value) return output.note(line)
  const address = String(value['address'] ?? '')
  const sentence = done === undefined ? line : t(done(value), value as Parameters)
  output.say(value['ready'] === true ? t(`${room}.ready`, { address }) : sentence, value)
}

function launch({ room, mode }: DaemonDefinition, env: NodeJS.ProcessEnv) {
  return spawn(process.execPath, [...programOf(room), ...(mode === 'serve' ? [] : [mode])], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
    // An interrupt from the terminal is for us: the daemon is asked to end, once.
    detached: process.platform !== 'win32',
  })
}

const exitCodes: Readonly<Record<number, MessageKey>> = { 2: 'usage.daemon_setting', 3: 'usage.daemon_port' }

/** Why it has ended with a code that is not 0. */
function faultOf({ room, refusal }: DaemonDefinition, code: number, refused: Value | undefined): AvowError {
  if (refusal && refused) return refusal(refused)
  const key = exitCodes[code]
  return key ? fail('usage', { key }) : fail('daemon_ended', { name: room, code })
}

const optionOf = ({ value, about }: Setting): Option =>
  value === undefined ? { type: 'boolean', about } : { type: 'string', value, about }

export const daemonCommand = (definition: DaemonDefinition): Command => {
  const { settings } = definition
  const options: Options = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, optionOf(setting)]),
  )
  return command({
    summary: definition.summary,
    about: definition.about,
    options,
    examples: definition.examples,
    async run({ options: given, output }) {
      const env = environmentOf(settings, given as Record<string, unknown>)
      const asked = (await definition.ask?.(env)) ?? {}
      const child = launch(definition, { ...env, ...asked.env })
      if (asked.secret !== undefined) child.stdin.write(`${asked.secret}\n`)
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.on(signal, () => child.stdin.end())
      let refused: Value | undefined
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = parsed(line)?.['refused'] as Value | undefined
        if (said) refused = said
        else tell(output, definition, line)
      })
      const code = await new Promise<number>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', (exit) => resolve(exit ?? 1))
      })
      if (code === 0) return 0
      throw faultOf(definition, code, refused)
    },
  })
}

/** Commands that run a daemon in the foreground: as a process of its own, never imported. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { compileCache } from './compile-cache.ts'
import { type Command, type Options, command } from './command.ts'
import { fail } from './error.ts'
import type { Output, Value } from './io/output.ts'
import { type Room, mainOf } from './network/layout.ts'
import { type MessageKey, t } from './translate.ts'

/** An option that stands for a setting of the daemon's. */
export interface Setting {
  readonly variable: string
  readonly value: string
  readonly about: MessageKey
}

type Settings = Readonly<Record<string, Setting>>

export interface DaemonDefinition {
  readonly room: Room
  readonly mode: 'init' | 'serve'
  readonly summary: MessageKey
  readonly about: MessageKey
  readonly settings: Settings
  readonly examples: readonly string[]
}

/** The environment as it is, and over it what the options say. */
function environmentOf(settings: Settings, given: Readonly<Record<string, unknown>>) {
  const said = Object.entries(settings).flatMap(([option, { variable }]) =>
    typeof given[option] === 'string' ? [[variable, given[option]]] : [],
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
function tell(output: Output, room: Room, line: string): void {
  const value = parsed(line)
  if (!value) return output.note(line)
  const address = String(value['address'] ?? '')
  output.say(value['ready'] === true ? t(`${room}.ready`, { address }) : line, value)
}

function launch({ room, mode }: DaemonDefinition, env: NodeJS.ProcessEnv) {
  return spawn(process.execPath, [mainOf(room), ...(mode === 'init' ? ['init'] : [])], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
    // An interrupt from the terminal is for us: the daemon is asked to end, once.
    detached: process.platform !== 'win32',
  })
}

const exitCodes: Readonly<Record<number, MessageKey>> = { 2: 'usage.daemon_setting', 3: 'usage.daemon_port' }

export const daemonCommand = (definition: DaemonDefinition): Command => {
  const { settings, room } = definition
  const options: Options = Object.fromEntries(
    Object.entries(settings).map(([name, { value, about }]) => [name, { type: 'string', value, about }]),
  )
  return command({
    summary: definition.summary,
    about: definition.about,
    options,
    examples: definition.examples,
    async run({ options: given, output }) {
      const child = launch(definition, environmentOf(settings, given as Record<string, unknown>))
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process.on(signal, () => child.stdin.end())
      createInterface({ input: child.stdout }).on('line', (line) => tell(output, room, line))
      const code = await new Promise<number>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', (exit) => resolve(exit ?? 1))
      })
      if (code === 0) return 0
      const key = exitCodes[code]
      throw key ? fail('usage', { key }) : fail('daemon_ended', { name: room, code })
    },
  })
}

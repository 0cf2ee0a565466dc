/** One daemon as a supervised process: started, watched, started again after a crash, ended in order. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { compileCache } from '../programs.ts'
import { fail } from '../error.ts'

/** The line that a daemon prints when it is ready: a trustee's with its name and its public keys. */
export interface Ready {
  readonly ready: true
  readonly address: string
  readonly name?: string
  readonly key?: string
  readonly recipient?: string
}

export type DaemonEvent =
  | { readonly type: 'ready'; readonly name: string; readonly address: string }
  | { readonly type: 'ended'; readonly name: string; readonly code: number | string; readonly asked: boolean }
  | { readonly type: 'restarting'; readonly name: string; readonly milliseconds: number }
  /** A line that it wrote on stderr. */
  | { readonly type: 'line'; readonly name: string; readonly line: string }

export interface DaemonOptions {
  readonly name: string
  /** What Node is given to run it (`programOf`). */
  readonly program: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onEvent: (event: DaemonEvent) => void
}

export interface Daemon {
  readonly name: string
  /** Undefined while it does not run. */
  pid(): number | undefined
  /** Resolves when it is ready. @throws CliError `daemon_failed` when it ends before */
  start(): Promise<Ready>
  /** Ends it by a signal. It stays down until it is started again. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Ends it in order. */
  stop(): Promise<void>
}

/** Milliseconds after which a daemon that was asked to end is ended by force. */
const patience = 15_000
const lastLines = 8

/** Milliseconds to wait before start number `attempt` after a crash, from 1. */
export const backoff = (attempt: number): number => Math.min(10_000, 100 * 2 ** Math.min(attempt - 1, 10))

/** Starts a program of this project and follows what it says. */
function launch(
  { program, env }: Pick<DaemonOptions, 'program' | 'env'>,
  parameters: readonly string[] = [],
) {
  return spawn(process.execPath, [...program, ...parameters], {
    env: { NODE_COMPILE_CACHE: compileCache, ...env, AVOW_PARENT_PIPE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Not in our process group: an interrupt from a terminal is for us, and we end everything in order.
    detached: process.platform !== 'win32',
  })
}

/** Runs `main.ts init` and gives the line that it prints. @throws CliError `daemon_failed` */
export async function initDaemon(options: Pick<DaemonOptions, 'name' | 'program' | 'env'>): Promise<unknown> {
  const child = launch(options, ['init'])
  const [said, printed] = [linesOf(child.stderr!), linesOf(child.stdout!)]
  const code = await codeOf(child)
  if (code === 0 && printed.length === 1) return JSON.parse(printed[0]!)
  throw fail('daemon_failed', { name: options.name, said: said.at(-1) ?? '', code: String(code) })
}

/** Collects lines; the array grows until the stream ends. */
function linesOf(stream: NodeJS.ReadableStream, onLine: (line: string) => void = () => {}): string[] {
  const lines: string[] = []
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line)
    if (lines.length > lastLines) lines.shift()
    onLine(line)
  })
  return lines
}

/** Resolves when the process has ended and its output is read: its code, or the signal that ended it. */
const codeOf = (child: ChildProcess): Promise<number | string> =>
  new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message))
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })

function readyOf(line: string): Ready | undefined {
  try {
    const value = JSON.parse(line) as Partial<Ready>
    return value.ready === true && typeof value.address === 'string' ? (value as Ready) : undefined
  } catch {
    return undefined
  }
}

export function createDaemon(options: DaemonOptions): Daemon {
  const { name, onEvent } = options
  let child: ChildProcess | undefined
  let ended: Promise<number | string> = Promise.resolve(0)
  /** Counts starts that were asked for: a restart that was planned before somebody asked for another is dropped. */
  let generation = 0
  let crashes = 0

  function run(): Promise<Ready> {
    const started = launch(options)
    child = started
    // Whoever writes to a process that has just ended must not end with it.
    started.stdin!.on('error', () => {})
    const said = linesOf(started.stderr!, (line) => onEvent({ type: 'line', name, line }))
    const ready = Promise.withResolvers<Ready>()
    linesOf(started.stdout!, (line) => {
      const value = readyOf(line)
      if (!value) return
      onEvent({ type: 'ready', name, address: value.address })
      ready.resolve(value)
    })
    const mine = generation
    ended = codeOf(started).then((code) => {
      if (child === started) child = undefined
      onEvent({ type: 'ended', name, code, asked: mine !== generation })
      ready.reject(fail('daemon_failed', { name, said: said.at(-1) ?? '', code: String(code) }))
      return code
    })
    return ready.promise
  }

  /** Starts it again, later after each crash in a row, for as long as nobody asks for anything else. */
  async function watch(mine: number): Promise<void> {
    for (;;) {
      const since = performance.now()
      await ended
      if (mine !== generation) return
      crashes = performance.now() - since > 60_000 ? 1 : crashes + 1
      const milliseconds = backoff(crashes)
      onEvent({ type: 'restarting', name, milliseconds })
      await delay(milliseconds, undefined, { ref: false })
      if (mine !== generation) return
      // A start that fails is a crash like any other, and the next turn waits for it.
      run().catch(() => {})
    }
  }

  async function end(send: (child: ChildProcess) => void): Promise<void> {
    generation += 1
    const ending = child
    if (!ending) return
    const late = setTimeout(() => ending.kill('SIGKILL'), patience)
    send(ending)
    await ended
    clearTimeout(late)
  }

  return {
    name,
    pid: () => child?.pid,
    async start() {
      generation += 1
      const mine = generation
      const ready = await run()
      crashes = 0
      void watch(mine)
      return ready
    },
    kill: (signal) => end((running) => running.kill(signal)),
    // The end of its input is a request that every system knows.
    stop: () => end((running) => running.stdin!.end()),
  }
}

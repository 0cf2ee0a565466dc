/** Drives the real program, as a person or a script does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, onTestFinished } from 'vitest'

const main = join(import.meta.dirname, '../src/main.ts')
/** What `npm run build` made of it. */
export const builtMain = join(import.meta.dirname, '../build/main.js')

/** A line of JSON; whoever reads it says what is in it. */
// oxlint-disable-next-line typescript/no-explicit-any
type Value = Record<string, any>

export interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
  /** Lines of JSON on standard output. */
  readonly values: readonly Value[]
}

export interface RunOptions {
  /** Standard input; empty unless told. */
  readonly input?: string
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Program; the sources unless told. */
  readonly program?: string
}

/** A folder that is gone after the tests of the file. */
export function folderForTests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'avow-cli-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Nothing of the developer's own settings gets in. */
function environment(more: RunOptions['env'] = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^AVOW_|^DATABASE_URL$/.test(name))
  return { ...Object.fromEntries(own), ...more }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

const valuesOf = (text: string) =>
  text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Value] : []))

/** What a command waits for has the test's time, unless something else is said. */
const patient = (args: readonly string[]): readonly string[] =>
  args.includes('--wait') && !args.includes('--timeout') ? [...args, '--timeout', '300'] : args

/** Runs `avow` to its end. */
export async function avow(
  args: readonly string[],
  { input = '', cwd, env, program = main }: RunOptions = {},
): Promise<Ended> {
  const parameters = [program, ...patient(args)]
  const child = spawn(process.execPath, parameters, { cwd, env: environment(env), stdio: 'pipe' })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const closed = once(child, 'close')
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  const [code, signal] = (await closed) as [number | null, string | null]
  return { code: code ?? signal ?? 'unknown', stdout, stderr, values: valuesOf(stdout) }
}

export interface Running {
  readonly child: ChildProcess
  /** The next line of JSON that it prints. */
  next(): Promise<Record<string, unknown>>
  /** Exit code, or the signal that ended it, when it has ended and its output is read. */
  readonly ended: Promise<number | string>
  readonly stderr: () => string
}

/** Starts `avow … --json` and leaves it running; it is killed when the test has finished. */
export function startAvow(args: readonly string[], { cwd, env, program = main }: RunOptions = {}): Running {
  const child = spawn(process.execPath, [program, ...args, '--json'], {
    cwd,
    env: environment(env),
    stdio: 'pipe',
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    ended,
    stderr: () => stderr,
    async next() {
      const { value, done } = (await lines.next()) as { value?: string; done?: boolean }
      if (done || value === undefined) throw new Error(`avow ended without another line: ${stderr}`)
      return JSON.parse(value) as Record<string, unknown>
    },
  }
}

/** Each two words that follow each other. */
export function pairsIn(phrase: string): string[] {
  const words = phrase.trim().split(' ')
  return words.slice(1).map((word, index) => `${words[index]} ${word}`)
}

/** Whether a process is there, and is not only waiting for its parent to notice that it has ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

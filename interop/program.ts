/** Programs that others wrote, run as they are. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

export interface Ended {
  readonly code: number | string
  readonly stdout: Buffer
  readonly stderr: string
}

interface RunOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  readonly input?: string | Uint8Array
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Runs a program to its end. @throws when it cannot be started */
export async function run(
  command: string,
  parameters: readonly string[],
  { input, ...options }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(command, parameters, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
  // A program that ends without reading all of its input is judged by its code.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const closed = once(child, 'close')
  const [stdout, stderr, [code, signal]] = await Promise.all([
    bytesOf(child.stdout),
    bytesOf(child.stderr),
    closed as Promise<[number | null, string | null]>,
  ])
  return { code: code ?? signal ?? 'unknown', stdout, stderr: stderr.toString() }
}

/** As `run`, for a program that must succeed. @throws Error with what it said */
export async function runWell(...call: Parameters<typeof run>): Promise<Buffer> {
  const { code, stdout, stderr } = await run(...call)
  if (code !== 0) throw new Error(stderr.trim() || `${call[0]} ended with ${code}`)
  return stdout
}

/** A program that serves until it is ended. */
export interface Served {
  /** The first line of its output, or of its diagnostics, that fits. */
  readonly line: string
  stop(): Promise<void>
}

interface ServeOptions extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** Which line says that it is ready. */
  readonly isReady: (line: string) => boolean
  /** First line of its input, which stays open. */
  readonly input?: string
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(late)
}

/** Starts a program and waits until it is ready. @throws Error with what it said when it ends before */
export async function serve(
  command: string,
  parameters: readonly string[],
  { isReady, input, ...options }: ServeOptions,
): Promise<Served> {
  const child = spawn(command, parameters, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {})
  if (input !== undefined) child.stdin.write(`${input}\n`)
  const ready = Promise.withResolvers<string>()
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line)
      if (isReady(line)) ready.resolve(line)
    })
  child.once('error', ready.reject)
  child.once('close', () => ready.reject(new Error(`${command} ended: ${said.slice(-3).join(' ')}`)))
  return { line: await ready.promise, stop: () => end(child) }
}

const patience = 60_000

/** Asks again and again until there is an answer. @throws Error with the sentence after a minute */
export async function until<T>(sentence: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const start = performance.now(); performance.now() - start < patience; await delay(100)) {
    const answer = await ask()
    if (answer !== undefined) return answer
  }
  throw new Error(sentence)
}

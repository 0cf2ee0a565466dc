/** A witness as it is run in the field: `main.ts` as a process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const main = join(import.meta.dirname, '../src/main.ts')

type Environment = Readonly<Record<string, string>>

export interface WitnessProcess {
  readonly child: ChildProcess
  readonly address: string
  readonly vkey: string
  /** Exit code, or the signal by which it ended. */
  readonly ended: Promise<number | string>
}

function run(environment: Environment, ...args: string[]) {
  const env = { PATH: process.env['PATH'], ...environment }
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, ended }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** Runs it to its end. */
export async function runToEnd(environment: Environment, ...args: string[]) {
  const { child, ended } = run(environment, ...args)
  const [stdout, stderr] = await Promise.all([textOf(child.stdout!), textOf(child.stderr!)])
  return { code: await ended, stdout, stderr }
}

/** Starts it and waits for its line. */
export async function startWitness(environment: Environment): Promise<WitnessProcess> {
  const { child, ended } = run({ AVOW_WITNESS_PORT: '0', ...environment })
  child.stderr!.resume()
  const lines = createInterface({ input: child.stdout! })
  const [line] = (await Promise.race([
    once(lines, 'line'),
    ended.then((code) => Promise.reject(new Error(`the witness ended with ${code}`))),
  ])) as [string]
  const { address, vkey } = JSON.parse(line) as { address: string; vkey: string }
  return { child, ended, address, vkey }
}

/** The command line as people run it. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly output: string
}

/** Runs `avow` with parameters, and nothing of the machine's settings but the path. */
export function avow(...parameters: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

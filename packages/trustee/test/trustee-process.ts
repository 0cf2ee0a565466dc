/** The trustee's daemon as a real process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeHex } from '@avow/core'
import type { Keys } from '../src/keys.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export interface TrusteeProcess {
  readonly child: ChildProcess
  /** The first line on stdout; rejects when the process ends before it. */
  readonly ready: Promise<{ ready: boolean; address: string; name: string }>
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** What it wrote on stderr so far. */
  readonly diagnostics: () => string
}

/** Puts the keys of a trustee of the house into the folder. */
export function placeKeys(
  folder: string,
  { trustees }: { readonly trustees: readonly Keys[] },
  number: number,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { seed, identity } = trustees[number - 1]!
  writeFileSync(join(folder, 'identity.txt'), `${identity}\n`, { mode: 0o600 })
  writeFileSync(join(folder, 'signing.key'), `${encodeHex(seed)}\n`, { mode: 0o600 })
}

export function startProcess(environment: Record<string, string>, ...parameters: string[]): TrusteeProcess {
  const child = spawn(process.execPath, [main, ...parameters], {
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [output, errors] = ['', '']
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  // `close` comes after the last of what it wrote; `exit` may come before that was read.
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal!))
  })
  const ready = new Promise<{ ready: boolean; address: string; name: string }>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('\n')) resolve(JSON.parse(output.split('\n')[0]!))
    })
    child.once('close', () => reject(new Error(`ended before it was ready: ${errors}`)))
  })
  // Whoever does not wait for it must not be told of its failure by the runner.
  ready.catch(() => {})
  return { child, ready, ended, diagnostics: () => errors }
}

/** A pseudo terminal by util-linux' `script`, at which the real program runs. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../src/main.ts')
export const hasScript = spawnSync('script', ['--version']).status === 0

export interface Session {
  /** Resolves with everything that was shown, when it has shown this. */
  shows(what: RegExp): Promise<string>
  type(text: string): void
  readonly ended: Promise<number | string>
  shown(): string
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

export function atTerminal(args: readonly string[]): Session {
  // In place of the shell: an interrupt that is typed is for the program.
  const line = `exec ${[process.execPath, main, ...args].map(quote).join(' ')}`
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    stdio: 'pipe',
    env: { ...process.env, TERM: 'xterm', AVOW_REGISTER: '' },
  })
  let text = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
    for (const look of waiting) look()
  })
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal!)),
  )
  return {
    ended,
    shown: () => text,
    type: (keys) => void child.stdin.write(keys),
    shows: (what) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!what.test(text)) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        void ended.then(() => reject(new Error(`it ended without showing ${what}: ${text}`)))
        look()
      }),
  }
}

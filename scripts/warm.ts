/**
 * Compiles what `npm start` runs before it is run, so that the first start takes no longer than the next: a network is
 * started in an empty folder and ended. A failure costs time at the start and nothing else.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../packages/cli/build/main.js')

export async function warm(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-warm-'))
  const parameters = [main, 'start', '--port', '0', '--state', folder]
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  // Its first words are that it is ready; what was compiled is kept when a process ends.
  child.stdout.once('data', () => child.kill('SIGINT'))
  await closed.catch(() => {})
  rmSync(folder, { recursive: true, force: true })
}

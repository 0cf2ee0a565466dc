/**
 * Compiles what `npm start` runs before it is run, so that the first start takes no longer than the next.
 * Each program is loaded once, in an empty folder; a failure costs time at the start and nothing else.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** That of packages/cli/src/compile-cache.ts. */
const cache = join(import.meta.dirname, '../node_modules/.cache/avow')

/** Programs that end by themselves, having loaded everything that they run with. */
const programs = [
  ['cli', '--help'],
  ['register', 'init'],
  ['trustee', 'init'],
  ['witness', 'init'],
] as const

function load([room, parameter]: (typeof programs)[number], folder: string): Promise<unknown> {
  const own = join(folder, room)
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: cache,
    AVOW_STATE: own,
    AVOW_TRUSTEE_FOLDER: own,
    AVOW_WITNESS_FOLDER: own,
  }
  const main = join(import.meta.dirname, `../packages/${room}/src/main.ts`)
  const child = spawn(process.execPath, [main, parameter], { env, stdio: 'ignore' })
  return once(child, 'close').catch(() => {})
}

export async function warm(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'avow-warm-'))
  await Promise.all(programs.map((program) => load(program, folder)))
  rmSync(folder, { recursive: true, force: true })
}

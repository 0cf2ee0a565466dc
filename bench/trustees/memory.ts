/** The memory of a trustee's daemon that holds 100,000 deposits, at a register that runs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startNetwork } from '@avow/cli/network'
import { openStore } from '@avow/trustee'
import { type Figure, figureOf } from '../figure.ts'
import { arrivalOf } from '../../packages/trustee/test/arrivals.ts'

const count = 100_000
const farAway = { type: 'at', time: '2999-01-01T00:00:00Z' } as const
const page = 1000
const pathOf = (path: string): string =>
  fileURLToPath(new URL(`../../packages/trustee/${path}`, import.meta.url))

/** As the unit for systemd runs it: with its flags, what the build made of the sources. */
function program(): string[] {
  const unit = readFileSync(pathOf('systemd/avow-trustee.service'), 'utf8')
  const [, flags = ''] = /^ExecStart=\S+ (--.*) \S+$/m.exec(unit) ?? []
  return [...flags.split(' '), pathOf('build/main.js')]
}

function fill(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const store = openStore(folder)
  const position = { cursor: 0, size: 0, root: null, readTime: null }
  for (let from = 0; from < count; from += page) {
    const arrivals = Array.from({ length: page }, (_, n) => arrivalOf(from + n, farAway))
    store.applyPage({ arrivals, acts: [], signs: [], position, contact: null } as never)
  }
  store.close()
}

/** Opening encrypted keys takes 64 MB, which are to be given back before it is busy. */
function passphraseIn(folder: string): string {
  const path = join(folder, 'passphrase')
  writeFileSync(path, 'for this measurement alone', { mode: 0o600 })
  return path
}

/** The most that a process has ever had in memory, in MB; of Linux only. */
function peakOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
  return Number(kilobytes) / 1000
}

async function peakWhile(args: readonly string[], env: NodeJS.ProcessEnv, milliseconds: number) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the process ended (${code})`)))
  })
  await delay(milliseconds)
  const peak = peakOf(child)
  child.kill('SIGKILL')
  return peak
}

export async function bench(folder: string): Promise<Figure[]> {
  if (process.platform !== 'linux') return []
  const state = join(folder, 'memory')
  const network = await startNetwork({ folder: state, port: 0, idleTrustees: true })
  try {
    const own = join(state, 'trustee-1')
    fill(own)
    const bare = await peakWhile(['--eval', 'console.log(1); setInterval(() => {}, 1000)'], {}, 1000)
    const env = {
      AVOW_TRUSTEE_FOLDER: own,
      AVOW_TRUSTEE_NAME: 'T',
      AVOW_REGISTER: network.address,
      AVOW_TRUSTEE_PASSPHRASE_FILE: passphraseIn(state),
    }
    return [
      figureOf({
        name: 'memory of a trustee with 100,000 deposits held, at most',
        value: await peakWhile(program(), env, 30_000),
        unit: 'MB',
        against: 'Node alone',
        againstValue: bare,
        aim: { atMost: 200 },
      }),
    ]
  } finally {
    await network.stop()
  }
}

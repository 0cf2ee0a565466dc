/**
 * Entries of 32 bytes through HTTP, sustained for a minute: our bare log (bare-log.ts) and Tessera's POSIX conformance
 * server, one after the other on the same processors, by Tessera's hammer and by ours. Both answer an entry when it is
 * durable and in the tree, and show it in a signed checkpoint within a second or so.
 */
import { spawn } from 'node:child_process'
import { randomBytes, randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { WriteEntry } from '@avow/client/log'
import { formatSkey, formatVkey, keyType, parseCheckpoint, parseNote, verifierKeyOf } from '@avow/tlog'
import { type Figure, figureOf } from '../figure.ts'
import { processorSecondsOf } from '../processor-time.ts'
import { createPost } from './connection.ts'
import { type Served, buildTessera, freePort, serveBy, skip } from './peers.ts'
import { type Sustained, sustain } from './sustained.ts'

const writers = 1024

const key = { name: 'bench.invalid/log', type: keyType.ed25519, seed: new Uint8Array(randomBytes(32)) }
const vkey = formatVkey(verifierKeyOf(key))

interface LogServer extends Served {
  /** The folder with its checkpoint. */
  readonly log: string
}

interface Program {
  readonly program: string
  readonly args: (folder: string, port: number) => readonly string[]
  /** Where the log is below the folder. */
  readonly log: string
}

const bareLog: Program = {
  program: process.execPath,
  args: (folder, port) => [fileURLToPath(new URL('bare-log.ts', import.meta.url)), folder, String(port)],
  log: 'log',
}

const tessera = (program: string): Program => ({
  program,
  args: (folder, port) => [`--storage_dir=${folder}`, `--listen=127.0.0.1:${port}`],
  log: '.',
})

const entries = Buffer.alloc(32 * 4096)
let used = entries.length

/** Bytes that nobody has sent; many are made at once. */
function newEntry(): Uint8Array {
  if (used === entries.length) used = randomFillSync(entries).length - entries.length
  return new Uint8Array(entries.subarray(used, (used += 32)))
}

function writeEntries(address: string): WriteEntry {
  const post = createPost(address, '/add')
  return async () => {
    const entry = newEntry()
    return { index: Number(await post([entry])), entry }
  }
}

function checkpointOf({ log }: LogServer): { size: number; written: number } | undefined {
  try {
    const file = join(log, 'checkpoint')
    const { size } = parseCheckpoint(parseNote(readFileSync(file, 'utf8')).text)
    return { size, written: statSync(file).mtimeMs }
  } catch {
    return undefined
  }
}

async function startLog({ program, args, log }: Program, folder: string): Promise<LogServer | undefined> {
  const port = await freePort()
  mkdirSync(folder, { recursive: true })
  const served = await serveBy(program, args(folder, port), port, { LOG_PRIVATE_KEY: formatSkey(key) })
  if (!served) return undefined
  const server = { ...served, log: join(folder, log) }
  await createPost(server.address, '/add')([newEntry()])
  // The first checkpoint that holds an entry comes a while later.
  while ((checkpointOf(server)?.size ?? 0) === 0) await rest(50)
  return server
}

interface Measured {
  /** Entries a second that came to be in a checkpoint. */
  readonly rate: number
  /** Milliseconds from sending an entry to the checkpoint that proves it, at the 50th percentile and at the 99th. */
  readonly p50: number
  readonly p99: number
  /** Microseconds of the server, and of the database below it, for an entry. */
  readonly processor: number
}

type Hammer = (server: LogServer) => Promise<Pick<Measured, 'rate' | 'p50' | 'p99'>>

const waitsOf = ({ integrated: { median, p99 } }: Sustained['counts']) => ({ p50: median, p99 })

const byOurs: Hammer = async ({ address, log }) => {
  const { rate, counts } = await sustain({ log, vkey, writers, write: writeEntries(address) })
  return { rate, ...waitsOf(counts) }
}

const hammerArgs = ({ address }: LogServer): string[] => [
  `--log_url=${address}`,
  `--log_public_key=${vkey}`,
  `--num_writers=${writers}`,
  '--max_write_ops=1000000',
  '--dup_chance=0',
  ...['max_read_ops', 'num_readers_random', 'num_readers_full'].map((name) => `--${name}=0`),
  '--show_ui=false',
]

/** Tessera's hammer says of waits only a mean: beside it ours sends fifty entries a second, and follows them. */
const byTesseras =
  (program: string): Hammer =>
  async (server) => {
    const child = spawn(program, hammerArgs(server), { stdio: 'ignore' })
    const ended = once(child, 'exit')
    // It begins a second after its start.
    await rest(2000)
    const before = checkpointOf(server)!
    const load = {
      log: server.log,
      vkey,
      writers: 64,
      writesPerSecond: 50,
      write: writeEntries(server.address),
    }
    const { counts } = await sustain(load)
    const after = checkpointOf(server)!
    child.kill('SIGTERM')
    await ended
    const rate = ((after.size - before.size) * 1000) / (after.written - before.written)
    return { rate, ...waitsOf(counts) }
  }

async function measure(program: Program, folder: string, hammer: Hammer): Promise<Measured | undefined> {
  const server = await startLog(program, folder)
  if (!server) return undefined
  const spent = (): number => Object.values(processorSecondsOf(server.pid)).reduce((sum, one) => sum + one)
  try {
    const [before, from] = [spent(), checkpointOf(server)!.size]
    const measured = await hammer(server)
    const count = checkpointOf(server)!.size - from
    return { ...measured, processor: ((spent() - before) * 1_000_000) / count }
  } finally {
    await server.stop()
  }
}

function compare(by: string, ours: Measured, theirs: Measured): Figure[] {
  const against = "Tessera's POSIX conformance server"
  return [
    figureOf({
      name: `log: entries of 32 bytes through HTTP to the bare log, by ${by} hammer`,
      value: ours.rate,
      unit: '1/s',
      against,
      againstValue: theirs.rate,
      aim: { atLeast: Math.round(2 * theirs.rate) },
    }),
    figureOf({
      name: `log: from sending such an entry to a signed checkpoint, 99th percentile, by ${by} hammer`,
      value: ours.p99,
      unit: 'ms',
      against,
      againstValue: theirs.p99,
      aim: { atMost: 1500 },
    }),
    figureOf({
      name: `log: from sending such an entry to a signed checkpoint, median, by ${by} hammer`,
      value: ours.p50,
      unit: 'ms',
      against,
      againstValue: theirs.p50,
      aim: { atMost: 1500 },
    }),
    figureOf({
      name: `log: processor time of the bare log and its database for such an entry, by ${by} hammer`,
      value: ours.processor,
      unit: 'µs',
      against,
      againstValue: theirs.processor,
      aim: { atMost: Number((theirs.processor / 2).toPrecision(3)) },
    }),
  ]
}

/**
 * Entries a second of Tessera's POSIX storage on local disks without antispam, as its docs/performance.md has it: of 12
 * cores, 8 GB and two mirrored SAS disks, and so no measure for this machine.
 */
const documented = 2900

async function besideDocumented(folder: string): Promise<Figure[]> {
  const ours = await measure(bareLog, join(folder, 'bare'), byOurs)
  if (!ours) return []
  return [
    figureOf({
      name: 'log: entries of 32 bytes through HTTP to the bare log, by our hammer',
      value: ours.rate,
      unit: '1/s',
      against: 'what Tessera documents of its POSIX storage, on another machine',
      againstValue: documented,
      aim: { atLeast: 2 * documented },
    }),
  ]
}

export async function bench(folder: string): Promise<Figure[]> {
  const bin = join(folder, 'bin')
  const [server, hammer] = [buildTessera('cmd/conformance/posix', bin), buildTessera('internal/hammer', bin)]
  if (!server || !hammer) {
    skip('log: entries a second beside Tessera', 'there is no Go here, or its programs cannot be had')
    return besideDocumented(folder)
  }
  const figures: Figure[] = []
  for (const [by, run] of [["Tessera's", byTesseras(hammer)] as const, ['our', byOurs] as const]) {
    const theirs = await measure(tessera(server), join(folder, `tessera by ${by}`), run)
    const ours = await measure(bareLog, join(folder, `bare by ${by}`), run)
    if (ours && theirs) figures.push(...compare(by, ours, theirs))
    else skip(`log: entries a second by ${by} hammer`, 'a server did not start')
  }
  return figures
}

/** Checking a log of a million entries, against the hashing that it cannot do without and against Tessera's fsck. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fsck, policyOfVkey } from '@avow/client/log'
import { createThreads } from '@avow/client/threads'
import { makeLog } from '@avow/testkit'
import { type Figure, figureOf, median } from '../figure.ts'
import { buildTessera, skip } from './peers.ts'
import { bareHashes } from './tree.ts'

const size = 1_000_000
const hashes = 2 * size
const rounds = 3
const cores = availableParallelism()

/** Seconds, of a clock and of all processors together. */
interface Taken {
  readonly clock: number
  readonly processors: number
}

async function taken(work: () => unknown): Promise<Taken> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { clock: (performance.now() - start) / 1000, processors: (user + system) / 1_000_000 }
}

interface Log {
  readonly folder: string
  readonly vkey: string
}

async function check({ folder, vkey }: Log, threads?: number): Promise<void> {
  const { faults, checked } = await fsck({ place: folder, policy: policyOfVkey(vkey), threads })
  if (faults.length > 0 || checked !== size) throw new Error('the log is not sound')
}

/** The hashes alone by as many threads as there are cores, which are there before. */
function createHashers() {
  const module = new URL('hash-thread.ts', import.meta.url)
  const errorOf = ({ message }: { message: string }) => new Error(message)
  const threads = createThreads<number, number>({ module, width: cores, errorOf })
  const hash = (count: number) => Promise.all(Array.from({ length: cores }, () => threads.ask(count / cores)))
  return { hash, close: () => threads.close() }
}

interface Round {
  readonly oneCore: Taken
  readonly allCores: Taken
  readonly oneThread: Taken
  readonly asItIs: Taken
}

async function measureRounds(log: Log): Promise<Round[]> {
  const hashers = createHashers()
  await hashers.hash(hashes / 10)
  const measured: Round[] = []
  for (let round = 0; round < rounds; round += 1)
    measured.push({
      oneCore: await taken(() => bareHashes(hashes)),
      allCores: await taken(() => hashers.hash(hashes)),
      oneThread: await taken(() => check(log, 1)),
      asItIs: await taken(() => check(log)),
    })
  await hashers.close()
  return measured
}

interface Compared {
  readonly name: string
  readonly value: number
  readonly against: string
  readonly limit: number
}

const compare = ({ limit, ...compared }: Compared): Figure =>
  figureOf({
    ...compared,
    unit: 's',
    againstValue: limit,
    aim: { atMost: Number((1.5 * limit).toPrecision(3)) },
  })

function besideLimits(measured: readonly Round[]): Figure[] {
  const of = (part: keyof Round, kind: keyof Taken) => median(measured.map((round) => round[part][kind]))
  const [name, bare] = ['log: fsck of 1,000,000 entries in a folder', 'its 2,000,000 hashes, bare']
  const clock = { name: `${name}, by the clock`, value: of('asItIs', 'clock') }
  return [
    compare({ ...clock, against: `${bare}, on one core`, limit: of('oneCore', 'clock') }),
    compare({ ...clock, against: `${bare}, on ${cores} cores`, limit: of('allCores', 'clock') }),
    compare({
      name: `${name}, processor time`,
      value: of('asItIs', 'processors'),
      against: `${bare}, on one core`,
      limit: of('oneCore', 'processors'),
    }),
    compare({
      name: `${name}, processor time of one thread`,
      value: of('oneThread', 'processors'),
      against: `${bare}, on one core`,
      limit: of('oneCore', 'processors'),
    }),
  ]
}

/** Seconds of a program; undefined where it does not accept the log. */
function secondsOf(program: string, args: readonly string[]): number | undefined {
  const start = performance.now()
  const { status } = spawnSync(program, args, { stdio: 'ignore' })
  return status === 0 ? (performance.now() - start) / 1000 : undefined
}

const avow = join(import.meta.dirname, '../../packages/cli/build/main.js')

/** Both as whole programs, one after the other. */
function besideTessera({ folder: place, vkey }: Log, folder: string): Figure[] {
  const program = buildTessera('cmd/fsck', join(folder, 'bin'))
  const key = join(folder, 'log.pub')
  writeFileSync(key, vkey)
  const args = [`--storage_url=file://${place}/`, `--public_key=${key}`, '--ui=false', `--N=${cores}`]
  const pairs = Array.from({ length: program ? rounds : 0 }, () => ({
    theirs: secondsOf(program!, args),
    ours: secondsOf(process.execPath, [avow, 'log', 'fsck', place, '--vkey', vkey]),
  }))
  const [theirs, ours] = (['theirs', 'ours'] as const).map((whose) =>
    pairs.map((pair) => pair[whose]).filter((one) => one !== undefined),
  )
  if (theirs!.length === 0 || ours!.length === 0) {
    skip('log: fsck beside that of Tessera', program ? 'it did not accept the log' : 'there is no Go here')
    return []
  }
  return [
    compare({
      name: 'log: fsck of 1,000,000 entries in a folder, as a program',
      value: median(ours!),
      against: `Tessera's fsck with ${cores} workers`,
      limit: median(theirs!),
    }),
  ]
}

export async function bench(folder: string): Promise<Figure[]> {
  const log = makeLog(join(folder, 'million'), size)
  return [...besideLimits(await measureRounds(log)), ...besideTessera(log, folder)]
}

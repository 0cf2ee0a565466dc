/** Checking a log of a million entries, against the hashing that it cannot do without and against Tessera's fsck. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fsck, policyOfVkey } from '@avow/client/log'
import { makeLog } from '@avow/testkit'
import { type Figure, figureOf, median } from '../figure.ts'
import { buildTessera, skip } from './peers.ts'
import { bareHashes } from './tree.ts'

const size = 1_000_000
const rounds = 3

/** Seconds, of a clock and of all processors together. */
interface Taken {
  readonly clock: number
  readonly processors: number
}

async function taken(work: () => void | Promise<void>): Promise<Taken> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { clock: (performance.now() - start) / 1000, processors: (user + system) / 1_000_000 }
}

const ours = (place: string, vkey: string): Promise<Taken> =>
  taken(async () => {
    const { faults, checked } = await fsck({ place, policy: policyOfVkey(vkey) })
    if (faults.length > 0 || checked !== size) throw new Error('the log is not sound')
  })

const limitOf = (): Promise<Taken> => taken(() => void bareHashes(2 * size))

/** Seconds of Tessera's; undefined where it is not to be had. */
function theirs(program: string, place: string, vkey: string, folder: string): number | undefined {
  const key = join(folder, 'log.pub')
  writeFileSync(key, vkey)
  const args = [
    `--storage_url=file://${place}/`,
    `--public_key=${key}`,
    '--ui=false',
    `--N=${availableParallelism()}`,
  ]
  const start = performance.now()
  const { status } = spawnSync(program, args, { stdio: 'ignore' })
  return status === 0 ? (performance.now() - start) / 1000 : undefined
}

function besideTessera(seconds: number, log: { folder: string; vkey: string }, folder: string): Figure[] {
  const program = buildTessera('cmd/fsck', join(folder, 'bin'))
  const each = program
    ? Array.from({ length: rounds }, () => theirs(program, log.folder, log.vkey, folder))
    : []
  const found = each.filter((one) => one !== undefined)
  if (found.length === 0) {
    skip('log: fsck beside that of Tessera', program ? 'it did not accept the log' : 'there is no Go here')
    return []
  }
  return [
    figureOf({
      name: 'log: fsck of 1,000,000 entries in a folder, beside Tessera',
      value: seconds,
      unit: 's',
      against: `Tessera's fsck with ${availableParallelism()} workers`,
      againstValue: median(found),
      aim: { atMost: Number((1.5 * median(found)).toPrecision(3)) },
    }),
  ]
}

export async function bench(folder: string): Promise<Figure[]> {
  const log = makeLog(join(folder, 'million'), size)
  const [checks, limits]: [Taken[], Taken[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    limits.push(await limitOf())
    checks.push(await ours(log.folder, log.vkey))
  }
  const clock = median(checks.map((one) => one.clock))
  return [
    ...(['clock', 'processors'] as const).map((kind) => {
      const limit = median(limits.map((one) => one[kind]))
      return figureOf({
        name: `log: fsck of 1,000,000 entries in a folder, ${kind === 'clock' ? 'by the clock' : 'processor time'}`,
        value: median(checks.map((one) => one[kind])),
        unit: 's',
        against: 'its 2,000,000 hashes, bare, on one core',
        againstValue: limit,
        aim: { atMost: Number((1.5 * limit).toPrecision(3)) },
      })
    }),
    ...besideTessera(clock, log, folder),
  ]
}

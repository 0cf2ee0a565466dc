/** How much processor time the processes of a network have taken, from /proc; there is none to read elsewhere. */
import { readFileSync, readdirSync } from 'node:fs'

const ticksPerSecond = 100

interface Process {
  readonly pid: number
  readonly parent: number
  readonly name: string
  /** Seconds, in user mode and in the kernel. */
  readonly seconds: number
}

function readProcess(pid: string): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return [
      {
        pid: Number(pid),
        parent: Number(fields[1]),
        name: stat.slice(stat.indexOf('(') + 1, end),
        seconds: ticks / ticksPerSecond,
      },
    ]
  } catch {
    // It ended between the two looks.
    return []
  }
}

const readProcesses = (): Process[] =>
  process.platform === 'linux'
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap(readProcess)
    : []

function withDescendants(pid: number, all: readonly Process[]): Process[] {
  const children = all.filter(({ parent }) => parent === pid)
  return [
    ...all.filter((one) => one.pid === pid),
    ...children.flatMap((child) => withDescendants(child.pid, all)),
  ]
}

/** Seconds of a process, and of those below it, so far. */
export function processorSecondsOf(pid: number): { own: number; below: number } {
  const [own, ...below] = withDescendants(pid, readProcesses()).map(({ seconds }) => seconds)
  return { own: own ?? 0, below: below.reduce((sum, seconds) => sum + seconds, 0) }
}

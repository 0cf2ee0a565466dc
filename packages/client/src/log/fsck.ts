/**
 * Checks a whole log: reads every tile, partial tile, entry bundle and the checkpoint, and computes every hash again.
 * From the root down: each file is judged by a hash that is already verified, so what is named is what is damaged.
 */
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Policy } from '@avow/tlog'
import { type SeenCheckpoint, checkCheckpoint, readCheckpoint } from './checkpoint.ts'
import { checkUnit, unitLength, unitOf } from './check-unit.ts'
import { type Edge, readEdge, readUpper } from './edge.ts'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { type CheckUnit, type UnitChecker, startPool } from './fsck-pool.ts'
import { type FsckState, readState, writeState } from './fsck-state.ts'
import { inOrder } from './limit.ts'
import { type LogReader, createLogReader } from './reader.ts'
import { type LogSource, openSource } from './source.ts'
import { checkStrays } from './strays.ts'
import { checkSuccession, compareHeads } from './succession.ts'

export interface FsckProgress {
  /** Entries that are checked, those of an earlier run among them. */
  readonly entries: number
  /** Entries of the log. */
  readonly size: number
}

export interface FsckOptions {
  /** Address or folder of the log, or the state folder of a register. */
  readonly place: string
  readonly policy: Policy
  /** File that remembers how far the check came and which checkpoint it saw. */
  readonly stateFile?: string | undefined
  /** Threads, this one among them; as many as there are processors, and have enough to do, unless told. */
  readonly threads?: number | undefined
  /** Tiles that each thread asks for ahead; 32 unless told. */
  readonly ahead?: number | undefined
  /** Called at the beginning, then a few times a second. */
  readonly onProgress?: (progress: FsckProgress) => void
  readonly signal?: AbortSignal | undefined
}

export interface FsckReport {
  readonly checkpoint: SeenCheckpoint
  /** In the order of the log; none for a log that is sound. */
  readonly faults: readonly LogFault[]
  /** Entries that were checked in this run. */
  readonly checked: number
  /** Entries that an earlier run had checked. */
  readonly resumed: number
}

/** Milliseconds between two reports of how far it is. */
const reportEvery = 200

interface Run {
  readonly options: FsckOptions
  readonly source: LogSource
  readonly reader: LogReader
  readonly checkpoint: SeenCheckpoint
  readonly before: SeenCheckpoint | undefined
  readonly faults: LogFault[]
}

/** Runs what may find a fault that leaves nothing to go on with. */
async function finding(faults: LogFault[], work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (cause) {
    if (!isFault(cause)) throw cause
    faults.push(cause)
    return false
  }
}

/** Whether the log is the one that was seen before, grown, as far as its tiles tell before they are checked. */
const follows = async ({ before, checkpoint, reader }: Run): Promise<boolean> =>
  !before || (await finding([], () => checkSuccession(before, checkpoint, reader)))

interface Checker extends UnitChecker {
  /** Entries that are checked so far. */
  checked(): number
}

/** Fewer are done sooner than another thread has started. */
const unitsOfThread = 4

const threadsFor = (units: number): number =>
  Math.min(availableParallelism(), Math.ceil(units / unitsOfThread))

function startChecker({ options, source, checkpoint }: Run): Checker {
  const units = Math.ceil(checkpoint.size / unitLength)
  const beside = Math.min(options.threads ?? threadsFor(units), units) - 1
  const progress = new SharedArrayBuffer(8)
  const counter = new BigInt64Array(progress)
  const checked = (): number => Number(Atomics.load(counter, 0))
  const ahead = options.ahead ?? 32
  const onEntries = (count: number): void => void Atomics.add(counter, 0, BigInt(count))
  const check: CheckUnit = async (unit) => {
    // A unit is one long piece of work: signals and the answers of other threads get their turn.
    await setImmediate()
    return checkUnit(unit, { source, ahead, onEntries })
  }
  if (beside <= 0) return { width: 1, check, checked, close: async () => {} }
  return { ...startPool(beside, { place: source.place, ahead, progress }, check), checked }
}

/**
 * Checks units from `from` on.
 * @param isSuccessor a log that contradicts what it showed before does not make us forget what that was
 * @returns entries that were checked
 */
async function checkUnits(run: Run, edge: Edge, from: number, isSuccessor: boolean): Promise<number> {
  const { options, reader, checkpoint, faults } = run
  const { column, faults: above } = await readUpper(reader, edge)
  faults.push(...above)
  const checker = startChecker(run)
  const count = Math.ceil(checkpoint.size / unitLength) - from
  const units = Array.from({ length: count }, (_, at) => unitOf(from + at, checkpoint.size, edge, column))
  const report = (): void =>
    options.onProgress?.({ entries: from * unitLength + checker.checked(), size: checkpoint.size })
  report()
  const reporting = setInterval(report, reportEvery)
  let sound = from
  try {
    for await (const found of inOrder(units, 2 * checker.width, (unit) => checker.check(unit))) {
      options.signal?.throwIfAborted()
      faults.push(...found)
      if (faults.length === 0 && isSuccessor) remember(run, (sound += 1))
    }
    return checker.checked()
  } finally {
    clearInterval(reporting)
    report()
    await checker.close()
  }
}

function remember({ options, checkpoint }: Run, units: number): void {
  if (options.stateFile === undefined) return
  writeState(options.stateFile, { version: 1, checkpoint: checkpoint.text, units })
}

async function begin(options: FsckOptions): Promise<{ run: Run; state: FsckState | undefined }> {
  const source = openSource(options.place)
  const state = options.stateFile === undefined ? undefined : readState(options.stateFile)
  const checkpoint = await readCheckpoint(source, options.policy, options.signal)
  const before = state && checkCheckpoint(state.checkpoint, options.policy, options.stateFile)
  if (before && before.origin !== checkpoint.origin)
    throw faultOf('checkpoint_of_another_log', { path: options.stateFile ?? '' })
  const reader = createLogReader(source, checkpoint.size)
  return { run: { options, source, reader, checkpoint, before, faults: [] }, state }
}

/** What the checkpoint alone gives away. */
function checkHead({ checkpoint, before, faults }: Run): void {
  if (!checkpoint.hasQuorum) faults.push(faultOf('quorum_missing', { path: 'checkpoint' }))
  const fault = before && compareHeads(before, checkpoint)
  if (fault) faults.push(fault)
}

async function checkTree(run: Run, state: FsckState | undefined) {
  const { checkpoint, reader, before, faults } = run
  let edge: Edge = []
  const isRooted = await finding(faults, async () => void (edge = await readEdge(reader, checkpoint)))
  if (!isRooted) return { checked: 0, resumed: 0 }
  const isSuccessor = await follows(run)
  const from =
    isSuccessor && before && state ? Math.min(state.units, Math.floor(before.size / unitLength)) : 0
  const checked = await checkUnits(run, edge, from, isSuccessor)
  if (before && !isSuccessor && faults.length === 0)
    await finding(faults, () => checkSuccession(before, checkpoint, reader))
  faults.push(...(await checkStrays(run.source, checkpoint.size, faults)))
  return { checked, resumed: from * unitLength }
}

/**
 * @throws LogFault when there is no checkpoint to go by; ClientError `unreachable` when the log does not answer: with a
 * state file the next run goes on from there.
 */
export async function fsck(options: FsckOptions): Promise<FsckReport> {
  const { run, state } = await begin(options)
  const { checkpoint, faults } = run
  checkHead(run)
  const counts = await checkTree(run, state)
  if (faults.length === 0) remember(run, 0)
  return { checkpoint, faults, ...counts }
}

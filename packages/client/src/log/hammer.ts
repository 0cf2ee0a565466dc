/** Writes to a log and reads from it at a chosen rate, and finds lies: what was acknowledged must come to be in the log. */
import {
  type Policy,
  TlogError,
  formatTilePath,
  leafHash,
  readInclusionProof,
  tileWidth,
  verifyInclusion,
  widthAt,
} from '@avow/tlog'
import { AvowError } from '@avow/core/error'
import type { SeenCheckpoint } from './checkpoint.ts'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { type Follower, createFollower } from './follow.ts'
import { type Acknowledged, type Ledger, createLedger } from './ledger.ts'
import { type Pace, type Stopwatch, type Waits, createPace, createStopwatch } from './pace.ts'
import { createLogReader } from './reader.ts'
import type { LogSource } from './source.ts'
import { watch } from './watch.ts'

/** Sends one new entry. Resolves when the log has acknowledged it; rejects when it refused or did not answer. */
export type WriteEntry = (signal: AbortSignal) => Promise<Omit<Acknowledged, 'sent'>>

export interface HammerOptions {
  readonly source: LogSource
  readonly policy: Policy
  readonly write?: WriteEntry | undefined
  /** A second, at most. */
  readonly writesPerSecond: number
  readonly readsPerSecond: number
  /** Under way at once. */
  readonly writers: number
  readonly readers: number
  /** Milliseconds between two looks at the checkpoint; 100 unless told. */
  readonly every?: number
  /** Milliseconds within which, after the last write, all that was acknowledged must be in the log; 30,000 unless told. */
  readonly grace?: number
  /** Ends writing and reading. */
  readonly signal: AbortSignal
  readonly onFault?: (fault: LogFault) => void
}

export interface HammerCounts {
  /** Of the log. */
  readonly size: number
  readonly written: number
  readonly read: number
  /** Refused or not answered: no lie, but no service either. */
  readonly failed: number
  /** Acknowledged and not in a checkpoint yet. */
  readonly open: number
  readonly faults: number
  /** Milliseconds from sending to the acknowledgement, to the checkpoint, and of a proven read. */
  readonly acknowledged: Waits
  readonly integrated: Waits
  readonly reading: Waits
}

export interface Hammer {
  counts(): HammerCounts
  /** Resolves when the signal came and all that was acknowledged has been looked for. */
  readonly done: Promise<readonly LogFault[]>
}

interface State {
  readonly faults: LogFault[]
  readonly acknowledged: Stopwatch
  readonly reading: Stopwatch
  written: number
  read: number
  failed: number
  checkpoint: SeenCheckpoint | undefined
}

/** A fault is a lie; anything else that is known to happen is a failure. */
function judge(state: State, options: HammerOptions, cause: unknown): void {
  if (options.signal.aborted && !isFault(cause)) return
  if (isFault(cause)) report(state, options, [cause])
  else if (cause instanceof AvowError || cause instanceof TlogError) state.failed += 1
  else throw cause
}

function report(state: State, { onFault }: HammerOptions, faults: readonly LogFault[]): void {
  for (const fault of faults) {
    state.faults.push(fault)
    onFault?.(fault)
  }
}

/** Does something at a pace, several at once, until the signal comes. */
async function repeat(count: number, pace: Pace, signal: AbortSignal, work: () => Promise<void>) {
  const worker = async (): Promise<void> => {
    for (;;) {
      await pace(signal)
      if (signal.aborted) return
      await work()
    }
  }
  await Promise.all(Array.from({ length: count }, worker))
}

async function writeOne(state: State, options: HammerOptions, ledger: Ledger): Promise<void> {
  const sent = performance.now()
  try {
    const acknowledged = await options.write!(options.signal)
    state.acknowledged.add(performance.now() - sent)
    state.written += 1
    const fault = ledger.acknowledge({ ...acknowledged, sent })
    report(state, options, fault ? [fault] : [])
  } catch (cause) {
    judge(state, options, cause)
  }
}

/** Reads any entry and proves from tiles that it is in the newest checkpoint. */
async function proveAny(source: LogSource, { size, root }: SeenCheckpoint): Promise<void> {
  const index = Math.floor(Math.random() * size)
  const reader = createLogReader(source, size)
  const bundle = Math.floor(index / tileWidth)
  const [entries, path] = await Promise.all([
    reader.readEntries(bundle, widthAt(0, bundle, size)),
    readInclusionProof(index, size, reader),
  ])
  try {
    verifyInclusion(leafHash(entries[index % tileWidth]!), index, size, path, root)
  } catch (cause) {
    const path = formatTilePath({ level: 'entries', index: bundle, width: widthAt(0, bundle, size) })
    throw faultOf('entry_mismatch', { path, index }, cause)
  }
}

async function readOne(state: State, options: HammerOptions): Promise<void> {
  const { checkpoint } = state
  if (!checkpoint || checkpoint.size === 0) return
  const start = performance.now()
  try {
    await proveAny(options.source, checkpoint)
    state.reading.add(performance.now() - start)
    state.read += 1
  } catch (cause) {
    judge(state, options, cause)
  }
}

async function follow(state: State, options: HammerOptions, follower: Follower, ledger: Ledger) {
  try {
    for await (const { from, entries, range, checkpoint } of follower.advance()) {
      report(state, options, ledger.prove(from, entries))
      if (range.size === checkpoint.size) state.checkpoint = checkpoint
    }
    state.checkpoint = follower.checkpoint()
  } catch (cause) {
    judge(state, options, cause)
  }
}

/** Looks for what was acknowledged and is not there yet, but not for ever. */
async function settle(state: State, options: HammerOptions, follower: Follower, ledger: Ledger) {
  const { every = 100, grace = 30_000 } = options
  const signal = AbortSignal.timeout(grace)
  for await (const _ of watch({ every, signal })) {
    await follow(state, { ...options, signal }, follower, ledger)
    if (ledger.open().length === 0) return
  }
  const lost = ledger.open().map(({ index }) => faultOf('entry_lost', { index }))
  report(state, options, lost)
}

async function followAll(state: State, options: HammerOptions, follower: Follower, ledger: Ledger) {
  for await (const _ of watch({ every: options.every ?? 100, signal: options.signal }))
    await follow(state, options, follower, ledger)
}

async function run(state: State, options: HammerOptions, follower: Follower, ledger: Ledger) {
  const { write, writers, readers, writesPerSecond, readsPerSecond, signal } = options
  const writing = write && writesPerSecond > 0 ? writers : 0
  const reading = readsPerSecond > 0 ? readers : 0
  await Promise.all([
    repeat(writing, createPace(writesPerSecond), signal, () => writeOne(state, options, ledger)),
    repeat(reading, createPace(readsPerSecond), signal, () => readOne(state, options)),
    followAll(state, options, follower, ledger),
  ])
  // What was under way when the signal came may have been acknowledged.
  await settle(state, options, follower, ledger)
  return state.faults
}

/** Begins at once. @throws LogFault, ClientError `unreachable` when there is no log to begin with */
export async function startHammer(options: HammerOptions): Promise<Hammer> {
  const { source, policy } = options
  const state: State = {
    faults: [],
    acknowledged: createStopwatch(),
    reading: createStopwatch(),
    written: 0,
    read: 0,
    failed: 0,
    checkpoint: undefined,
  }
  const follower = createFollower({ source, policy, from: 'newest' })
  for await (const _ of follower.advance());
  state.checkpoint = follower.checkpoint()
  const ledger = createLedger(state.checkpoint!.size)
  return {
    counts: () => ({
      size: state.checkpoint?.size ?? 0,
      written: state.written,
      read: state.read,
      failed: state.failed,
      open: ledger.open().length,
      faults: state.faults.length,
      acknowledged: state.acknowledged.waits(),
      integrated: ledger.integration.waits(),
      reading: state.reading.waits(),
    }),
    done: run(state, options, follower, ledger),
  }
}

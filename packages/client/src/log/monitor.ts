/** Watches a log for as long as it is let to: follows it, replays it, and raises an alarm when something does not hold. */
import type { Policy } from '@avow/tlog'
import { ClientError } from '../error.ts'
import { type SeenCheckpoint, checkCheckpoint, readCheckpoint } from './checkpoint.ts'
import { type Publisher, createDisclosedActs } from './disclosed.ts'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { createFollower } from './follow.ts'
import { readState, writeState } from './fsck-state.ts'
import { createReplayer } from './replay.ts'
import type { LogSource } from './source.ts'
import { type WatchOptions, endingQuietly, watch } from './watch.ts'

export interface MonitorOptions extends WatchOptions {
  readonly source: LogSource
  readonly policy: Policy
  /** Where acts of published statements are looked up; without it only the log is watched. */
  readonly register?: Publisher | undefined
  /** Remembers the newest checkpoint, so that a log cannot go back while nobody looks. */
  readonly stateFile?: string | undefined
  /** Milliseconds after which a log that shows nothing newer is stalled. */
  readonly stalledAfter: number
  /** Units of 65,536 entries that are checked again at each look; 16 unless told. */
  readonly units?: number | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export type MonitorEvent =
  /** A checkpoint that is new, proven to be the last one grown. */
  | { readonly type: 'grown'; readonly size: number; readonly added: number }
  /** Every hash of the log was computed again. */
  | { readonly type: 'replayed'; readonly size: number }
  /** Something does not hold. Said once until it holds again. */
  | { readonly type: 'alarm'; readonly fault: LogFault }
  /** Something that did not hold does again. */
  | { readonly type: 'cleared'; readonly fault: LogFault }
  | { readonly type: 'unreachable' }
  | { readonly type: 'reachable' }

const keyOf = ({ code, details }: LogFault): string =>
  [code, details['path'], details['index'], details['statement']].join(' ')

/** What changed among the faults that there are. */
function createAlarms() {
  let raised = new Map<string, LogFault>()
  return (faults: readonly LogFault[]): MonitorEvent[] => {
    const now = new Map(faults.map((fault) => [keyOf(fault), fault]))
    const alarms = [...now].filter(([key]) => !raised.has(key))
    const cleared = [...raised].filter(([key]) => !now.has(key))
    raised = now
    return [
      ...alarms.map(([, fault]) => ({ type: 'alarm', fault }) as const),
      ...cleared.map(([, fault]) => ({ type: 'cleared', fault }) as const),
    ]
  }
}

/** When the log last showed that it lives: its newest cosignature, or without witnesses its last change. */
interface Pulse {
  see(checkpoint: SeenCheckpoint): void
  faults(): LogFault[]
}

function createPulse({ policy, stalledAfter, now }: MonitorOptions): Pulse {
  let last = now()
  let text = ''
  return {
    see(checkpoint: SeenCheckpoint): void {
      const times = checkpoint.cosignatures.map(({ time }) => time * 1000)
      if (policy.witnesses.length > 0) last = Math.max(0, ...times)
      else if (checkpoint.text !== text) last = now()
      text = checkpoint.text
    },
    faults(): LogFault[] {
      const silent = now() - last
      return silent > stalledAfter ? [faultOf('stalled', { seconds: Math.floor(silent / 1000) })] : []
    },
  }
}

function readKnown({ stateFile, policy }: MonitorOptions): SeenCheckpoint | undefined {
  const state = stateFile === undefined ? undefined : readState(stateFile)
  return state && checkCheckpoint(state.checkpoint, policy, stateFile)
}

/** What is wrong with one part does not keep us from looking at the others. */
const faultsOf = (part: () => Promise<LogFault[]>): Promise<LogFault[]> =>
  part().catch((cause: unknown) => {
    if (isFault(cause)) return [cause]
    throw cause
  })

/** One look at a time. */
function createLook(options: MonitorOptions, pulse: Pulse) {
  const { source, policy, signal, stateFile, register, units = 16 } = options
  const known = readKnown(options)
  const first = { from: 'newest', known: known && { checkpoint: known } } as const
  const follower = createFollower({ source, policy, signal, ...first })
  const replayer = createReplayer(source, units)
  const disclosed = register && createDisclosedActs(register, source)
  let size = known?.size ?? 0
  let replayed: readonly LogFault[] = []

  /** What the newest checkpoint says of itself; what it covers is for others to see. */
  async function see(): Promise<LogFault[]> {
    const checkpoint = await readCheckpoint(source, policy, signal)
    pulse.see(checkpoint)
    return checkpoint.hasQuorum ? [] : [faultOf('quorum_missing', { path: 'checkpoint' })]
  }

  async function follow(events: MonitorEvent[]): Promise<void> {
    for await (const _ of follower.advance());
    const checkpoint = follower.checkpoint()!
    if (checkpoint.size === size) return
    events.push({ type: 'grown', size: checkpoint.size, added: checkpoint.size - size })
    size = checkpoint.size
    if (stateFile !== undefined) writeState(stateFile, { version: 1, checkpoint: checkpoint.text, units: 0 })
  }

  async function replay(events: MonitorEvent[]): Promise<void> {
    const checkpoint = follower.checkpoint()!
    const { faults, isWhole } = await replayer.step(checkpoint)
    if (isWhole) events.push({ type: 'replayed', size: checkpoint.size })
    replayed = faults
  }

  /** A log that is not the one that was followed is not worth replaying. */
  return async (events: MonitorEvent[]): Promise<LogFault[]> => {
    const faults = await faultsOf(see)
    const unlike = await faultsOf(async () => (await follow(events), []))
    if (unlike.length > 0) return [...faults, ...unlike, ...replayed]
    await replay(events)
    const acts = await faultsOf(async () => disclosed?.check(follower.checkpoint()!) ?? [])
    return [...faults, ...replayed, ...acts]
  }
}

/** Undefined for a log that did not answer. */
const orUnreachable =
  ({ signal }: MonitorOptions) =>
  (cause: unknown): undefined => {
    const isLost = cause instanceof ClientError && cause.code === 'unreachable'
    if (isLost && signal?.aborted !== true) return undefined
    throw cause
  }

async function* watchOver(options: MonitorOptions): AsyncGenerator<MonitorEvent> {
  const pulse = createPulse(options)
  const look = createLook(options, pulse)
  const alarms = createAlarms()
  let isReachable = true
  let known: readonly LogFault[] = []
  for await (const _ of watch(options)) {
    const events: MonitorEvent[] = []
    const faults = await look(events).catch(orUnreachable(options))
    if (isReachable !== (faults !== undefined)) yield { type: faults ? 'reachable' : 'unreachable' }
    isReachable = faults !== undefined
    known = faults ?? known
    yield* events
    yield* alarms([...known, ...pulse.faults()])
  }
}

/**
 * Ends when `signal` says so.
 * @throws LogFault for a state file that is none, or of another log
 */
export const monitor = (options: MonitorOptions): AsyncGenerator<MonitorEvent> =>
  endingQuietly(watchOver(options), options.signal)

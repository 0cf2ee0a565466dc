/** Follows a log as it grows: every entry that it gives is proven to be in the checkpoint, and that to be the last one grown. */
import {
  type CompactRange,
  type Policy,
  type Tile,
  TlogError,
  type TreeHead,
  appendLeaves,
  formatTilePath,
  leafHash,
  readConsistencyProof,
  readRange,
  rootOfRange,
  tileWidth,
  verifyConsistency,
  widthAt,
} from '@avow/tlog'
import { type SeenCheckpoint, readCheckpoint } from './checkpoint.ts'
import { explainGrowth } from './explain.ts'
import { faultOf } from './fault.ts'
import { isEqual } from './hash-tile.ts'
import { inOrder } from './limit.ts'
import { type LogReader, createLogReader, entriesOf } from './reader.ts'
import type { LogSource } from './source.ts'
import { compareHeads } from './succession.ts'

export interface Bundle {
  readonly index: number
  /** As the tree of the checkpoint has it. */
  readonly width: number
  readonly bytes: Uint8Array
  readonly entries: readonly Uint8Array[]
}

/** A piece of the log that is new. */
export interface Growth {
  /** Under which all of it is proven. */
  readonly checkpoint: SeenCheckpoint
  /** Index of the first entry. */
  readonly from: number
  readonly entries: readonly Uint8Array[]
  /** Bundles in which these entries are, whole. */
  readonly bundles: readonly Bundle[]
  /** Tiles that came to be or changed. */
  readonly tiles: readonly Tile[]
  /** The tree with these entries. */
  readonly range: CompactRange
}

export interface FollowOptions {
  readonly source: LogSource
  readonly policy: Policy
  /** What is already known of the log, and the checkpoint that says so. */
  readonly known?: { readonly checkpoint: SeenCheckpoint; readonly range?: CompactRange } | undefined
  /** Without anything known: the entry to begin with; `newest` for those that are yet to come. 0 unless told. */
  readonly from?: number | 'newest' | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Follower {
  /**
   * Reads the checkpoint and gives what is new since the last one, in steps; nothing when nothing is. Whoever stops
   * within a step gets it again the next time.
   * @throws LogFault; what was given before stays proven
   */
  advance(): AsyncGenerator<Growth>
  /** The newest checkpoint up to which everything was given. */
  checkpoint(): SeenCheckpoint | undefined
}

/** Bundles in one step. */
const stepBundles = 64

interface Step {
  readonly from: number
  readonly to: number
}

/** Steps end where bundles end, but the last. */
function stepsOf(from: number, to: number): Step[] {
  const length = stepBundles * tileWidth
  const steps: Step[] = []
  for (let at = from; at < to; at = steps.at(-1)!.to)
    steps.push({ from: at, to: Math.min(to, (Math.floor(at / length) + 1) * length) })
  return steps
}

async function readBundle(reader: LogReader, index: number, size: number): Promise<Bundle> {
  const width = widthAt(0, index, size)
  const bytes = await reader.readBundle(index, width)
  const path = formatTilePath({ level: 'entries', index, width })
  return { index, width, bytes, entries: entriesOf(bytes, width, path) }
}

async function readBundles(reader: LogReader, { from, to }: Step, size: number): Promise<Bundle[]> {
  const first = Math.floor(from / tileWidth)
  const places = Array.from({ length: Math.ceil(to / tileWidth) - first }, (_, at) => first + at)
  const bundles: Bundle[] = []
  const read = (index: number) => readBundle(reader, index, size)
  for await (const bundle of inOrder(places, 32, read)) bundles.push(bundle)
  return bundles
}

/** The entries of a step; those before it in its first bundle must be the ones that are known. */
function newEntries({ from }: Step, bundles: readonly Bundle[], range: CompactRange): Uint8Array[] {
  const entries = bundles.flatMap((bundle) => bundle.entries)
  const before = from % tileWidth
  const leaves = Buffer.concat(entries.slice(0, before).map(leafHash))
  if (before > 0 && !isEqual(leaves, range.partials[0]!)) {
    const { index, width } = bundles[0]!
    throw faultOf('entry_mismatch', { path: formatTilePath({ level: 'entries', index, width }) })
  }
  return entries.slice(before)
}

interface Tree {
  readonly checkpoint: SeenCheckpoint
  readonly reader: LogReader
}

const headOf = (range: CompactRange): TreeHead => ({ size: range.size, root: rootOfRange(range) })

/** Whether a tree is the beginning of the one that the checkpoint is of. */
async function isBeginning(head: TreeHead, { checkpoint, reader }: Tree): Promise<boolean> {
  if (head.size === checkpoint.size) return isEqual(head.root, checkpoint.root)
  try {
    verifyConsistency(head, checkpoint, await readConsistencyProof(head.size, checkpoint.size, reader))
    return true
  } catch (cause) {
    if (cause instanceof TlogError) return false
    throw cause
  }
}

async function grow(range: CompactRange, step: Step, tree: Tree): Promise<Growth> {
  const { checkpoint, reader } = tree
  const bundles = await readBundles(reader, step, checkpoint.size)
  const entries = newEntries(step, bundles, range)
  const grown = appendLeaves(range, entries.map(leafHash))
  if (!(await isBeginning(headOf(grown.range), tree))) throw await explainGrowth(bundles, tree, range.size)
  return { checkpoint, from: step.from, entries, bundles, ...grown }
}

export function createFollower({ source, policy, known, from = 0, signal }: FollowOptions): Follower {
  let range = known?.range
  let last = known?.checkpoint

  /** Whether the tree so far is the one that was seen, and the beginning of the new one. */
  async function continues(known: CompactRange, tree: Tree): Promise<boolean> {
    const head = headOf(known)
    if (last?.size === known.size) return isEqual(head.root, last.root) && isBeginning(head, tree)
    return (await isBeginning(head, tree)) && (!last || isBeginning(last, tree))
  }

  /** Where to begin, when that is not known yet. */
  async function begin({ checkpoint, reader }: Tree): Promise<CompactRange> {
    const wanted = from === 'newest' ? checkpoint.size : from
    return readRange(last?.size ?? Math.min(wanted, checkpoint.size), reader)
  }

  async function open(): Promise<Tree> {
    const checkpoint = await readCheckpoint(source, policy, signal)
    const tree = { checkpoint, reader: createLogReader(source, checkpoint.size) }
    const fault = last && compareHeads(last, checkpoint)
    if (fault) throw fault
    return tree
  }

  async function* advance(): AsyncGenerator<Growth> {
    const tree = await open()
    const { checkpoint } = tree
    range ??= await begin(tree)
    if (!(await continues(range, tree))) throw await explainGrowth([], tree, range.size)
    for (const step of stepsOf(range.size, checkpoint.size)) {
      signal?.throwIfAborted()
      const growth = await grow(range, step, tree)
      yield growth
      // Whoever could not take a step gets it again.
      range = growth.range
    }
    last = checkpoint
  }

  return { advance, checkpoint: () => last }
}

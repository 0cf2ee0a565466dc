/**
 * What a mirror has of a log (C2SP tlog-mirror, "Updating a Mirror"), however it is brought up to date: by `fetchLog`,
 * by `takePushes`, or by both at once. It cosigns a checkpoint when all that the checkpoint covers is on its own disk
 * and can be read by everybody.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import {
  type CompactRange,
  type Cosigner,
  type NoteSignature,
  type Policy,
  appendLeaves,
  decodeTile,
  leafHash,
  readRange,
  rootOfRange,
  tileWidth,
} from '@avow/tlog'
import { ClientError } from '../../error.ts'
import type { SeenCheckpoint } from '../checkpoint.ts'
import { makeFolderDurably } from '../../folder.ts'
import { writeDurably } from '../durable.ts'
import { faultOf } from '../fault.ts'
import { isEqual } from '../hash-tile.ts'
import { createLimit } from '../limit.ts'
import { type Lock, takeLock } from '../lock.ts'
import { type LogReader, createLogReader } from '../reader.ts'
import { openSource } from '../source.ts'
import { type Served, cosign, servedOf } from './cosign.ts'
import { bundleFiles, dropPartials, edgeFiles, fullTiles, readerWithEdge } from './files.ts'
import { joined, keepPending, readPending } from './pending.ts'
import { readServed, readServedTree, withKept } from './recover.ts'

export interface MirrorOptions {
  /** Each log has its own folder in it, named by the hash of its origin. */
  readonly folder: string
  readonly origin: string
  readonly policy: Policy
  /** At least one; all of one name. */
  readonly cosigners: readonly Cosigner[]
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Makes files durable; `writeDurably` unless told. */
  readonly write?: typeof writeDurably
}

export interface Mirrored {
  /** As it is served: with the signatures of log and witnesses and those of the mirror. */
  readonly checkpoint: string
  readonly size: number
  /** The mirror's own. */
  readonly lines: readonly NoteSignature[]
}

/** Calls that change something are carried out one after the other, each against what the one before has left. */
export interface Mirror extends Pick<MirrorOptions, 'origin' | 'policy' | 'cosigners'> {
  /** The largest checkpoint that it was shown. */
  pending(): SeenCheckpoint | undefined
  /** A checkpoint up to which it takes entries: one of the last that it was shown, or the one that it serves. */
  known(size: number): SeenCheckpoint | undefined
  /** Size of the checkpoint that it serves; 0 for none. */
  size(): number
  /** All that it has; its size is the index of the next entry. */
  range(): CompactRange
  /**
   * Makes a checkpoint pending if the pending one is still `from`, against which it was verified.
   * @returns whether it did; then it is durable
   */
  show(from: SeenCheckpoint | undefined, to: Pick<SeenCheckpoint, 'note'>): Promise<boolean>
  /**
   * Keeps entries that are proven to be those of a checkpoint that it was shown; what it has already is left out.
   * @param start index of the first
   * @returns how many were new, and are durable; undefined when there is a gap before them
   */
  add(start: number, entries: readonly Uint8Array[]): Promise<number | undefined>
  /**
   * Serves and cosigns a checkpoint, all of whose entries it has.
   * @returns undefined when it serves a larger one
   * @throws LogFault `root_mismatch` when a file of its own was damaged: it then has only what it serves
   */
  commit(checkpoint: SeenCheckpoint): Promise<Mirrored | undefined>
  /** Takes nothing for granted but what it serves: entries after that are to be given to it again. */
  forget(): Promise<void>
  /** Hashes of the first `count` leaves of a bundle, which it has. */
  leaves(bundle: number, count: number): Promise<Uint8Array[]>
  close(): void
}

export const hashOfOrigin = (origin: string): string => createHash('sha256').update(origin).digest('hex')

async function lock(folder: string): Promise<Lock> {
  await makeFolderDurably(folder)
  const taken = takeLock(join(folder, 'lock.sqlite'))
  if (!taken) throw new ClientError('in_use', 'another process has the folder', { folder })
  return taken
}

/** What is in the folder. */
async function readState(folder: string, { policy, cosigners }: MirrorOptions) {
  const own = openSource(folder)
  const checkpoint = await readServed(own, policy)
  const shown = readPending(folder, policy).filter(({ size }) => size >= (checkpoint?.size ?? 0))
  const pending = shown.length === 0 && checkpoint ? [checkpoint] : shown
  const base = await readServedTree(own, checkpoint)
  const range = await withKept(own, base, pending.at(-1)?.size ?? 0)
  return { own, served: checkpoint && servedOf(checkpoint, cosigners), pending, base, range }
}

/**
 * Opens the folder, or begins a new one.
 * @throws ClientError `in_use` when another process has it; LogFault when what it holds is damaged
 */
export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const folder = join(options.folder, hashOfOrigin(options.origin))
  const held = await lock(folder)
  try {
    return createMirror(options, folder, await readState(folder, options), held)
  } catch (cause) {
    held.release()
    throw cause
  }
}

function createMirror(
  options: MirrorOptions,
  folder: string,
  state: Awaited<ReturnType<typeof readState>>,
  held: Lock,
): Mirror {
  const { origin, policy, cosigners, now, write = writeDurably } = options
  const { own } = state
  let served: Served | undefined = state.served
  let { pending, base, range } = state
  const oneAtATime = createLimit(1)

  const reader = (): LogReader => readerWithEdge(createLogReader(own, range.size), range)
  const sizeOfServed = (): number => served?.checkpoint.size ?? 0
  const newest = (): SeenCheckpoint | undefined => pending.at(-1)
  const known = (size: number): SeenCheckpoint | undefined =>
    pending.find((checkpoint) => checkpoint.size === size) ??
    (served?.checkpoint.size === size ? served.checkpoint : undefined)

  async function show(from: SeenCheckpoint | undefined, to: Pick<SeenCheckpoint, 'note'>): Promise<boolean> {
    if (newest() !== from) return false
    const shown = joined(from, to, policy)
    if (shown.text !== from?.text) pending = await keepPending(folder, pending, shown, write)
    return true
  }

  /** The entries of the last bundle, if it is not full. */
  const lastEntries = async (): Promise<Uint8Array[]> => {
    const width = range.size % tileWidth
    return width === 0 ? [] : reader().readEntries(Math.floor(range.size / tileWidth), width)
  }

  async function append(entries: readonly Uint8Array[]): Promise<void> {
    const grown = appendLeaves(range, entries.map(leafHash))
    const bundles = bundleFiles(Math.floor(range.size / tileWidth), [...(await lastEntries()), ...entries])
    const tiles = fullTiles(grown.tiles)
    // Tiles first: a bundle that is found after a crash then says that its tiles are there.
    await write(folder, tiles)
    await write(folder, bundles)
    await dropPartials(folder, [...tiles, ...bundles])
    range = grown.range
  }

  async function add(start: number, entries: readonly Uint8Array[]): Promise<number | undefined> {
    if (start > range.size) return undefined
    const fresh = entries.slice(range.size - start)
    if (fresh.length > 0) await append(fresh)
    return fresh.length
  }

  const forget = async (): Promise<void> => {
    range = base
  }

  /** The tree of a checkpoint, computed from what is here. */
  async function treeOf({ size, root }: SeenCheckpoint): Promise<CompactRange> {
    const tree = size > range.size ? undefined : await readRange(size, reader())
    if (tree && isEqual(rootOfRange(tree), root)) return tree
    await forget()
    throw faultOf('root_mismatch', { path: 'checkpoint', size })
  }

  async function publish(checkpoint: SeenCheckpoint): Promise<Mirrored> {
    const { size } = checkpoint
    const before = served?.checkpoint.size === size ? served.checkpoint : undefined
    const signed = cosign(joined(before, checkpoint, policy), served, { cosigners, now })
    if (signed.text !== served?.text) await write(folder, [{ path: 'checkpoint', data: signed.text }])
    served = signed
    return { checkpoint: signed.text, size, lines: signed.lines }
  }

  async function commit(checkpoint: SeenCheckpoint): Promise<Mirrored | undefined> {
    if (checkpoint.size < sizeOfServed()) return undefined
    // Of what is served the files are there, and whoever asks for it again and again makes no work.
    const tree = checkpoint.size === served?.checkpoint.size ? base : await treeOf(checkpoint)
    if (tree !== base) await write(folder, await edgeFiles(tree, reader()))
    const mirrored = await publish(known(checkpoint.size) ?? checkpoint)
    base = tree
    return mirrored
  }

  return {
    origin,
    policy,
    cosigners,
    pending: newest,
    known,
    size: sizeOfServed,
    range: () => range,
    show: (from, to) => oneAtATime(() => show(from, to)),
    add: (start, entries) => oneAtATime(() => add(start, entries)),
    commit: (checkpoint) => oneAtATime(() => commit(checkpoint)),
    forget: () => oneAtATime(forget),
    leaves: async (bundle, count) => decodeTile(await reader().readTile(0, bundle, count), count),
    close: () => held.release(),
  }
}

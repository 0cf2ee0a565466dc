/**
 * A mirror of a log (C2SP tlog-mirror) that fetches by itself: it keeps every tile and bundle, and cosigns a checkpoint
 * when all that the checkpoint covers is on its own disk and can be read by everybody.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CompactRange,
  type Cosigner,
  type Policy,
  countAt,
  formatNote,
  formatTilePath,
  hashLength,
  isSignatureBy,
  parseNote,
  readRange,
  tileWidth,
  verifyCosignature,
} from '@avow/tlog'
import { type SeenCheckpoint, readCheckpoint } from './checkpoint.ts'
import { type DurableFile, writeDurably } from './durable.ts'
import { isFault } from './fault.ts'
import { type Growth, createFollower } from './follow.ts'
import { createLogReader } from './reader.ts'
import { type LogSource, openSource } from './source.ts'

export interface MirrorOptions {
  readonly source: LogSource
  readonly policy: Policy
  /** Each log has its own folder in it, named by the hash of its origin. */
  readonly folder: string
  readonly cosigner: Cosigner
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly signal?: AbortSignal | undefined
}

export interface Mirrored {
  /** As it is served: with the signatures of log and witnesses and that of the mirror. */
  readonly checkpoint: string
  readonly size: number
  /** How many entries are new. */
  readonly added: number
}

export interface Mirror {
  /**
   * Fetches what is new and makes it durable, then cosigns.
   * @throws LogFault when the log is not what it was or should be: the mirror stays on what it has. ClientError `unreachable`
   */
  update(onProgress?: (size: number, of: number) => void): Promise<Mirrored>
}

export const hashOfOrigin = (origin: string): string => createHash('sha256').update(origin).digest('hex')

/** Bundles of tiles that can still grow are kept when the log's checkpoint is. */
const isFull = ({ width }: { width: number }): boolean => width === tileWidth

/** What a step leaves for good. */
const fullFiles = ({ bundles, tiles }: Growth): DurableFile[] => [
  ...bundles.filter(isFull).map(({ index, width, bytes }) => ({
    path: formatTilePath({ level: 'entries', index, width }),
    data: bytes,
  })),
  ...tiles.filter(isFull).map((tile) => ({ path: formatTilePath(tile), data: tile.bytes })),
]

/** The partial tiles and the partial bundle of the checkpoint's tree. */
function edgeFiles({ range, bundles }: Growth): DurableFile[] {
  const tiles = range.partials.map((data, level) => ({
    path: formatTilePath({
      level,
      index: Math.floor(countAt(level, range.size) / tileWidth),
      width: data.length / hashLength || tileWidth,
    }),
    data,
  }))
  const last = bundles.filter((bundle) => !isFull(bundle))
  const files = last.map(({ index, width, bytes }) => ({
    path: formatTilePath({ level: 'entries', index, width }),
    data: bytes,
  }))
  return [...tiles.filter(({ data }) => data.length > 0), ...files]
}

interface Kept {
  readonly checkpoint: SeenCheckpoint
  readonly range: CompactRange
}

/** What is in the folder already, by the mirror's own checkpoint. */
async function readKept(folder: string, policy: Policy): Promise<Kept | undefined> {
  const own = openSource(folder)
  try {
    const checkpoint = await readCheckpoint(own, policy)
    return { checkpoint, range: await readRange(checkpoint.size, createLogReader(own, checkpoint.size)) }
  } catch (cause) {
    if (isFault(cause) && cause.code === 'checkpoint_missing') return undefined
    throw cause
  }
}

/** The largest time that the mirror has put on a checkpoint; it never says an earlier one. */
function timeOf(text: string | undefined, { key }: Cosigner): number {
  if (text === undefined) return 0
  const note = parseNote(text)
  const own = note.signatures.filter((line) => isSignatureBy(line, key))
  return Math.max(0, ...own.map((line) => verifyCosignature(line, key, note.text)))
}

/** Reads full bundles from the folder first, where an earlier run may have left them. They are checked like all others. */
const resuming = (source: LogSource, folder: string, isTrusted: () => boolean): LogSource => {
  const own = openSource(folder)
  const isBundle = (path: string): boolean => path.startsWith('tile/entries/') && !path.includes('.p/')
  return {
    ...source,
    async read(path, signal) {
      const held = isTrusted() && isBundle(path) ? await own.read(path) : undefined
      return held ?? source.read(path, signal)
    },
  }
}

/** Partial tiles whose full ones are there. */
const dropPartials = async (folder: string, written: readonly DurableFile[]): Promise<void> => {
  const full = written.map(({ path }) => join(folder, `${path}.p`))
  await Promise.all(full.map((path) => rm(path, { recursive: true, force: true })))
}

/** @param origin of the log, by the policy */
export async function openMirror(options: MirrorOptions, origin: string): Promise<Mirror> {
  const { source, policy, cosigner, now, signal } = options
  const folder = join(options.folder, hashOfOrigin(origin))
  const kept = await readKept(folder, policy)
  let isTrusted = true
  const from = resuming(source, folder, () => isTrusted)
  const follower = createFollower({ source: from, policy, signal, known: kept })
  let served = kept?.checkpoint.text

  /** Only signatures that were verified are served on. */
  function sign({ note }: SeenCheckpoint): string {
    const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key)
    const verified = note.signatures.filter((line) => keys.some((key) => isSignatureBy(line, key)))
    const time = Math.max(Math.floor(now() / 1000), timeOf(served, cosigner))
    const signatures = [...verified, cosigner.cosign(note.text, time)]
    return formatNote({ text: note.text, signatures })
  }

  async function publish(checkpoint: SeenCheckpoint): Promise<string> {
    const text = sign(checkpoint)
    await writeDurably(folder, [{ path: 'checkpoint', data: text }])
    served = text
    return text
  }

  async function keep(growth: Growth): Promise<void> {
    const full = fullFiles(growth)
    const isLast = growth.range.size === growth.checkpoint.size
    await writeDurably(folder, [...full, ...(isLast ? edgeFiles(growth) : [])])
    await dropPartials(folder, full)
  }

  async function update(onProgress?: (size: number, of: number) => void): Promise<Mirrored> {
    let added = 0
    for await (const growth of follower.advance()) {
      await keep(growth)
      added += growth.entries.length
      onProgress?.(growth.range.size, growth.checkpoint.size)
    }
    const checkpoint = follower.checkpoint()!
    return { checkpoint: await publish(checkpoint), size: checkpoint.size, added }
  }

  return {
    update: (onProgress) =>
      update(onProgress).catch((cause: unknown) => {
        // What lies here may be what is damaged.
        isTrusted = false
        throw cause
      }),
  }
}

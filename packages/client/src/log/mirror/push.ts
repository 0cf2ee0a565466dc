/** Pushes a log to a mirror (C2SP tlog-mirror): for whoever can reach both, when the mirror cannot reach the log. */
import {
  type MirrorInfo,
  type NoteSignature,
  type PackagePlace,
  type Policy,
  type TileReader,
  type VerifierKey,
  encodeAddEntriesHeader,
  encodeEntryPackage,
  isSignatureBy,
  packagesOf,
  readConsistencyProof,
  readSubtreeProof,
  tileWidth,
  verifyCosignature,
} from '@avow/tlog'
import { ClientError } from '../../error.ts'
import { type SeenCheckpoint, readCheckpoint } from '../checkpoint.ts'
import { inOrder } from '../limit.ts'
import { type LogReader, createLogReader } from '../reader.ts'
import type { LogSource } from '../source.ts'
import { type CallMirrorOptions, type MirrorCalls, createMirrorCalls } from './calls.ts'

export interface PushLogOptions extends CallMirrorOptions {
  readonly source: LogSource
  readonly policy: Policy
  /** Of the mirror: each must have signed what it answers. Without any nothing is checked. */
  readonly keys: readonly VerifierKey[]
  /** How many entries the mirror has, and is to have. */
  readonly onProgress?: ((next: number, size: number) => void) | undefined
}

export interface Pushed {
  readonly size: number
  /** How many entries were sent and taken. */
  readonly sent: number
  /** The mirror's, as far as its keys are known; times in seconds since the epoch. */
  readonly cosignatures: readonly { readonly name: string; readonly time: number }[]
}

/** "Clients SHOULD limit each request to at most 32 entry packages." */
const mostPackages = 32
/** Bytes after which no further package is put into a request. */
const mostBytes = 8 * 1024 * 1024
/** So often it is tried again where the mirror does not come further. */
const mostIdle = 8

const noTicket = new Uint8Array()

const refused = (code: string, details: Readonly<Record<string, number>> = {}): ClientError =>
  new ClientError('refused', 'the mirror refused', { code, ...details })

interface Log {
  readonly checkpoint: SeenCheckpoint
  readonly reader: LogReader
}

/** Shows the checkpoint, unless the mirror was shown a larger one. */
async function show({ checkpoint, reader }: Log, calls: MirrorCalls): Promise<void> {
  const { size, text } = checkpoint
  let oldSize = 0
  for (let tries = 0; tries < mostIdle; tries += 1) {
    const proof = await readConsistencyProof(oldSize, size, reader)
    const at = await calls.addCheckpoint({ oldSize, proof, checkpoint: text })
    if (at === undefined || at > size) return
    oldSize = at
  }
  throw refused('mirror_busy')
}

/** The same tiles are in the proofs of many packages. */
function remembering(reader: TileReader): TileReader {
  const known = new Map<string, Promise<Uint8Array>>()
  return {
    readTile(level, index, width) {
      const key = `${level}/${index}/${width}`
      const tile = known.get(key) ?? reader.readTile(level, index, width)
      known.set(key, tile)
      return tile
    },
  }
}

/** The first packages of what is still to be uploaded. */
function placesOf({ next, size }: MirrorInfo): PackagePlace[] {
  const end = (Math.floor(next / tileWidth) + mostPackages) * tileWidth
  return packagesOf({ start: next, end: Math.min(size, end) })
}

async function readPackage(
  { start, end, subtree }: PackagePlace,
  size: number,
  reader: LogReader,
): Promise<Uint8Array> {
  const entries = await reader.readEntries(subtree.start / tileWidth, end - subtree.start)
  const proof = await readSubtreeProof(subtree, size, reader)
  return encodeEntryPackage({ entries: entries.slice(start - subtree.start), proof })
}

interface Part {
  readonly body: Uint8Array
  /** Index after the last entry. */
  readonly end: number
}

/** One request, from where the mirror is. */
async function partFrom({ checkpoint, reader }: Log, info: MirrorInfo): Promise<Part> {
  const { next: start, size, ticket } = info
  const header = encodeAddEntriesHeader({ origin: checkpoint.origin, start, end: size, ticket })
  const parts = [header]
  const tiles = { ...reader, ...remembering(reader) }
  const places = placesOf(info)
  let length = 0
  for await (const bytes of inOrder(places, 8, (place) => readPackage(place, size, tiles))) {
    parts.push(bytes)
    length += bytes.length
    if (length >= mostBytes) break
  }
  return { body: Buffer.concat(parts), end: places[parts.length - 2]?.end ?? start }
}

const isInfo = (answer: readonly NoteSignature[] | MirrorInfo): answer is MirrorInfo => 'next' in answer

/** Where to go on; what the mirror has already need not be sent. */
const goOn = ({ size, next, ticket }: MirrorInfo): MirrorInfo => ({
  size,
  next: Math.min(size, next),
  ticket,
})

interface Uploaded {
  readonly lines: readonly NoteSignature[]
  readonly sent: number
}

/** @throws ClientError `refused` with `mirror_ahead` when the mirror takes entries up to a larger checkpoint only */
async function upload(
  log: Log,
  calls: MirrorCalls,
  onProgress: PushLogOptions['onProgress'],
): Promise<Uploaded> {
  const { size } = log.checkpoint
  // An empty upload is answered with where the mirror is; or, if it has everything, with its signatures.
  const whole: MirrorInfo = { size, next: size, ticket: noTicket }
  let [info, sent, furthest, idle] = [whole, 0, -1, 0]
  while (idle < mostIdle) {
    const { body, end } = await partFrom(log, info)
    const answer = await calls.addEntries(body)
    if (!isInfo(answer)) {
      sent += end - info.next
      onProgress?.(info.size, size)
      if (info.size === size) return { lines: answer, sent }
      info = whole
      continue
    }
    if (answer.size > size) throw refused('mirror_ahead', { size, mirror: answer.size })
    idle = answer.next > furthest ? 0 : idle + 1
    furthest = Math.max(furthest, answer.next)
    sent += Math.max(0, Math.min(answer.next, end) - info.next)
    onProgress?.(Math.min(answer.next, size), size)
    info = goOn(answer)
  }
  throw refused('mirror_busy')
}

type Cosignature = Pushed['cosignatures'][number]

/** @throws ClientError `refused` with `mirror_not_cosigned` */
function checkLine(lines: readonly NoteSignature[], key: VerifierKey, text: string): Cosignature {
  const line = lines.find((one) => isSignatureBy(one, key))
  try {
    if (line) return { name: key.name, time: verifyCosignature(line, key, text) }
  } catch (cause) {
    throw new ClientError('refused', 'a line does not verify', { code: 'mirror_not_cosigned' }, cause)
  }
  throw refused('mirror_not_cosigned')
}

/**
 * Brings a mirror up to the log's checkpoint. May be interrupted, and goes on where the mirror is.
 * @throws LogFault, ClientError `unreachable`, `malformed`, `refused`; of a refusal `details.code` is `mirror_log_unknown`,
 * `mirror_signature_refused`, `mirror_proof_refused`, `mirror_takes_no_pushes`, `mirror_full`, `mirror_refused`,
 * `mirror_ahead`, `mirror_busy` or `mirror_not_cosigned`
 */
export async function pushLog(options: PushLogOptions): Promise<Pushed> {
  const { source, policy, keys, signal, onProgress } = options
  const calls = createMirrorCalls(options)
  const checkpoint = await readCheckpoint(source, policy, signal)
  const log = { checkpoint, reader: createLogReader(source, checkpoint.size) }
  await show(log, calls)
  const { lines, sent } = await upload(log, calls, onProgress)
  const cosignatures = keys.map((key) => checkLine(lines, key, checkpoint.note.text))
  return { size: checkpoint.size, sent, cosignatures }
}

/** How a mirror is brought up to date (C2SP tlog-mirror): the request `add-entries`, and what a mirror says of itself. */
import { concatBytes, decodeBase64, encodeBase64, parseDecimal, utf8 } from './bytes.ts'
import { type ByteReader, createByteReader } from './byte-reader.ts'
import { TlogError } from './error.ts'
import type { LeafRange } from './prove.ts'
import { encodeEntries, hashLength, tileWidth } from './tile.ts'
import { decodeUtf8 } from './utf8.ts'

/** Media type of a mirror's answers 409 and 202. */
export const mirrorInfoType = 'text/x.tlog.mirror-info'

/** The entries from `start` to before `end` are uploaded; `end` is the size of a checkpoint that the mirror was shown. */
export interface AddEntriesHeader extends LeafRange {
  readonly origin: string
  /** What the mirror gave last; opaque to everybody else. */
  readonly ticket: Uint8Array
}

/** Where one package belongs: at most 256 entries, which no multiple of 256 divides. */
export interface PackagePlace extends LeafRange {
  /** Of which the proof is: from the multiple of 256. Of the entries before `start` the mirror has its own. */
  readonly subtree: LeafRange
}

export interface EntryPackage extends PackagePlace {
  readonly entries: readonly Uint8Array[]
  /** That the tree of `end` leaves of the whole upload has the subtree (`subtreeProof`), at most 63 hashes. */
  readonly proof: readonly Uint8Array[]
}

const longestProof = 63
const longestString = 0xff_ff

const malformed = (reason: string): TlogError =>
  new TlogError('add_entries_malformed', `not an upload to a mirror: ${reason}`)

/** The packages of an upload, in their order. @throws RangeError for a range that no log has */
export function packagesOf({ start, end }: LeafRange): PackagePlace[] {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0)
    throw new RangeError('no log has such a range')
  const places: PackagePlace[] = []
  for (let at = start; at < end;) {
    const rounded = at - (at % tileWidth)
    const next = Math.min(end, rounded + tileWidth)
    places.push({ start: at, end: next, subtree: { start: rounded, end: next } })
    at = next
  }
  return places
}

function uint16Prefixed(bytes: Uint8Array): Uint8Array {
  if (bytes.length > longestString) throw malformed('an origin or a ticket of more than 65535 bytes')
  return concatBytes([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** @throws TlogError `add_entries_malformed` for an origin or a ticket of more than 65535 bytes */
export const encodeAddEntriesHeader = ({ origin, start, end, ticket }: AddEntriesHeader): Uint8Array =>
  concatBytes([uint16Prefixed(utf8(origin)), uint64(start), uint64(end), uint16Prefixed(ticket)])

/** @throws TlogError `add_entries_malformed`, `tile_malformed` for an entry of more than 65535 bytes */
export function encodeEntryPackage({ entries, proof }: Pick<EntryPackage, 'entries' | 'proof'>): Uint8Array {
  if (proof.length > longestProof) throw malformed('the proof is too long')
  return concatBytes([encodeEntries(entries), Uint8Array.of(proof.length), ...proof])
}

async function take(reader: ByteReader, count: number): Promise<Uint8Array> {
  const bytes = await reader.take(count)
  if (!bytes) throw malformed('it ends too early')
  return bytes
}

async function takeString(reader: ByteReader): Promise<Uint8Array> {
  const [high, low] = await take(reader, 2)
  return take(reader, (high! << 8) | low!)
}

/** A size beyond 2^53 loses its last digits: no log that is known here has it. */
async function takeUint64(reader: ByteReader): Promise<bigint> {
  const { buffer, byteOffset } = await take(reader, 8)
  return new DataView(buffer, byteOffset).getBigUint64(0)
}

async function takeHeader(reader: ByteReader): Promise<AddEntriesHeader> {
  const origin = decodeUtf8(await takeString(reader), 'add_entries_malformed')
  const [start, end] = [await takeUint64(reader), await takeUint64(reader)]
  if (start > end) throw malformed('it ends before it begins')
  return { origin, start: Number(start), end: Number(end), ticket: await takeString(reader) }
}

async function takePackage(reader: ByteReader, place: PackagePlace): Promise<EntryPackage> {
  const entries: Uint8Array[] = []
  while (entries.length < place.end - place.start) entries.push(await takeString(reader))
  const [count] = await take(reader, 1)
  if (count! > longestProof) throw malformed('the proof is too long')
  const proof: Uint8Array[] = []
  while (proof.length < count!) proof.push(await take(reader, hashLength))
  return { ...place, entries, proof }
}

/** An upload while it is being received. */
export interface AddEntries {
  readonly header: AddEntriesHeader
  /**
   * The packages that come, of which there may be fewer than the header announces; none is checked yet.
   * @throws TlogError `add_entries_malformed` when the body ends within one, or one is not as the text says;
   * RangeError for a range that no log has, to which a mirror answers before it comes here
   */
  packages(): AsyncGenerator<EntryPackage>
}

/**
 * Reads an upload without holding more of it than one package.
 * @param body without its content encoding
 * @throws TlogError `add_entries_malformed`
 */
export async function readAddEntries(body: AsyncIterable<Uint8Array>): Promise<AddEntries> {
  const reader = createByteReader(body)
  const header = await takeHeader(reader)
  return {
    header,
    async *packages() {
      for (let at = header.start; at < header.end && !(await reader.isAtEnd());) {
        const [place] = packagesOf({ start: at, end: Math.min(header.end, at + tileWidth) })
        yield await takePackage(reader, place!)
        at = place!.end
      }
    },
  }
}

/** What a mirror tells a client that has to go on, or to begin again, somewhere else. */
export interface MirrorInfo {
  /** Of a checkpoint up to which entries may be uploaded. */
  readonly size: number
  /** Index of the first entry that the mirror does not have. */
  readonly next: number
  readonly ticket: Uint8Array
}

/** @throws TlogError `mirror_info_malformed` */
export function parseMirrorInfo(text: string): MirrorInfo {
  const [, size, next, ticket] = /^(\d+)\n(\d+)\n(.*)\n$/.exec(text) ?? []
  const info = {
    size: parseDecimal(size ?? ''),
    next: parseDecimal(next ?? ''),
    ticket: decodeBase64(ticket ?? '-'),
  }
  if (info.size === undefined || info.next === undefined || !info.ticket)
    throw new TlogError('mirror_info_malformed', 'not what a mirror says of itself')
  return info as MirrorInfo
}

export const formatMirrorInfo = ({ size, next, ticket }: MirrorInfo): string =>
  `${size}\n${next}\n${encodeBase64(ticket)}\n`

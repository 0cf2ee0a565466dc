/** Real logs in a folder, written with the writers of `@avow/tlog`, for whoever reads logs. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type CompactRange,
  type Cosigner,
  type TreeHead,
  appendLeaves,
  countAt,
  createCosigner,
  createNoteSigner,
  emptyRange,
  encodeEntries,
  formatCheckpoint,
  formatNote,
  formatTilePath,
  formatVkey,
  hashLength,
  keyType,
  leafHash,
  rootOfRange,
  signNote,
  tileWidth,
  widthAt,
} from '@avow/tlog'

export interface MakeLogOptions {
  /** `log.example` unless told. */
  readonly origin?: string
  /** First byte of the log's seed. Logs of one origin and key can be forks of each other. */
  readonly key?: number
  /** 32 bytes that differ from index to index unless told. */
  readonly entryAt?: (index: number) => Uint8Array
  /** Witnesses that cosign, and the times that they give, seconds since the epoch. */
  readonly witnesses?: number
  readonly time?: () => number
}

export interface MadeLog {
  readonly folder: string
  readonly origin: string
  readonly vkey: string
  /** A tlog-policy that asks for all of the witnesses. */
  readonly policy: string
  entryAt(index: number): Uint8Array
  /** Appends entries up to the size, writes tiles and bundles, then the checkpoint. */
  grow(size: number): TreeHead
  /** Signs a tree head as the log and its witnesses do. */
  sign(head: TreeHead): string
}

const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

/** An entry that says its index. */
export function entryOfIndex(index: number, branch = 0): Uint8Array {
  const entry = new Uint8Array(32).fill(branch)
  new DataView(entry.buffer).setFloat64(0, index)
  return entry
}

function write(folder: string, path: string, bytes: Uint8Array | string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  // Whoever reads meanwhile must not see a part of it.
  writeFileSync(`${file}.new`, bytes)
  renameSync(`${file}.new`, file)
}

const noon = Date.parse('2027-01-01T12:00:00Z') / 1000

function createKeys({ origin = 'log.example', key = 1, witnesses = 0, time = () => noon }: MakeLogOptions) {
  const signer = createNoteSigner({ name: origin, type: keyType.ed25519, seed: seedOf(key) })
  const cosigners: Cosigner[] = Array.from({ length: witnesses }, (_, at) =>
    createCosigner({ name: `witness.example/w${at + 1}`, type: keyType.cosignature, seed: seedOf(100 + at) }),
  )
  const names = cosigners.map((_, at) => `w${at + 1}`)
  const lines = [
    `log ${formatVkey(signer.key)}`,
    ...cosigners.map(({ key: own }, at) => `witness ${names[at]} ${formatVkey(own)}`),
    ...(witnesses > 0 ? [`group all all ${names.join(' ')}`] : []),
    `quorum ${witnesses > 0 ? 'all' : 'none'}`,
  ]
  const sign = (head: TreeHead): string => {
    const text = formatCheckpoint({ origin, ...head, extensions: [] })
    const signatures = [signer.sign(text), ...cosigners.map((cosigner) => cosigner.cosign(text, time()))]
    return cosigners.length === 0 ? signNote(text, [signer]) : formatNote({ text, signatures })
  }
  return { origin, vkey: formatVkey(signer.key), policy: `${lines.join('\n')}\n`, sign }
}

/** Entries are appended in steps that end where tiles of level 1 do. */
const stepLength = tileWidth * tileWidth

/**
 * Makes a log in a folder.
 * @param size entries to begin with; 0 for none and no checkpoint
 */
export function makeLog(folder: string, size: number, options: MakeLogOptions = {}): MadeLog {
  const keys = createKeys(options)
  const entryAt = options.entryAt ?? entryOfIndex
  let range: CompactRange = emptyRange

  function writeBundles(from: number, to: number): void {
    for (let index = Math.floor(from / tileWidth); index * tileWidth < to; index += 1) {
      const width = widthAt(0, index, to)
      const entries = Array.from({ length: width }, (_, at) => entryAt(index * tileWidth + at))
      write(folder, formatTilePath({ level: 'entries', index, width }), encodeEntries(entries))
    }
  }

  function step(to: number): void {
    const leaves = Array.from({ length: to - range.size }, (_, at) => leafHash(entryAt(range.size + at)))
    const grown = appendLeaves(range, leaves)
    for (const tile of grown.tiles.filter(({ width }) => width === tileWidth))
      write(folder, formatTilePath(tile), tile.bytes)
    writeBundles(range.size, to)
    range = grown.range
  }

  function writeEdge(): void {
    for (const [level, bytes] of range.partials.entries()) {
      const index = Math.floor(countAt(level, range.size) / tileWidth)
      const width = bytes.length / hashLength
      if (width > 0) write(folder, formatTilePath({ level, index, width }), bytes)
    }
  }

  function grow(to: number): TreeHead {
    while (range.size < to) {
      const next = Math.min(to, (Math.floor(range.size / stepLength) + 1) * stepLength)
      step(next)
    }
    writeEdge()
    const head = { size: range.size, root: rootOfRange(range) }
    write(folder, 'checkpoint', keys.sign(head))
    return head
  }

  if (size > 0) grow(size)
  return { ...keys, folder, entryAt: (index) => entryAt(index), grow }
}

/**
 * Hashing whole tiles fast. The platform's hash takes its time mostly for the call and for the result: a result as
 * text is three times as cheap as one in a buffer of its own. Its input is hashed where it lies, in memory that is
 * written again and again and has the prefix of a leaf or a node before it; views into that memory are made once.
 */
import { hash } from 'node:crypto'
import { hashLength, tileWidth } from '@avow/tlog/tile'

/** SHA-256 as text of 32 characters, each one byte. */
const sha256 = (data: Uint8Array): string => hash('sha256', data, 'binary')

/** Compares public values; not constant-time. */
export const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/** Three bytes that are not used, so that hashes lie where whole words do; 0x01; two hashes. */
const pairLength = 4 + 2 * hashLength

/** Hashes of one height in a tile, as the inputs of the height above. */
interface Pairs {
  readonly bytes: Buffer
  readonly words: Uint32Array
  readonly inputs: readonly Uint8Array[]
}

function createPairs(count: number): Pairs {
  const memory = new ArrayBuffer(count * pairLength)
  const inputs = Array.from({ length: count }, (_, at) => {
    const input = new Uint8Array(memory, at * pairLength + 3, 1 + 2 * hashLength)
    input[0] = 1
    return input
  })
  return { bytes: Buffer.from(memory), words: new Uint32Array(memory), inputs }
}

/** The pairs of each height of a tile, from its 256 hashes up to the two below its root. */
const heights: readonly Pairs[] = [128, 64, 32, 16, 8, 4, 2, 1].map(createPairs)

const pairWords = pairLength / 4
const hashWords = (2 * hashLength) / 4

/** @param tile 256 hashes, as words */
function fillLowest(tile: Uint32Array): void {
  const { words } = heights[0]!
  for (let to = 1, from = 0; from < tile.length; to += pairWords, from += hashWords)
    for (let at = 0; at < hashWords; at += 1) words[to + at] = tile[from + at]!
}

/** Writes the hashes of one height's pairs as those of the height above. */
function joinPairs({ inputs }: Pairs, { bytes }: Pairs): void {
  for (let at = 0; at < inputs.length; at += 1) {
    const place = (at >> 1) * pairLength + 4 + (at & 1) * hashLength
    bytes.write(sha256(inputs[at]!), place, hashLength, 'latin1')
  }
}

/** A tile that is computed on, aligned to whole words. */
const aligned = new Uint8Array(tileWidth * hashLength)
const alignedWords = new Uint32Array(aligned.buffer)

/** Hash of the complete subtree that a full tile is, in its place on the level above. @param tile 256 hashes */
export function rootOfTile(tile: Uint8Array): Buffer {
  aligned.set(tile)
  fillLowest(alignedWords)
  for (let height = 1; height < heights.length; height += 1) joinPairs(heights[height - 1]!, heights[height]!)
  return Buffer.from(sha256(heights.at(-1)!.inputs[0]!), 'latin1')
}

/** A bundle whose lengths give way to the prefixes of leaves, and the leaves in it. */
let copy = Buffer.alloc(0)
let leafInputs: Uint8Array[] = []

function copyOf(bundle: Uint8Array): Buffer {
  if (copy.length < bundle.length) [copy, leafInputs] = [Buffer.alloc(bundle.length), []]
  copy.set(bundle)
  return copy
}

/** The entry from `start` to before `end` with 0x00 before it. Most logs have entries of one length: it is the same each time. */
function leafInput(place: number, start: number, end: number): Uint8Array {
  copy[start - 1] = 0
  const known = leafInputs[place]
  if (known && known.byteOffset === copy.byteOffset + start - 1 && known.length === end - start + 1)
    return known
  return (leafInputs[place] = copy.subarray(start - 1, end))
}

/** Hashes of one bundle, written again and again. */
const leaves = Buffer.alloc(tileWidth * hashLength)

const differs = (tile: Uint8Array, from: number, to: number): boolean =>
  leaves.compare(tile, from, to, from, to) !== 0

/** The first of the leaves that is another in the tile. */
function firstDifference(tile: Uint8Array): number | undefined {
  if (!differs(tile, 0, tile.length)) return undefined
  let place = 0
  while (!differs(tile, place * hashLength, (place + 1) * hashLength)) place += 1
  return place
}

/**
 * Compares each entry of a bundle with its hash in the tile.
 * @param tile as many hashes as the bundle has entries, at most 256
 * @returns the first that differs; undefined when all agree; `malformed` when the bundle does not hold so many entries
 */
export function findWrongEntry(bundle: Uint8Array, tile: Uint8Array): number | 'malformed' | undefined {
  const bytes = copyOf(bundle)
  const count = tile.length / hashLength
  let at = 0
  for (let place = 0; place < count; place += 1) {
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!)
    if (!(end <= bundle.length)) return 'malformed'
    leaves.write(sha256(leafInput(place, at + 2, end)), place * hashLength, hashLength, 'latin1')
    at = end
  }
  return at === bundle.length ? firstDifference(tile) : 'malformed'
}

/**
 * Hashing whole tiles fast. The platform's hash takes its time mostly for the call and for the result: a result as
 * text is three times as cheap as one in a buffer of its own, and one input that is written again and again costs
 * nothing to make.
 */
import { hash } from 'node:crypto'
import { hashLength, tileWidth } from '@avow/tlog/tile'

/** SHA-256 as text of 32 characters, each one byte. */
const sha256 = (data: Uint8Array): string => hash('sha256', data, 'binary')

/** Compares public values; not constant-time. */
export const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

const pair = new Uint8Array(1 + 2 * hashLength)
pair[0] = 1

/** Hashes of the pairs in `hashes` over themselves, left to right; `count` even. */
function joinPairs(hashes: Buffer, count: number): void {
  for (let at = 0; at < count; at += 2) {
    const from = at * hashLength
    for (let byte = 0; byte < 2 * hashLength; byte += 1) pair[byte + 1] = hashes[from + byte]!
    hashes.write(sha256(pair), (at / 2) * hashLength, hashLength, 'latin1')
  }
}

/** Hash of the complete subtree that a full tile is, in its place on the level above. @param tile 256 hashes */
export function rootOfTile(tile: Uint8Array): Buffer {
  const hashes = Buffer.from(tile)
  for (let count = tile.length / hashLength; count > 1; count /= 2) joinPairs(hashes, count)
  return hashes.subarray(0, hashLength)
}

/** One input for each length of short entries; most logs have one length. */
const inputs = new Map<number, Uint8Array>()
const longestKept = 1024

function inputOf(length: number): Uint8Array {
  const known = inputs.get(length)
  if (known) return known
  const made = new Uint8Array(1 + length)
  if (length <= longestKept) inputs.set(length, made)
  return made
}

/** Hash of a leaf: the entry from `start` to before `end` with 0x00 before it. */
function hashLeaf(bundle: Uint8Array, start: number, end: number): string {
  const input = inputOf(end - start)
  for (let at = start; at < end; at += 1) input[at - start + 1] = bundle[at]!
  return sha256(input)
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
  let at = 0
  for (let place = 0; place < tile.length; place += hashLength) {
    const end = at + 2 + ((bundle[at]! << 8) | bundle[at + 1]!)
    if (!(end <= bundle.length)) return 'malformed'
    leaves.write(hashLeaf(bundle, at + 2, end), place, hashLength, 'latin1')
    at = end
  }
  return at === bundle.length ? firstDifference(tile) : 'malformed'
}

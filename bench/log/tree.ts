/** The tree alone, in this process: appends, and what one costs in trees of different sizes. */
import { hash } from 'node:crypto'
import {
  type CompactRange,
  type TileReader,
  appendLeaves,
  emptyRange,
  encodeTile,
  leafHash,
  nodeHash,
  readInclusionProof,
  readRange,
  tileHeight,
} from '@avow/tlog'
import { type Figure, figureOf, median } from '../figure.ts'

/** Seconds that some work took. */
export function timed(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

/** Hashes a second of one core by the platform's fastest call: half of them leaves of 32 bytes, half nodes. */
export function bareHashes(count = 400_000): number {
  const [leaf, node] = [new Uint8Array(33), new Uint8Array(65)]
  const seconds = timed(() => {
    for (let at = 0; at < count; at += 2) {
      hash('sha256', leaf, 'binary')
      hash('sha256', node, 'binary')
    }
  })
  return count / seconds
}

const entryAt = (index: number): Uint8Array => {
  const entry = new Uint8Array(32)
  new DataView(entry.buffer).setFloat64(0, index)
  return entry
}

const batch = 512

function appendAll(count: number): void {
  let range: CompactRange = emptyRange
  for (let at = 0; at < count; at += batch) {
    const leaves = Array.from({ length: batch }, (_, place) => leafHash(entryAt(at + place)))
    range = appendLeaves(range, leaves).range
  }
}

function appends(): Figure {
  const count = 200_000
  appendAll(batch * 20)
  const rate = count / timed(() => appendAll(count))
  const limit = bareHashes() / 2
  return figureOf({
    name: 'log: appends in the process, in batches of 512, tiles made',
    value: rate,
    unit: '1/s',
    against: 'bare hashing on one core, two hashes an entry',
    againstValue: limit,
    aim: { atLeast: Math.round(limit / 4) },
  })
}

/** Tiles of a tree whose leaves are all the same: one for each level, whatever its size. */
function sameLeaves(): TileReader {
  const leaf = leafHash(entryAt(0))
  const tiles: Uint8Array[] = []
  let hashed = leaf
  for (let level = 0; level < 5; level += 1) {
    const same = hashed
    tiles.push(encodeTile(Array.from({ length: 256 }, () => same)))
    for (let height = 0; height < tileHeight; height += 1) hashed = nodeHash(hashed, hashed)
  }
  return { readTile: async (level, _, width) => tiles[level]!.subarray(0, width * 32) }
}

const sizes = [10_000, 1_000_000, 10_000_000]

/** Microseconds for an entry appended to a tree of a size, in batches of 512. */
function appendCost(range: CompactRange): number {
  const leaves = Array.from({ length: batch }, (_, at) => leafHash(entryAt(at)))
  const rounds = Array.from({ length: 30 }, () => timed(() => void appendLeaves(range, leaves)))
  return (median(rounds) * 1_000_000) / batch
}

/** Microseconds for a proof of an entry, from tiles in memory. */
async function proofCost(size: number, reader: TileReader): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < 60; round += 1) {
    const index = Math.floor((size * round) / 60)
    const start = performance.now()
    await readInclusionProof(index, size, reader)
    rounds.push((performance.now() - start) * 1000)
  }
  return median(rounds)
}

/** What an append and a proof cost does not grow with the log, but for its height. */
async function costs(): Promise<Figure[]> {
  const reader = sameLeaves()
  const measured = []
  for (const size of sizes)
    measured.push({
      size,
      append: appendCost(await readRange(size, reader)),
      proof: await proofCost(size, reader),
    })
  const [first] = measured
  return measured.slice(1).flatMap(({ size, append, proof }) => [
    figureOf({
      name: `log: an append at ${size.toExponential(0)} entries`,
      value: append,
      unit: 'µs',
      against: `the same at ${first!.size.toExponential(0)}`,
      againstValue: first!.append,
      aim: { atMost: Number((2 * first!.append).toPrecision(3)) },
    }),
    figureOf({
      name: `log: a proof from tiles at ${size.toExponential(0)} entries`,
      value: proof,
      unit: 'µs',
      against: `the same at ${first!.size.toExponential(0)}`,
      againstValue: first!.proof,
      aim: { atMost: Number((4 * first!.proof).toPrecision(3)) },
    }),
  ])
}

export const bench = async (): Promise<Figure[]> => [appends(), ...(await costs())]

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CompactRange,
  type TileReader,
  appendLeaves,
  consistencyProof,
  decodeEntries,
  emptyRange,
  encodeEntries,
  formatTilePath,
  inclusionProof,
  leafHash,
  parseTilePath,
  readConsistencyProof,
  readInclusionProof,
  readRange,
  readRoot,
  rootOf,
  rootOfRange,
  tilesForGrowth,
  verifyConsistency,
  verifyInclusion,
} from '../src/index.ts'
import { auditPath, entriesUpTo, subtreeProof, treeHash } from './naive-tree.ts'
import { codeOf } from './refusal.ts'

const largest = 600
const entries = entriesUpTo(largest)
const leaves = entries.map(leafHash)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const hexAll = (hashes: readonly Uint8Array[]) => hashes.map(hex)

/** A log's folder, to which only whole tiles are written. */
function createFolder() {
  const files = new Map<string, Uint8Array>()
  let reads = 0
  return {
    files,
    reads: () => reads,
    reader: {
      async readTile(level, index, width) {
        reads += 1
        const bytes = files.get(formatTilePath({ level, index, width }))
        if (!bytes) throw new Error(`there is no tile ${level}/${index} of width ${width}`)
        return bytes
      },
    } satisfies TileReader,
  }
}

/** Grows a tree to each size in turn, as a log does that signs a checkpoint at each. */
function grow(sizes: readonly number[], leafAt: (index: number) => Uint8Array = (index) => leaves[index]!) {
  const folder = createFolder()
  let range: CompactRange = emptyRange
  for (const size of sizes) {
    const added = Array.from({ length: size - range.size }, (_, at) => leafAt(range.size + at))
    const grown = appendLeaves(range, added)
    for (const tile of grown.tiles) folder.files.set(formatTilePath(tile), tile.bytes)
    range = grown.range
  }
  return { folder, range }
}

const growths = fc
  .uniqueArray(fc.integer({ min: 1, max: largest }), { minLength: 1, maxLength: 6 })
  .map((sizes) => sizes.sort((a, b) => a - b))

describe('paths', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 999, width: 1 }, 'tile/0/999.p/1'],
    [{ level: 1, index: 1000, width: 255 }, 'tile/1/x001/000.p/255'],
    [{ level: 63, index: 1_234_067, width: 256 }, 'tile/63/x001/x234/067'],
    [{ level: 'entries', index: 273, width: 112 }, 'tile/entries/273.p/112'],
  ] as const)('%o is %s', (place, path) => {
    expect(formatTilePath(place)).toBe(path)
    expect(parseTilePath(path)).toEqual(place)
  })

  test('any place survives being written', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const))
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(formatTilePath({ level, index, width }))).toEqual({ level, index, width })
      }),
    )
  })

  test('whatever is taken is written the same way', () => {
    const piece = fc.constantFrom(
      'tile/',
      '0',
      '1',
      '64',
      '/',
      'x',
      '000',
      '001',
      '.p/',
      '255',
      '256',
      'entries',
      '..',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
        (path) => {
          const code = codeOf(() => expect(formatTilePath(parseTilePath(path))).toBe(path))
          expect([undefined, 'tile_malformed']).toContain(code)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('entry bundles', () => {
  const bundles = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 256 })

  test('give back the entries', () => {
    fc.assert(
      fc.property(bundles, (entries) => {
        expect(decodeEntries(encodeEntries(entries), entries.length)).toEqual(entries)
      }),
    )
  })

  test('of the longest entry, and of no longer one', () => {
    const entry = new Uint8Array(65_535).fill(7)
    expect(decodeEntries(encodeEntries([entry]), 1)).toEqual([entry])
    expect(codeOf(() => encodeEntries([new Uint8Array(65_536)]))).toBe('tile_malformed')
  })

  test('cut short at any byte, longer by one, or of another width, are refused', () => {
    const bytes = encodeEntries(entries.slice(0, 5))
    for (let end = 0; end < bytes.length; end += 1)
      expect(codeOf(() => decodeEntries(bytes.slice(0, end), 5))).toBe('tile_malformed')
    expect(codeOf(() => decodeEntries(Uint8Array.of(...bytes, 0), 5))).toBe('tile_malformed')
    for (const width of [0, 4, 6]) expect(codeOf(() => decodeEntries(bytes, width))).toBe('tile_malformed')
  })
})

describe('growth', () => {
  test('a tree of 70000 is the tiles that C2SP tlog-tiles counts', () => {
    const tiles = tilesForGrowth(0, 70_000)
    const widths = (level: number) => tiles.filter((tile) => tile.level === level).map(({ width }) => width)
    expect(widths(0)).toEqual([...Array(273).fill(256), 112])
    expect(widths(1)).toEqual([256, 17])
    expect(widths(2)).toEqual([1])
    expect(tiles.length).toBe(273 + 1 + 2 + 1)
    expect(tilesForGrowth(255, 256).map(formatTilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1'])
    expect(tilesForGrowth(256, 256)).toEqual([])
  })

  test('whatever the batches: the root is that of RFC 6962, and each checkpoint can be read from the tiles', async () => {
    await fc.assert(
      fc.asyncProperty(growths, async (sizes) => {
        const { folder, range } = grow(sizes)
        expect(hex(rootOfRange(range))).toBe(hex(treeHash(entries.slice(0, sizes.at(-1)))))
        for (const size of sizes) {
          const root = hex(treeHash(entries.slice(0, size)))
          expect(hex(await readRoot(size, folder.reader))).toBe(root)
          expect(hex(rootOfRange(await readRange(size, folder.reader)))).toBe(root)
        }
      }),
      { numRuns: 25 },
    )
  })

  test('writes exactly the tiles that it says, each with the hashes that it must have', () => {
    const { range } = grow([300])
    const { tiles } = appendLeaves(range, leaves.slice(300, 520))
    expect(tiles.map(({ level, index, width }) => ({ level, index, width }))).toEqual(
      tilesForGrowth(300, 520),
    )
    for (const { level, index, width, bytes } of tiles) {
      const span = 256 ** level
      const hashes = Array.from({ length: width }, (_, at) => {
        const start = (index * 256 + at) * span
        return treeHash(entries.slice(start, start + span))
      })
      expect(hex(bytes)).toBe(hex(Buffer.concat(hashes)))
    }
  })

  test('goes on after a restart as if there had been none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 520 }),
        fc.integer({ min: 1, max: 80 }),
        async (from, more) => {
          const { folder, range } = grow(from === 0 ? [] : [from])
          const again = await readRange(from, folder.reader)
          expect(again).toEqual(range)
          const added = leaves.slice(from, from + more)
          expect(appendLeaves(again, added)).toEqual(appendLeaves(range, added))
        },
      ),
      { numRuns: 25 },
    )
  })

  test('changes nothing that it is given', () => {
    const { range } = grow([77])
    const before = structuredClone(range)
    appendLeaves(range, leaves.slice(77, 333))
    expect(range).toEqual(before)
  })

  test('by nothing needs no tiles', () => {
    const { range } = grow([256])
    expect(appendLeaves(range, [])).toEqual({ range, tiles: [] })
  })
})

describe('proofs from tiles', () => {
  const { folder } = grow([largest])

  test('are those of RFC 6962', async () => {
    const pair = fc.tuple(fc.nat(largest), fc.nat(largest))
    const nodeAt = ({ height, index }: { height: number; index: number }) =>
      treeHash(entries.slice(index * 2 ** height, (index + 1) * 2 ** height))
    await fc.assert(
      fc.asyncProperty(pair, async ([a, b]) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const { reader } = grow([to].filter((size) => size > 0)).folder
        const some = entries.slice(0, to)
        expect(hexAll(await readConsistencyProof(from, to, reader))).toEqual(hexAll(subtreeProof(from, some)))
        expect(hexAll(consistencyProof(from, to, nodeAt))).toEqual(hexAll(subtreeProof(from, some)))
        expect(hex(rootOf(to, nodeAt))).toBe(hex(treeHash(some)))
        if (from === to) return
        expect(hexAll(await readInclusionProof(from, to, reader))).toEqual(hexAll(auditPath(from, some)))
        expect(hexAll(inclusionProof(from, to, nodeAt))).toEqual(hexAll(auditPath(from, some)))
      }),
      { numRuns: 40 },
    )
  })

  test('of what a tree does not have are refused before anything is read', async () => {
    const reads = folder.reads()
    await expect(readInclusionProof(largest, largest, folder.reader)).rejects.toThrow(RangeError)
    await expect(readInclusionProof(-1, largest, folder.reader)).rejects.toThrow(RangeError)
    await expect(readInclusionProof(0.5, largest, folder.reader)).rejects.toThrow(RangeError)
    await expect(readConsistencyProof(2, 1, folder.reader)).rejects.toThrow(RangeError)
    expect(folder.reads()).toBe(reads)
  })

  test('from a tile of another length are refused', async () => {
    const reader: TileReader = { readTile: async (_level, _index, width) => new Uint8Array(32 * width + 1) }
    await expect(readRoot(300, reader)).rejects.toMatchObject({ code: 'tile_malformed' })
    await expect(readRange(300, reader)).rejects.toMatchObject({ code: 'tile_malformed' })
  })

  test('in a tree of a million leaves that are all the same need a handful of tiles', async () => {
    const [size, leaf] = [1_000_000, leafHash(new Uint8Array())]
    const { folder, range } = grow([400_000, size], () => leaf)
    const root = rootOfRange(range)
    for (const index of [0, 399_999, 524_288, 999_999]) {
      const before = folder.reads()
      const path = await readInclusionProof(index, size, folder.reader)
      expect(verifyInclusion(leaf, index, size, path, root)).toBe(leaf)
      expect(folder.reads() - before).toBeLessThanOrEqual(6)
    }
    const before = folder.reads()
    const older = { size: 400_000, root: await readRoot(400_000, folder.reader) }
    const proof = await readConsistencyProof(400_000, size, folder.reader)
    expect(verifyConsistency(older, { size, root }, proof)).toEqual({ size, root })
    expect(folder.reads() - before).toBeLessThanOrEqual(10)
  })
})

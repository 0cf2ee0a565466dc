import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AddEntriesHeader,
  type EntryPackage,
  encodeAddEntriesHeader,
  encodeEntryPackage,
  formatMirrorInfo,
  packagesOf,
  parseMirrorInfo,
  readAddEntries,
} from '../src/index.ts'
import { codeOf } from './refusal.ts'

const header: AddEntriesHeader = {
  origin: 'register.example/log',
  start: 200,
  end: 600,
  ticket: Uint8Array.of(1, 2, 3),
}
const hash = (byte: number) => new Uint8Array(32).fill(byte)
const packages: EntryPackage[] = packagesOf(header).map(({ start, end, subtree }, at) => ({
  start,
  end,
  subtree,
  entries: Array.from({ length: end - start }, (_, index) => new Uint8Array(index % 5).fill(at)),
  proof: [hash(1), hash(2)],
}))
const upload = Buffer.concat([encodeAddEntriesHeader(header), ...packages.map(encodeEntryPackage)])

/** The bytes as a stream that breaks at the given places. */
async function* streamOf(bytes: Uint8Array, breaks: readonly number[] = []) {
  const places = [0, ...[...breaks].sort((a, b) => a - b), bytes.length]
  for (const [at, place] of places.slice(0, -1).entries()) yield bytes.subarray(place, places[at + 1])
}

async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

async function readAll(stream: AsyncIterable<Uint8Array>) {
  const { header, packages } = await readAddEntries(stream)
  return { header, packages: await listOf(packages()) }
}

describe('an upload', () => {
  test('is laid out as the text says', () => {
    const hex = Buffer.from(encodeAddEntriesHeader({ ...header, origin: 'ab' })).toString('hex')
    expect(hex).toBe('0002616200000000000000c800000000000002580003010203')
    const one = encodeEntryPackage({ entries: [Uint8Array.of(9), new Uint8Array()], proof: [hash(7)] })
    expect(Buffer.from(one).toString('hex')).toBe(`000109000001${'07'.repeat(32)}`)
  })

  test('is divided at the multiples of 256', () => {
    expect(packagesOf(header)).toEqual([
      { start: 200, end: 256, subtree: { start: 0, end: 256 } },
      { start: 256, end: 512, subtree: { start: 256, end: 512 } },
      { start: 512, end: 600, subtree: { start: 512, end: 600 } },
    ])
    expect(packagesOf({ start: 256, end: 512 })).toEqual([
      { start: 256, end: 512, subtree: { start: 256, end: 512 } },
    ])
    expect(packagesOf({ start: 70, end: 80 })).toEqual([
      { start: 70, end: 80, subtree: { start: 0, end: 80 } },
    ])
    expect(packagesOf({ start: 512, end: 512 })).toEqual([])
    expect(() => packagesOf({ start: 2 ** 63, end: 2 ** 64 })).toThrow(RangeError)
  })

  test('is read again, wherever the stream breaks', async () => {
    const place = fc.integer({ min: 0, max: upload.length })
    await fc.assert(
      fc.asyncProperty(fc.array(place), async (breaks) => {
        expect(await readAll(streamOf(upload, breaks))).toEqual({ header, packages })
      }),
      { numRuns: 30 },
    )
    const everywhere = Array.from({ length: upload.length }, (_, at) => at)
    expect(await readAll(streamOf(upload, everywhere))).toEqual({ header, packages })
  })

  test('may be a prefix, and ends after the last package', async () => {
    const two = Buffer.concat([
      encodeAddEntriesHeader(header),
      ...packages.slice(0, 2).map(encodeEntryPackage),
    ])
    expect((await readAll(streamOf(two))).packages).toEqual(packages.slice(0, 2))
    const more = Buffer.concat([upload, Buffer.from('more')])
    expect((await readAll(streamOf(more))).packages).toEqual(packages)
    const none = encodeAddEntriesHeader({ ...header, start: 600 })
    expect((await readAll(streamOf(none))).packages).toEqual([])
  })

  test('that is cut short gives the packages before, and no part of one', async () => {
    const ends = [encodeAddEntriesHeader(header).length]
    for (const one of packages) ends.push(ends.at(-1)! + encodeEntryPackage(one).length)
    for (let end = 0; end < upload.length; end += 7) {
      const got: EntryPackage[] = []
      const read = async () => {
        const { packages } = await readAddEntries(streamOf(upload.subarray(0, end)))
        for await (const one of packages()) got.push(one)
      }
      if (ends.includes(end)) await read()
      else await expect(read()).rejects.toMatchObject({ code: 'add_entries_malformed' })
      expect(got).toHaveLength(ends.slice(1).filter((whole) => whole <= end).length)
    }
  })

  test.each([
    ['an origin that is not UTF-8', Buffer.concat([Buffer.from('0001ff', 'hex'), new Uint8Array(18)])],
    ['an end before its beginning', encodeAddEntriesHeader({ ...header, start: 601 })],
    [
      'a proof of 64 hashes',
      Buffer.concat([
        encodeAddEntriesHeader({ ...header, start: 599 }),
        Uint8Array.of(0, 0, 64),
        new Uint8Array(64 * 32),
      ]),
    ],
  ])('with %s is refused', async (_name, bytes) => {
    await expect(readAll(streamOf(bytes))).rejects.toMatchObject({ code: 'add_entries_malformed' })
  })

  test('of sizes beyond 2^53 is read so far that it can be answered', async () => {
    const bytes = Buffer.from(encodeAddEntriesHeader({ ...header, origin: '' }))
    bytes.fill(0xff, 10, 18)
    const { header: read, packages } = await readAddEntries(streamOf(bytes))
    expect([read.start, read.end]).toEqual([200, 2 ** 64])
    expect(await listOf(packages())).toEqual([])
  })

  test('is not made of what has no room in it', () => {
    const ticket = new Uint8Array(65_536)
    expect(codeOf(() => encodeAddEntriesHeader({ ...header, ticket }))).toBe('add_entries_malformed')
    const proof = Array.from({ length: 64 }, () => hash(0))
    expect(codeOf(() => encodeEntryPackage({ entries: [], proof }))).toBe('add_entries_malformed')
    expect(codeOf(() => encodeEntryPackage({ entries: [ticket], proof: [] }))).toBe('tile_malformed')
  })
})

describe('what a mirror says of itself', () => {
  test.each([
    ['12\n10\nAQID\n', { size: 12, next: 10, ticket: Uint8Array.of(1, 2, 3) }],
    ['0\n0\n\n', { size: 0, next: 0, ticket: new Uint8Array() }],
  ])('%j', (text, info) => {
    expect(parseMirrorInfo(text)).toEqual(info)
    expect(formatMirrorInfo(info)).toBe(text)
  })

  test.each([
    '',
    '1\n2\n',
    '1\n2\n\n\n',
    '01\n2\n\n',
    '1\n-2\n\n',
    '1\n2\nA\n',
    '1\n2\n\r\n',
    '1\n2\nAQID',
    '9007199254740992\n2\n\n',
  ])('%j is not it', (text) => expect(codeOf(() => parseMirrorInfo(text))).toBe('mirror_info_malformed'))
})

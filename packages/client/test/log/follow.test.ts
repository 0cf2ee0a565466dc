import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { expect, test } from 'vitest'
import {
  type FollowOptions,
  type TailedEntry,
  checkCheckpoint,
  createFollower,
  openSource,
  policyOfVkey,
  tail,
} from '../../src/log/index.ts'
import { copyOf, flip, makeFolder, remove, replace } from './damage.ts'

type Made = ReturnType<typeof makeLog>

const sourceOf = ({ folder, vkey }: Made) => ({ source: openSource(folder), policy: policyOfVkey(vkey) })

async function indicesOf(entries: AsyncIterable<TailedEntry>): Promise<number[]> {
  const indices: number[] = []
  for await (const { index, entry } of entries) {
    if (Buffer.compare(entry, entryOfIndex(index)) !== 0) throw new Error(`entry ${index} is another`)
    indices.push(index)
  }
  return indices
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

test.each([0, 1, 255, 256, 300, 16_384, 20_000, 20_077])('entries from %i on', async (from) => {
  const log = makeLog(makeFolder(), 20_077)
  expect(await indicesOf(tail({ ...sourceOf(log), from }))).toEqual(range(from, 20_077))
})

test('entries as they come, until it is told to end', async () => {
  const log = makeLog(makeFolder(), 300)
  const ending = new AbortController()
  const sizes = [310, 310, 1030]
  const pause = async () => {
    const next = sizes.shift()
    if (next === undefined) ending.abort()
    else log.grow(next)
  }
  const options = { ...sourceOf(log), from: 'newest', every: 1, pause, signal: ending.signal } as const
  expect(await indicesOf(tail(options))).toEqual(range(300, 1030))
})

/** What following says of a log that grew from 700 to 1500 entries after something was done to it. */
async function faultAfter(damage: (log: Made) => void, options: Partial<FollowOptions> = {}) {
  const log = makeLog(makeFolder(), 700)
  const follower = createFollower({ ...sourceOf(log), ...options })
  for await (const _ of follower.advance());
  log.grow(1500)
  damage(log)
  try {
    for await (const _ of follower.advance());
  } catch (cause) {
    const { code, details } = cause as { code: string; details: object }
    return { code, ...details }
  }
  return undefined
}

const fork = (common: number, size: number) =>
  makeLog(makeFolder(), size, { entryAt: (index) => entryOfIndex(index, index < common ? 0 : 1) })

test.each<[string, (log: Made) => void, object | undefined]>([
  ['nothing', () => {}, undefined],
  [
    'a bit of a new entry',
    ({ folder }) => flip(folder, 'tile/entries/004', 34 * 3 + 9),
    { code: 'entry_mismatch', path: 'tile/entries/004', index: 4 * 256 + 3 },
  ],
  [
    'a bit of a known entry beside new ones',
    ({ folder }) => flip(folder, 'tile/entries/002', 9),
    { code: 'entry_mismatch', path: 'tile/entries/002' },
  ],
  [
    'a bit of a tile at the edge',
    ({ folder }) => flip(folder, 'tile/0/005.p/220', 9),
    { code: 'tile_mismatch', path: 'tile/0/005.p/220' },
  ],
  [
    'a bundle that is missing',
    ({ folder }) => remove(folder, 'tile/entries/003'),
    { code: 'bundle_missing', path: 'tile/entries/003' },
  ],
  [
    'a root that is none of this tree',
    (log) => replace(log.folder, 'checkpoint', log.sign({ size: 1500, root: new Uint8Array(32) })),
    { code: 'root_mismatch', path: 'checkpoint', size: 1500 },
  ],
  [
    'an earlier checkpoint',
    (log) =>
      replace(log.folder, 'checkpoint', readFileSync(join(makeLog(makeFolder(), 650).folder, 'checkpoint'))),
    { code: 'rolled_back', seen: 700, size: 650 },
  ],
])('%s', async (_, damage, expected) => {
  expect(await faultAfter(damage)).toEqual(expected)
})

test('a log that goes on from another past is a fork', async () => {
  const log = makeLog(makeFolder(), 700)
  const other = fork(600, 1500)
  const checkpoint = checkCheckpoint(
    readFileSync(join(log.folder, 'checkpoint'), 'utf8'),
    policyOfVkey(log.vkey),
  )
  const follower = createFollower({ ...sourceOf(other), known: { checkpoint } })
  await expect(follower.advance().next()).rejects.toMatchObject({ code: 'forked' })
  const same = createFollower({ ...sourceOf(log), known: { checkpoint } })
  expect(await same.advance().next()).toMatchObject({ done: true })
})

test('what was read before a fault need not be read again', async () => {
  const log = makeLog(makeFolder(), 40_000)
  const sound = copyOf(log.folder)
  remove(log.folder, 'tile/entries/150')
  const follower = createFollower(sourceOf(log))
  const seen: number[] = []
  const read = async () => {
    for await (const { from, entries } of follower.advance()) seen.push(from, entries.length)
  }
  await expect(read()).rejects.toMatchObject({ code: 'bundle_missing' })
  expect(seen).toEqual([0, 16_384, 16_384, 16_384])
  replace(log.folder, 'checkpoint', readFileSync(join(sound, 'checkpoint')))
  writeFileSync(join(log.folder, 'tile/entries/150'), readFileSync(join(sound, 'tile/entries/150')))
  await read()
  expect(seen.slice(4)).toEqual([32_768, 7_232])
  expect(follower.checkpoint()?.size).toBe(40_000)
})

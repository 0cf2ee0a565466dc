import { rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyCheckpoint } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { expect, test } from 'vitest'
import { fetchLog, fsck, hashOfOrigin, openSource } from '../../../src/log/index.ts'
import { copyOf, flip, makeFolder, replace } from '../damage.ts'
import { noon, openFor, readersPolicy, serve } from './setting.ts'

type Made = ReturnType<typeof makeLog>

/** Opens the folder, and lets it be opened again when something was fetched. */
async function mirrorOf(log: Made, folder: string, options: { now?: number; reads?: string[] } = {}) {
  const source = openSource(log.folder)
  const read = (path: string) => {
    options.reads?.push(path)
    return source.read(path)
  }
  const mirror = await openFor(log, folder, { now: () => options.now ?? noon })
  return {
    close: mirror.close,
    update: (onProgress?: (size: number, of: number) => void) =>
      fetchLog(mirror, { source: { ...source, read }, onProgress }),
  }
}

test('a mirror serves what it has made durable, under its own cosignature', async () => {
  const log = makeLog(makeFolder(), 20_077, { witnesses: 1 })
  const folder = makeFolder()
  const mirror = await mirrorOf(log, folder)
  const progress: number[] = []
  expect(await mirror.update((size) => progress.push(size))).toMatchObject({ size: 20_077, added: 20_077 })
  expect(progress).toEqual([16_384, 20_077])
  const place = `${await serve(folder)}/${hashOfOrigin(log.origin)}`
  const check = () => fsck({ place, policy: readersPolicy(log), threads: 0 })
  expect(await check()).toMatchObject({ faults: [], checked: 20_077 })

  log.grow(70_000)
  expect(await mirror.update()).toMatchObject({ size: 70_000, added: 70_000 - 20_077 })
  expect(await check()).toMatchObject({ faults: [], checked: 70_000 })
  expect(await mirror.update()).toMatchObject({ size: 70_000, added: 0 })
})

test('headers, partial tiles that gave way, and what there is not', async () => {
  const log = makeLog(makeFolder(), 200, { witnesses: 1 })
  const folder = makeFolder()
  const mirror = await mirrorOf(log, folder)
  await mirror.update()
  log.grow(300)
  await mirror.update()
  const place = `${await serve(folder)}/${hashOfOrigin(log.origin)}`
  const get = (path: string, init: RequestInit = {}) => fetch(`${place}/${path}`, init)

  const checkpoint = await get('checkpoint')
  expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(checkpoint.headers.get('cache-control')).toBe('no-store')
  const tile = await get('tile/0/000.p/200')
  expect(tile.headers.get('content-type')).toBe('application/octet-stream')
  expect(tile.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(await tile.bytes()).toEqual(new Uint8Array(await readFile(join(log.folder, 'tile/0/000.p/200'))))
  const bundle = await get('tile/entries/000.p/200')
  expect(bundle.headers.get('content-encoding')).toBe('gzip')
  expect(await bundle.bytes()).toEqual(
    new Uint8Array(await readFile(join(log.folder, 'tile/entries/000.p/200'))),
  )
  const identity = await get('tile/entries/000', { headers: { 'accept-encoding': 'gzip;q=0' } })
  expect(identity.headers.get('content-encoding')).toBeNull()
  for (const path of ['tile/0/002', 'tile/0/000.p/0', '../checkpoint', 'tile/0/..%2f..%2fcheckpoint', ''])
    expect([path, (await get(path)).status]).toEqual([path, 404])
  expect((await get('checkpoint', { method: 'POST' })).status).toBe(405)
  expect(await (await get('checkpoint', { method: 'HEAD' })).text()).toBe('')
})

/** Opens the folder, fetches, and closes it again. */
async function updateOnce(...call: Parameters<typeof mirrorOf>) {
  const mirror = await mirrorOf(...call)
  try {
    return await mirror.update()
  } finally {
    mirror.close()
  }
}

test('a log that forks, rolls back or is damaged leaves the mirror on what it has', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const earlier = copyOf(log.folder)
  const folder = makeFolder()
  await updateOnce(log, folder)
  const file = join(folder, hashOfOrigin(log.origin), 'checkpoint')
  const before = await readFile(file)

  const entryAt = (index: number) => entryOfIndex(index, index < 600 ? 0 : 1)
  const fork = makeLog(makeFolder(), 1500, { witnesses: 1, entryAt })
  await expect(updateOnce(fork, folder)).rejects.toMatchObject({ code: 'forked' })
  log.grow(1500)
  flip(log.folder, 'tile/entries/004', 20)
  await expect(updateOnce(log, folder)).rejects.toMatchObject({ code: 'entry_mismatch' })
  expect(await readFile(file)).toEqual(before)

  flip(log.folder, 'tile/entries/004', 20)
  expect(await updateOnce(log, folder)).toMatchObject({ size: 1500 })
  replace(log.folder, 'checkpoint', await readFile(join(earlier, 'checkpoint')))
  await expect(updateOnce(log, folder)).rejects.toMatchObject({ code: 'rolled_back' })
})

test('a step that could not be written is written the next time', async () => {
  const log = makeLog(makeFolder(), 20_077, { witnesses: 1 })
  const folder = makeFolder()
  const place = join(folder, hashOfOrigin(log.origin))
  const mirror = await mirrorOf(log, folder)
  // A file stands where a folder must be.
  writeFileSync(join(place, 'tile'), '')
  await expect(mirror.update()).rejects.toThrow(/EEXIST|ENOTDIR/)
  rmSync(join(place, 'tile'))
  expect(await mirror.update()).toMatchObject({ added: 20_077 })
  expect(await fsck({ place, policy: readersPolicy(log), threads: 0 })).toMatchObject({ faults: [] })
})

test('a mirror that was ended within its first copy does not fetch again what it has, unless that is damaged', async () => {
  const log = makeLog(makeFolder(), 20_077, { witnesses: 1 })
  const folder = makeFolder()
  const place = join(folder, hashOfOrigin(log.origin))
  const first = await mirrorOf(log, folder)
  const stop = () => {
    throw new Error('ended')
  }
  await expect(first.update(stop)).rejects.toThrow('ended')
  first.close()
  const reads: string[] = []
  expect(await updateOnce(log, folder, { reads })).toMatchObject({ size: 20_077 })
  expect(reads.filter((path) => path.startsWith('tile/entries'))).toHaveLength(15)

  rmSync(join(place, 'checkpoint'))
  flip(place, 'tile/entries/003', 9)
  expect(await updateOnce(log, folder)).toMatchObject({ size: 20_077, added: 20_077 - 3 * 256 })
  expect(await fsck({ place, policy: readersPolicy(log), threads: 0 })).toMatchObject({ faults: [] })
})

test('two files that were damaged alike are fetched again, and never cosigned', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const folder = makeFolder()
  const place = join(folder, hashOfOrigin(log.origin))
  await updateOnce(log, folder)
  rmSync(join(place, 'checkpoint'))
  const other = makeLog(makeFolder(), 700, { entryAt: (index) => entryOfIndex(index, 1) })
  for (const path of ['tile/entries/001', 'tile/0/001'])
    writeFileSync(join(place, path), await readFile(join(other.folder, path)))
  const mirror = await mirrorOf(log, folder)
  await expect(mirror.update()).rejects.toMatchObject({ code: 'forked' })
  expect(await mirror.update()).toMatchObject({ size: 700, added: 700 })
  expect(await fsck({ place, policy: readersPolicy(log), threads: 0 })).toMatchObject({ faults: [] })
})

test('a mirror whose served files were damaged does not start', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const folder = makeFolder()
  await updateOnce(log, folder)
  flip(join(folder, hashOfOrigin(log.origin)), 'tile/0/002.p/188', 9)
  await expect(mirrorOf(log, folder)).rejects.toMatchObject({
    code: 'tile_mismatch',
    details: { path: 'tile/0/002.p/188' },
  })
})

test('a folder has one mirror at a time', async () => {
  const log = makeLog(makeFolder(), 3)
  const folder = makeFolder()
  const first = await mirrorOf(log, folder)
  await expect(mirrorOf(log, folder)).rejects.toMatchObject({ code: 'in_use' })
  first.close()
  expect(await updateOnce(log, folder)).toMatchObject({ size: 3 })
})

test('the time on its checkpoints never goes back', async () => {
  const log = makeLog(makeFolder(), 3, { witnesses: 1 })
  const folder = makeFolder()
  await updateOnce(log, folder, { now: noon + 60_000 })
  const { checkpoint } = await updateOnce(log, folder, { now: noon })
  const times = verifyCheckpoint(checkpoint, readersPolicy(log)).cosignatures.map(({ time }) => time)
  expect(times.at(-1)).toBe(noon / 1000 + 60)
})

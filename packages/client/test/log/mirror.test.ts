import { rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCosigner, formatVkey, keyType, parsePolicy, verifyCheckpoint } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { fsck, hashOfOrigin, openMirror, openSource, serveMirror } from '../../src/log/index.ts'
import { copyOf, flip, makeFolder, replace } from './damage.ts'

type Made = ReturnType<typeof makeLog>

const seed = new Uint8Array(32).fill(77)
const cosigner = createCosigner({ name: 'mirror.example', type: keyType.cosignature, seed })
const noon = Date.parse('2027-01-01T12:00:00Z')

/** Who reads from the mirror asks for the mirror's own cosignature too. */
const readersPolicy = (log: Made) =>
  parsePolicy(
    log.policy.replace(/quorum .*\n/, '') +
      `witness mirror ${formatVkey(cosigner.key)}\ngroup both all all mirror\nquorum both\n`,
  )

function mirrorOf(log: Made, folder: string, options: { now?: number; reads?: string[] } = {}) {
  const source = openSource(log.folder)
  const read = (path: string) => {
    options.reads?.push(path)
    return source.read(path)
  }
  const policy = parsePolicy(log.policy)
  const now = () => options.now ?? noon
  return openMirror({ source: { ...source, read }, policy, folder, cosigner, now }, log.origin)
}

async function serve(folder: string) {
  const server = await serveMirror(folder, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => server.close())
  return server.address
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

test('a log that forks, rolls back or is damaged leaves the mirror on what it has', async () => {
  const log = makeLog(makeFolder(), 700, { witnesses: 1 })
  const earlier = copyOf(log.folder)
  const folder = makeFolder()
  await (await mirrorOf(log, folder)).update()
  const file = join(folder, hashOfOrigin(log.origin), 'checkpoint')
  const before = await readFile(file)

  const entryAt = (index: number) => entryOfIndex(index, index < 600 ? 0 : 1)
  const fork = makeLog(makeFolder(), 1500, { witnesses: 1, entryAt })
  await expect((await mirrorOf(fork, folder)).update()).rejects.toMatchObject({ code: 'forked' })
  log.grow(1500)
  flip(log.folder, 'tile/entries/004', 20)
  await expect((await mirrorOf(log, folder)).update()).rejects.toMatchObject({ code: 'entry_mismatch' })
  expect(await readFile(file)).toEqual(before)

  flip(log.folder, 'tile/entries/004', 20)
  expect(await (await mirrorOf(log, folder)).update()).toMatchObject({ size: 1500 })
  replace(log.folder, 'checkpoint', await readFile(join(earlier, 'checkpoint')))
  await expect((await mirrorOf(log, folder)).update()).rejects.toMatchObject({ code: 'rolled_back' })
})

test('a step that could not be written is written the next time', async () => {
  const log = makeLog(makeFolder(), 20_077, { witnesses: 1 })
  const folder = makeFolder()
  const mirror = await mirrorOf(log, folder)
  // A file stands where a folder must be.
  writeFileSync(join(folder, hashOfOrigin(log.origin)), '')
  await expect(mirror.update()).rejects.toThrow(/EEXIST|ENOTDIR/)
  rmSync(join(folder, hashOfOrigin(log.origin)))
  expect(await mirror.update()).toMatchObject({ added: 20_077 })
  const place = join(folder, hashOfOrigin(log.origin))
  expect(await fsck({ place, policy: readersPolicy(log), threads: 0 })).toMatchObject({ faults: [] })
})

test('a mirror that was ended within its first copy does not fetch again what it has, unless that is damaged', async () => {
  const log = makeLog(makeFolder(), 20_077, { witnesses: 1 })
  const folder = makeFolder()
  const first = await mirrorOf(log, folder)
  const stop = () => {
    throw new Error('ended')
  }
  await expect(first.update(stop)).rejects.toThrow('ended')
  const reads: string[] = []
  const second = await mirrorOf(log, folder, { reads })
  expect(await second.update()).toMatchObject({ size: 20_077 })
  expect(reads.filter((path) => path.startsWith('tile/entries'))).toHaveLength(15)

  rmSync(join(folder, hashOfOrigin(log.origin), 'checkpoint'))
  flip(join(folder, hashOfOrigin(log.origin)), 'tile/entries/003', 9)
  const third = await mirrorOf(log, folder)
  await expect(third.update()).rejects.toMatchObject({ code: 'entry_mismatch' })
  expect(await third.update()).toMatchObject({ size: 20_077 })
})

test('the time on its checkpoints never goes back', async () => {
  const log = makeLog(makeFolder(), 3, { witnesses: 1 })
  const folder = makeFolder()
  await (await mirrorOf(log, folder, { now: noon + 60_000 })).update()
  const { checkpoint } = await (await mirrorOf(log, folder, { now: noon })).update()
  const times = verifyCheckpoint(checkpoint, readersPolicy(log)).cosignatures.map(({ time }) => time)
  expect(times.at(-1)).toBe(noon / 1000 + 60)
})

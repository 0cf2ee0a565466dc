/**
 * A machine that loses its power keeps what was synced and nothing else: of a file its bytes, of a folder its names. A
 * process that is killed leaves everything to the system, so that only the order of the calls shows whether one is missing.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { readKeys } from '../src/keys.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import type { Blob, Storage } from '../src/storage/storage.ts'
import { type Call, disk } from './recorded-disk.ts'

vi.mock('node:fs', async () => (await import('./recorded-disk.ts')).recordedFs)
vi.mock('node:fs/promises', async () => (await import('./recorded-disk.ts')).recordedPromises)

const isSync = (call: Call, file: number): boolean => call.what === 'sync' && call.file === file

/** What a power cut at some moment could have taken. */
function faultsOf(calls: readonly Call[]): string[] {
  return calls.flatMap((call, at) => {
    if (call.what !== 'name') return []
    const { path, file, size, folder, isFolder } = call
    const before = calls.slice(0, at)
    const isWhole = before.some((one) => isSync(one, file) && one.size === size)
    const isKept = calls.slice(at).some((one) => isSync(one, folder))
    return [
      ...(isFolder || isWhole ? [] : [`${path} has its name before its bytes are on the disk`]),
      ...(isKept ? [] : [`the name ${path} is not on the disk`]),
    ]
  })
}

const namesOf = (calls: readonly Call[]): string[] =>
  calls.flatMap((call) => (call.what === 'name' ? [call.path] : []))

let folder: string
let root: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
  root = join(folder, 'new/state')
  disk.calls = []
  return () => {
    disk.failing = undefined
    rmSync(folder, { recursive: true })
  }
})

const open = (): Promise<Storage> => openLocalStorage(root, { reserve: 0 })

/** What is called until it has resolved, without what is only of this opening. */
async function callsOf(work: () => Promise<unknown>): Promise<Call[]> {
  disk.calls = []
  await work()
  const drafts = join(root, 'drafts')
  return disk.calls.filter((call) => call.what === 'sync' || !call.path.startsWith(drafts))
}

test('the state folder, and those above it that were made', async () => {
  const calls = await callsOf(open)
  expect(namesOf(calls)).toEqual([dirname(root), root])
  expect(faultsOf(calls)).toEqual([])
})

test('the keys', async () => {
  const calls = await callsOf(() => readKeys({ state: root, origin: 'avow.localhost' }))
  const keys = ['keys', 'keys/log.key', 'keys/register.key'].map((path) => join(root, path))
  expect(namesOf(calls)).toEqual([dirname(root), root, ...keys])
  expect(faultsOf(calls)).toEqual([])
})

const sizes = { nothing: 0, 'a tile': 8192, 'a large envelope': 3 * 1024 * 1024 }
const blobOf = (path: string, write: Blob['write'], size: number): Blob => ({
  path,
  data: new Uint8Array(size).fill(7),
  ...(write && { write }),
})

describe.each(['same', 'first', 'newest'] as const)('a blob that is written as `%s`', (write) => {
  let storage: Storage
  beforeEach(async () => {
    storage = await open()
  })

  test.each(Object.entries(sizes))('%s, and its new folders', async (_, size) => {
    const calls = await callsOf(() => storage.createMany([blobOf('a/b/c', write, size)]))
    expect(namesOf(calls)).toEqual(['a', 'a/b', 'a/b/c'].map((path) => join(root, path)))
    expect(faultsOf(calls)).toEqual([])
  })

  test('many at once, in several folders', async () => {
    const paths = Array.from({ length: 40 }, (_, at) => `many/${at % 3}/${at}`)
    const blobs = paths.map((path, at) => blobOf(path, write, at * 100))
    const calls = await callsOf(() => storage.createMany(blobs))
    expect(namesOf(calls)).toEqual(expect.arrayContaining(paths.map((path) => join(root, path))))
    expect(faultsOf(calls)).toEqual([])
  })

  test('one more in a folder that is known', async () => {
    await storage.createMany([blobOf('a/1', write, 10)])
    const calls = await callsOf(() => storage.createMany([blobOf('a/2', write, 10)]))
    expect(namesOf(calls)).toEqual([join(root, 'a/2')])
    expect(faultsOf(calls)).toEqual([])
  })

  test('again: whoever wrote it may have ended before the folder was synced', async () => {
    await storage.createMany([blobOf('a/1', write, 10)])
    const calls = await callsOf(() => storage.createMany([blobOf('a/1', write, 10)]))
    expect(calls.some((call) => isSync(call, statSync(join(root, 'a')).ino))).toBe(true)
    expect(faultsOf(calls)).toEqual([])
  })

  test('in folders of which it is not known whether whoever made them synced them', async () => {
    mkdirSync(join(root, 'a/b'), { recursive: true })
    const calls = await callsOf(() => storage.createMany([blobOf('a/b/c', write, 10)]))
    for (const path of ['', 'a', 'a/b'])
      expect(calls.some((call) => isSync(call, statSync(join(root, path)).ino))).toBe(true)
  })

  test('bytes that cannot be synced get no name', async () => {
    disk.failing = 'file'
    const calls = await callsOf(() =>
      expect(storage.createMany([blobOf('a/1', write, 10)])).rejects.toMatchObject({ code: 'EIO' }),
    )
    expect(namesOf(calls)).toEqual([join(root, 'a')])
  })

  test('a folder that cannot be synced is told, and synced the next time', async () => {
    disk.failing = 'folder'
    const blob = blobOf('a/b/c', write, 10)
    await expect(storage.createMany([blob])).rejects.toMatchObject({ code: 'EIO' })
    disk.failing = undefined
    const calls = await callsOf(() => storage.createMany([blob]))
    for (const path of ['', 'a', 'a/b'])
      expect(calls.some((call) => isSync(call, statSync(join(root, path)).ino))).toBe(true)
  })
})

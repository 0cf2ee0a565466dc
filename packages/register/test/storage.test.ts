/** Every storage keeps the same promises; the object store is a real one, where the machine has it. */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createClient } from '@avow/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { whyNoCeph } from '../../../scripts/ceph.ts'
import { openLocalStorage } from '../src/storage/local.ts'
import { type S3Options, openS3Storage } from '../src/storage/s3.ts'
import type { Storage } from '../src/storage/storage.ts'
import { type ObjectStore, environmentOf, startObjectStore } from './object-store.ts'
import { makeSetting, sealOne, startRegister } from './setting.ts'
import { releaseOf } from './trustee-stub.ts'

const reason = whyNoCeph()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (data: Uint8Array | undefined) => data && new TextDecoder().decode(data)

let store: ObjectStore | undefined
beforeAll(async () => {
  if (reason === undefined) store = await startObjectStore()
})
afterAll(() => store?.stop())

function promises(open: () => Promise<Storage>): void {
  let storage: Storage
  beforeAll(async () => {
    storage = await open()
  })

  test('what was written is read, measured and listed', async () => {
    await storage.createMany([
      { path: 'log/tile/0/x001/234', data: bytes('full') },
      { path: 'log/tile/0/x001/235.p/7', data: bytes('part') },
      { path: 'log/tile/0/000', data: new Uint8Array(8192) },
    ])
    expect(textOf(await storage.read('log/tile/0/x001/234'))).toBe('full')
    expect(await storage.sizeOf('log/tile/0/000')).toBe(8192)
    expect((await storage.list('log/tile/0')).sort()).toEqual(['000', 'x001'])
    expect((await storage.list('log/tile/0/x001')).sort()).toEqual(['234', '235.p'])
  })

  test('what is not there is undefined, and a folder that is not there is empty', async () => {
    expect(await storage.read('nothing/here')).toBeUndefined()
    expect(await storage.sizeOf('nothing/here')).toBeUndefined()
    expect(await storage.list('nothing')).toEqual([])
  })

  test('writing the same again is harmless; the first stays; the newest replaces', async () => {
    for (let time = 0; time < 2; time += 1)
      await storage.createMany([{ path: 'acts/0/0-1.json', data: bytes('acts') }])
    for (const data of ['one', 'two'].map(bytes)) {
      await storage.createMany([{ path: 'cosigned/7', data, write: 'first' }])
      await storage.createMany([{ path: 'log/checkpoint', data, write: 'newest' }])
    }
    expect(textOf(await storage.read('acts/0/0-1.json'))).toBe('acts')
    expect(textOf(await storage.read('cosigned/7'))).toBe('one')
    expect(textOf(await storage.read('log/checkpoint'))).toBe('two')
  })

  test('of twenty who write the first at once, one does', async () => {
    const texts = Array.from({ length: 20 }, (_, at) => `by ${at}`)
    await Promise.all(
      texts.map((text) => storage.createMany([{ path: 'not-before/x', data: bytes(text), write: 'first' }])),
    )
    const kept = textOf(await storage.read('not-before/x'))
    expect(texts).toContain(kept)
    await storage.createMany([{ path: 'not-before/x', data: bytes('late'), write: 'first' }])
    expect(textOf(await storage.read('not-before/x'))).toBe(kept)
  })

  test('what is forgotten is gone, with everything below, and nothing else', async () => {
    const paths = ['p/000.p/1', 'p/000.p/2', 'p/001', 'p/000']
    await storage.createMany(paths.map((path) => ({ path, data: bytes(path) })))
    await storage.removeMany(['p/000.p', 'p/none'])
    expect((await storage.list('p')).sort()).toEqual(['000', '001'])
    expect(await storage.list('p/000.p')).toEqual([])
  })
}

describe('a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'avow-test-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  promises(() => openLocalStorage(folder, { reserve: 0 }))
})

const title = reason === undefined ? 'an object store (Ceph)' : `an object store: skipped, ${reason}`
describe.skipIf(reason !== undefined)(title, () => {
  let options: S3Options
  beforeAll(async () => {
    options = await store!.makeBucket()
  })
  promises(() => openS3Storage(options))

  test('of twenty who create different things at one path exactly one wins, and the others know', async () => {
    const storage = await openS3Storage(options)
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) =>
        storage.createMany([{ path: 'log/tile/0/raced', data: bytes(`by ${at}`) }]),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'log_inconsistent' })
  })

  test('more names than fit into one answer are all listed', async () => {
    const storage = await openS3Storage(options)
    const paths = Array.from({ length: 1005 }, (_, at) => `many/${at}`)
    await storage.createMany(paths.map((path) => ({ path, data: bytes('x') })))
    expect(await storage.list('many')).toHaveLength(1005)
  })

  test('keys that are refused, and a bucket that is not there, are no storage', async () => {
    await expect(openS3Storage({ ...options, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
    await expect(openS3Storage({ ...options, bucket: 'nobody-made-it' })).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
  })

  test('a register on it takes, opens and publishes, and rebuilds a lost database from it', async () => {
    const setting = await makeSetting({
      AVOW_COSIGN_MS: '300',
      ...environmentOf(await store!.makeBucket()),
    })
    try {
      let register = await startRegister(setting.environment)
      let client = createClient({ base: register.address })
      const { file, statement, keys } = await sealOne(await client.roster(), { type: 'now' })
      const { index } = await client.deposit(file)
      for (const number of [1, 2])
        await client.act(await releaseOf(file, number, setting.trustees[number - 1]!))
      while ((await client.status(keys.locator)).state !== 'published') await setTimeout(50)
      const proof = await client.proof(statement)
      await register.stop()
      const state = setting.environment['AVOW_STATE']!
      expect(readdirSync(state).sort()).toEqual(['database', 'keys'])

      rmSync(join(state, 'database'), { recursive: true })
      register = await startRegister(setting.environment)
      client = createClient({ base: register.address })
      while ((await client.status(keys.locator)).state !== 'published') await setTimeout(50)
      expect(await client.proof(statement)).toEqual(proof)
      expect(await client.deposit(file)).toMatchObject({ index, state: 'published' })
      await register.stop()
    } finally {
      setting.close()
    }
  })
})

test('a store that overwrites although it is asked not to is refused', async () => {
  const careless = createServer((request, response) => {
    request.resume().once('end', () => response.end())
  }).listen(0, '127.0.0.1')
  await once(careless, 'listening')
  const endpoint = `http://127.0.0.1:${(careless.address() as AddressInfo).port}`
  const keys = { accessKeyId: 'a', secretAccessKey: 'b' }
  await expect(
    openS3Storage({ endpoint, bucket: 'bucket', region: 'us-east-1', ...keys }),
  ).rejects.toMatchObject({ code: 'config_invalid', details: { setting: 'AVOW_S3_ENDPOINT' } })
  careless.close()
})

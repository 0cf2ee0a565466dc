/**
 * An object store that is full, away, slow, or breaks off: what was asked for is refused by the code that the docs name
 * and may be asked for again, a part is never taken for the whole, and nothing is lost or written over.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient, refusalOf } from '@avow/client'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openS3Storage } from '../src/storage/s3.ts'
import type { Storage } from '../src/storage/storage.ts'
import { environmentOf } from './object-store.ts'
import { type RegisterProcess, makeSetting, startRegister } from './setting.ts'
import { acknowledgements, checkLog, envelopeMaker, under } from './torture.ts'
import {
  type Exchange,
  type Trouble,
  type TroubledStore,
  answer,
  cutOff,
  framings,
  startTroubledStore,
  troubles,
} from './troubled-store.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const [unavailable, full] = [{ code: 'storage_unavailable' }, { code: 'storage_full' }]

let store: TroubledStore
let storage: Storage
beforeEach(async () => {
  store = await startTroubledStore(3)
  storage = await openS3Storage({ ...store.options, timeout: 4000 })
  return () => store.leave()
})

/** The first so many requests meet a trouble, the others none. */
const first = (count: number, trouble: Trouble): Trouble => {
  let left = count
  return (exchange) => ((left -= 1) < 0 ? answer(exchange) : trouble(exchange))
}

const kept = [
  { path: 'kept/same', data: bytes('kept') },
  { path: 'kept/first', data: bytes('kept'), write: 'first' },
  { path: 'kept/newest', data: bytes('kept'), write: 'newest' },
] as const

const writes = [
  { path: 'same', data: bytes('new') },
  { path: 'first', data: bytes('new'), write: 'first' },
  { path: 'newest', data: bytes('new'), write: 'newest' },
] as const

const reads: Readonly<Record<string, (of: Storage) => Promise<unknown>>> = {
  read: (of) => of.read('kept/same'),
  sizeOf: (of) => of.sizeOf('kept/same'),
  list: (of) => of.list('kept'),
}

async function expectWrites(code: object): Promise<void> {
  for (const blob of writes) await expect(storage.createMany([blob])).rejects.toMatchObject(code)
}

async function expectReads(code: object): Promise<void> {
  for (const read of Object.values(reads)) await expect(read(storage)).rejects.toMatchObject(code)
}

/** All is there that was, and everything that was refused is taken. */
async function expectAllWell(): Promise<void> {
  store.trouble = undefined
  await storage.createMany([...kept, ...writes])
  for (const { path, data } of [...kept, ...writes]) expect(await storage.read(path)).toEqual(data)
  expect((await storage.list('kept')).sort()).toEqual(['first', 'newest', 'same'])
}

describe('refused, and taken when it is over', () => {
  beforeEach(() => storage.createMany(kept))

  test.each(['has no room', 'has reached its quota'] as const)('a store that %s is full', async (name) => {
    store.trouble = troubles[name]
    await expectWrites(full)
    expect(await storage.read('kept/same')).toEqual(bytes('kept'))
    await expectAllWell()
  })

  test.each([
    'fails within',
    'has too much to do',
    'has lost its bucket',
    'breaks connections',
    'is behind something that knows nothing of it',
  ] as const)('a store that %s', async (name) => {
    store.trouble = troubles[name]
    await expectWrites(unavailable)
    await expectReads(unavailable)
    await expectAllWell()
  })

  test.each(['says nothing', 'answers without end'] as const)(
    'a store that %s, while what nobody holds is collected',
    async (name) => {
      const patient = storage
      storage = await openS3Storage({ ...store.options, timeout: 1000 })
      store.trouble = troubles[name]
      setFlagsFromString('--expose-gc')
      const collecting = setInterval(runInNewContext('gc') as () => void, 50)
      onTestFinished(() => clearInterval(collecting))
      await expectWrites(unavailable)
      await expectReads(unavailable)
      // Collecting takes most of the time there is: what is to succeed has all of it again.
      clearInterval(collecting)
      storage = patient
      await expectAllWell()
    },
  )

  test('a store at whose address nobody listens', async () => {
    await store.leave()
    await expectWrites(unavailable)
    await expectReads(unavailable)
    await store.comeBack()
    await expectAllWell()
  })

  test('a store that never decides who was first', async () => {
    store.trouble = troubles['never decides who was first']
    await expectWrites(unavailable)
    await expectAllWell()
  })

  test('what removes is refused, and can be asked for again', async () => {
    store.trouble = troubles['fails within']
    await expect(storage.removeMany(['kept/same'])).rejects.toMatchObject(unavailable)
    store.trouble = undefined
    await storage.removeMany(['kept/same'])
    expect((await storage.list('kept')).sort()).toEqual(['first', 'newest'])
  })

  test('a register does not start on a store that fails', async () => {
    store.trouble = troubles['fails within']
    await expect(openS3Storage(store.options)).rejects.toMatchObject(unavailable)
  })
})

describe('a trouble that passes is not noticed', () => {
  test.each(['fails within', 'has too much to do', 'breaks connections'] as const)(
    'a store that %s, twice',
    async (name) => {
      for (const blob of writes) {
        store.trouble = first(2, troubles[name])
        await storage.createMany([blob])
        store.trouble = first(2, troubles[name])
        expect(await storage.read(blob.path)).toEqual(blob.data)
      }
    },
  )

  test('a store that decides late who was first', async () => {
    store.trouble = first(2, troubles['never decides who was first'])
    await storage.createMany([{ path: 'same', data: bytes('new') }])
    expect(store.blobs.get('same')).toEqual(Buffer.from('new'))
  })
})

describe('an answer that was lost', () => {
  beforeEach(async () => {
    store.trouble = troubles['does it, and its answer is lost']
    await expectWrites(unavailable)
  })

  test('what was carried out all the same may be sent again', expectAllWell)

  test('and is never written over by other bytes', async () => {
    store.trouble = undefined
    await expect(storage.createMany([{ path: 'same', data: bytes('other') }])).rejects.toMatchObject({
      code: 'log_inconsistent',
    })
    await storage.createMany([{ path: 'first', data: bytes('other'), write: 'first' }])
    expect(await storage.read('same')).toEqual(bytes('new'))
    expect(await storage.read('first')).toEqual(bytes('new'))
  })

  test('once only, and then told as done', async () => {
    store.trouble = first(1, troubles['does it, and its answer is lost'])
    await storage.createMany([{ path: 'once', data: bytes('new') }])
    expect(store.blobs.get('once')).toEqual(Buffer.from('new'))
  })
})

describe.each(Object.entries(framings))('an answer %s that breaks off', (_, framing) => {
  const text = 'a blob that is read'

  test('after any byte of a blob is none, and afterwards it is there whole', async () => {
    const cuts = Array.from({ length: text.length }, (_, at) => `cut/${at}`)
    await storage.createMany(cuts.map((path) => ({ path, data: bytes(text) })))
    store.trouble = cutOff(framing, ({ path }) => Number(path.slice('/cut/'.length)))
    for (const result of await Promise.allSettled(cuts.map((path) => storage.read(path))))
      expect(result).toMatchObject({ status: 'rejected', reason: unavailable })
    store.trouble = undefined
    for (const path of cuts) expect(await storage.read(path)).toEqual(bytes(text))
  })

  test('after any byte of a list is no list', async () => {
    await storage.createMany(['l/1', 'l/2', 'l/3', 'l/4'].map((path) => ({ path, data: bytes('x') })))
    let whole = 0
    store.trouble = (exchange) => {
      whole = String(exchange.carryOut().body).length
      answer(exchange)
    }
    expect(await storage.list('l')).toEqual(['1', '2', '3', '4'])
    let asked = 0
    // Each of the requests, and each that is sent again, is cut at another byte.
    store.trouble = cutOff(framing, () => (asked += 1) % whole)
    const lists = await Promise.allSettled(Array.from({ length: whole }, () => storage.list('l')))
    for (const list of lists) expect(list).toMatchObject({ status: 'rejected', reason: unavailable })
    expect(asked).toBeGreaterThan(whole)
  })
})

test('what another process has forgotten while it was compared is no damage, and may be written again', async () => {
  const blob = { path: 'log/tile/0/000.p/7', data: bytes('part') }
  store.trouble = first(1, ({ response }) => response.writeHead(412).end())
  await expect(storage.createMany([blob])).rejects.toMatchObject(unavailable)
  await storage.createMany([blob])
  expect(await storage.read(blob.path)).toEqual(blob.data)
})

test('what is no list is not an empty one, and a list that does not say how it goes on is not whole', async () => {
  const bodies = [
    '',
    '<html></html>',
    '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
    '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken></NextContinuationToken></ListBucketResult>',
    '<ListBucketResult></ListBucketResult>',
  ]
  for (const body of bodies) {
    store.trouble = (exchange: Exchange) => answer({ ...exchange, carryOut: () => ({ status: 200, body }) })
    await expect(storage.list('l')).rejects.toMatchObject(unavailable)
  }
})

test('a list at its end that names an empty place to go on has ended', async () => {
  const body =
    '<ListBucketResult><IsTruncated>false</IsTruncated><NextContinuationToken></NextContinuationToken></ListBucketResult>'
  store.trouble = (exchange: Exchange) => answer({ ...exchange, carryOut: () => ({ status: 200, body }) })
  expect(await storage.list('l')).toEqual([])
})

test('a store that takes its time is waited for', async () => {
  await storage.createMany(kept)
  store.trouble = ({ response, carryOut }) => {
    const body = Buffer.from(carryOut().body!)
    response.writeHead(200, { 'content-length': body.length })
    let at = 0
    const drip = setInterval(() => {
      response.write(body.subarray(at, (at += 1)))
      if (at === body.length) clearInterval(drip)
    }, 100)
  }
  expect(await storage.read('kept/same')).toEqual(bytes('kept'))
})

interface Outage {
  readonly name: string
  readonly code: string
  begin(of: TroubledStore): unknown
  end(of: TroubledStore): unknown
}

const outageOf = (name: keyof typeof troubles, code: string): Outage => ({
  name,
  code,
  begin: (of) => (of.trouble = troubles[name]),
  end: (of) => (of.trouble = undefined),
})

const outages: readonly Outage[] = [
  outageOf('fails within', 'storage_unavailable'),
  outageOf('has reached its quota', 'storage_full'),
  outageOf('does it, and its answer is lost', 'storage_unavailable'),
  outageOf('says nothing', 'storage_unavailable'),
  {
    name: 'is away',
    code: 'storage_unavailable',
    begin: (of) => of.leave(),
    end: (of) => of.comeBack(),
  },
  outageOf('has no room', 'storage_full'),
]

async function expectOutage(register: RegisterProcess, file: Uint8Array, { name, code }: Outage) {
  const client = createClient({ base: register.address, timeout: 60_000 })
  expect([name, await client.deposit(file).catch(refusalOf)]).toEqual([name, code])
  // What it has in memory it goes on to hand out.
  expect((await fetch(`${register.address}/log/checkpoint`)).status).toBe(200)
  expect(register.child.exitCode).toBeNull()
}

test.each([
  { name: 'as acts come', more: {} },
  { name: 'at a constant rate', more: { AVOW_RATE_ENTRIES: '8', AVOW_RATE_PERIOD_MS: '100' } },
])(
  'a register whose log grows $name refuses while its store is in trouble, loses nothing, and goes on as one log',
  async ({ more }) => {
    const setting = await makeSetting({ ...more, ...environmentOf(store.options) })
    onTestFinished(() => setting.close())
    const register = await startRegister(setting.environment)
    onTestFinished(async () => void (await register.stop()))
    const client = createClient({ base: register.address, timeout: 60_000 })
    const roster = await client.roster()
    const make = await envelopeMaker(roster)
    const refused: Uint8Array[] = []
    const target = async () => ({ address: register.address, afterFailure: async () => {} })
    const told = await under(4, roster, target, async (told) => {
      for (const outage of outages) {
        await acknowledgements(told, 8)
        await outage.begin(store)
        const file = make()
        refused.push(file)
        await expectOutage(register, file, outage)
        await outage.end(store)
      }
      await acknowledgements(told, 8)
    })
    const later = await Promise.all([...told.received, ...refused].map((file) => client.deposit(file)))
    expect(await register.stop()).toBe(0)
    await store.leave()
    await expect(startRegister(setting.environment)).rejects.toThrow('ended with 1: the object store')
    await store.comeBack()
    const acknowledged = [...told.acknowledged, ...later]
    const witnessed = setting.witness.seen.map(({ note }) => note)
    const size = await checkLog({ acknowledged, roster, storage, witnessed })
    expect(acknowledged.length).toBeGreaterThan(8 * outages.length)
    expect(size).toBeGreaterThanOrEqual(acknowledged.length)
  },
)

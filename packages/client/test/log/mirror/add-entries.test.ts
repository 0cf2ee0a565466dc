/** What a mirror answers to `add-entries`, status by status (C2SP tlog-mirror). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeAddEntriesHeader, parseNote, parseSignatures, verifyCosignature } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fsck } from '../../../src/log/index.ts'
import { makeFolder } from '../damage.ts'
import { clientOf, cosigner, endpointsOf, infoIn, noon, openFor, placeOf, readersPolicy } from './setting.ts'

const info = 'text/x.tlog.mirror-info'

async function start(size = 1500, shown = [700]) {
  const log = makeLog(makeFolder(), size, { witnesses: 1 })
  const folder = makeFolder()
  const mirror = await openFor(log, folder)
  const client = clientOf(log, size)
  const endpoints = endpointsOf(mirror)
  for (const [at, to] of shown.entries())
    await endpoints.addCheckpoint(await client.show(shown[at - 1] ?? 0, to))
  const served = () => parseNote(readFileSync(join(placeOf(folder, log), 'checkpoint'), 'utf8'))
  const check = () => fsck({ place: placeOf(folder, log), policy: readersPolicy(log), threads: 0 })
  return { log, folder, mirror, client, served, check, ...endpoints }
}

describe('200', () => {
  test('all at once: the mirror serves and cosigns what it now has', async () => {
    const { client, add, served, check } = await start()
    const answer = await add(await client.upload(0, 700))
    expect(answer).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' })
    const [line, ...more] = parseSignatures(answer.body)
    expect(more).toEqual([])
    expect(verifyCosignature(line!, cosigner.key, served().text)).toBe(noon / 1000)
    expect(await check()).toMatchObject({ faults: [], checked: 700 })
  })

  test('a log that is empty', async () => {
    const { log, mirror } = await start(3, [])
    const endpoints = endpointsOf(mirror)
    const empty = log.sign({
      size: 0,
      root: new Uint8Array(Buffer.from('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', 'base64')),
    })
    expect(await endpoints.addCheckpoint(Buffer.from(`old 0\n\n${empty}`))).toMatchObject({ status: 200 })
    const header = encodeAddEntriesHeader({ origin: log.origin, start: 0, end: 0, ticket: new Uint8Array() })
    expect(await endpoints.add(header)).toMatchObject({ status: 200 })
  })

  test('from within a bundle, up to within a bundle, again and again', async () => {
    const { client, add, addCheckpoint, check } = await start(1500, [10])
    let at = 10
    expect(await add(await client.upload(0, 10))).toMatchObject({ status: 200 })
    for (const to of [11, 256, 257, 511, 513, 900, 1500]) {
      await addCheckpoint(await client.show(at, to))
      expect([to, (await add(await client.upload(at, to))).status]).toEqual([to, 200])
      at = to
    }
    expect(await check()).toMatchObject({ faults: [], checked: 1500 })
  })

  test('what it has already is left out, and what comes after the last package is not read', async () => {
    const { client, add, check } = await start()
    await add(await client.upload(0, 700, { count: 2 }))
    const whole = await client.upload(100, 700)
    expect(await add(Buffer.concat([whole, Buffer.from('more')]))).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 700 })
  })

  test('with nothing to upload the checkpoint is cosigned afresh', async () => {
    const { log, client, folder, add, mirror } = await start()
    await add(await client.upload(0, 700))
    mirror.close()
    const later = endpointsOf(await openFor(log, folder, { now: () => noon + 60_000 }))
    const answer = await later.add(await client.upload(700, 700))
    expect(answer.status).toBe(200)
    const text = parseNote(await client.checkpoint(700)).text
    expect(verifyCosignature(parseSignatures(answer.body)[0]!, cosigner.key, text)).toBe(noon / 1000 + 60)
  })

  test('up to a checkpoint that is not the newest, and then to the newest', async () => {
    const { client, add, served, check } = await start(1500, [700, 1000, 1500])
    expect(await add(await client.upload(0, 1000))).toMatchObject({ status: 200 })
    expect(served().text).toContain('\n1000\n')
    expect(await add(await client.upload(1000, 1500))).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 1500 })
  })

  test('a checkpoint in the middle of what it has', async () => {
    const { client, add, check } = await start(1500, [700, 1500])
    expect(await add(await client.upload(0, 1500, { count: 5 }))).toMatchObject({ status: 202 })
    expect(await add(await client.upload(700, 700))).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 700 })
    expect(await add(await client.upload(1280, 1500))).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 1500 })
  })
})

describe('202', () => {
  test('a prefix: where to go on', async () => {
    const { client, add, check } = await start()
    const first = await add(await client.upload(0, 700, { count: 1 }))
    expect(first).toMatchObject({ status: 202, type: info })
    expect(infoIn(first)).toMatchObject({ size: 700, next: 256 })
    const second = await add(await client.upload(256, 700, { count: 1, ticket: infoIn(first).ticket }))
    expect(infoIn(second)).toMatchObject({ size: 700, next: 512 })
    expect(await add(await client.upload(512, 700))).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 700 })
  })

  test('cut short at any byte: what was whole is kept, and nothing else', async () => {
    const { client, add, addCheckpoint, mirror, check } = await start(300, [250])
    await add(await client.upload(0, 250))
    await addCheckpoint(await client.show(250, 300))
    const whole = await client.upload(250, 300)
    const one = (await client.upload(250, 300, { count: 1 })).length
    for (let length = 0; length < whole.length; length += 1) {
      const { status } = await add(whole.subarray(0, length))
      expect([length, status]).toEqual([length, length < one ? 400 : 202])
      expect(mirror.range().size).toBe(length < one ? 250 : 256)
    }
    expect(await add(whole)).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 300 })
  })

  test('a body that breaks off with an error', async () => {
    const { client, mirror, addEntries } = await start()
    async function* breaking() {
      yield await client.upload(0, 700, { count: 2 })
      throw new Error('reset')
    }
    expect(infoIn(await addEntries(breaking()))).toMatchObject({ size: 700, next: 512 })
    expect(mirror.range().size).toBe(512)
  })
})

describe('409', () => {
  test('up to a size that was never shown: the newest that was', async () => {
    const { client, add } = await start()
    const answer = await add(await client.upload(0, 900))
    expect(answer).toMatchObject({ status: 409, type: info })
    expect(infoIn(answer)).toMatchObject({ size: 700, next: 0 })
  })

  test('from beyond the next entry: the size stays, so that proofs need not be made again', async () => {
    const { client, add } = await start(1500, [700, 1500])
    const answer = await add(await client.upload(256, 700))
    expect(answer).toMatchObject({ status: 409, type: info })
    expect(infoIn(answer)).toMatchObject({ size: 700, next: 0 })
  })

  test('up to less than the mirror serves', async () => {
    const { client, add, served } = await start(1500, [700, 1500])
    await add(await client.upload(0, 1500))
    const answer = await add(await client.upload(700, 700))
    expect(answer).toMatchObject({ status: 409, type: info })
    expect(infoIn(answer)).toMatchObject({ size: 1500, next: 1500 })
    expect(served().text).toContain('\n1500\n')
  })

  test('with too much that it has: more than 8,192 entries', async () => {
    const { client, add, addCheckpoint } = await start(9000, [8500])
    await add(await client.upload(0, 8500))
    await addCheckpoint(await client.show(8500, 9000))
    const answer = await add(await client.upload(307, 9000, { count: 0 }))
    expect(answer).toMatchObject({ status: 409 })
    expect(infoIn(answer)).toMatchObject({ size: 9000, next: 8500 })
    expect(await add(await client.upload(308, 9000))).toMatchObject({ status: 200 })
  })

  test('sizes beyond 2^53', async () => {
    const { log, add, mirror } = await start()
    const header = Buffer.from(
      encodeAddEntriesHeader({ origin: log.origin, start: 0, end: 700, ticket: new Uint8Array() }),
    )
    const at = 2 + log.origin.length
    expect(await add(Buffer.from(header).fill(0xff, at + 8, at + 16))).toMatchObject({ status: 409 })
    expect(await add(Buffer.from(header).fill(0xff, at, at + 16))).toMatchObject({ status: 409 })
    expect(mirror.range().size).toBe(0)
  })
})

describe('a ticket', () => {
  test('lets an upload go on when the mirror was shown many checkpoints since', async () => {
    const { client, add, addCheckpoint } = await start()
    const { ticket } = infoIn(await add(await client.upload(0, 700, { count: 1 })))
    for (let size = 700; size < 720; size += 1) await addCheckpoint(await client.show(size, size + 1))
    expect(infoIn(await add(await client.upload(256, 700)))).toMatchObject({ size: 720 })
    expect(await add(await client.upload(256, 700, { ticket }))).toMatchObject({ status: 200 })
  })

  test('is nothing by itself: changed, cut short, for another size or by another mirror', async () => {
    const { log, client, add, addCheckpoint } = await start()
    const { ticket } = infoIn(await add(await client.upload(0, 700, { count: 1 })))
    for (let size = 700; size < 720; size += 1) await addCheckpoint(await client.show(size, size + 1))
    const another = endpointsOf(await openFor(log, makeFolder()))
    await another.addCheckpoint(await client.show(0, 700))
    const foreign = infoIn(await another.add(await client.upload(0, 700, { count: 1 }))).ticket
    for (const wrong of [
      ticket.with(3, ticket[3]! ^ 1),
      ticket.with(60, ticket[60]! ^ 1),
      ticket.subarray(1),
      ticket.subarray(0, 31),
      foreign,
    ])
      expect(await add(await client.upload(256, 700, { ticket: wrong }))).toMatchObject({ status: 409 })
    expect(await add(await client.upload(256, 701, { ticket }))).toMatchObject({ status: 409 })
  })
})

describe('what is not taken', () => {
  test('404 another log, 422 before any checkpoint was shown', async () => {
    const { client, add } = await start(700, [])
    expect(await add(await client.upload(0, 700, { origin: 'other.example' }))).toMatchObject({ status: 404 })
    expect(await add(await client.upload(0, 700))).toMatchObject({ status: 422 })
  })

  test('400 without a whole package', async () => {
    const { client, add } = await start()
    expect(await add(await client.upload(0, 700, { count: 0 }))).toMatchObject({ status: 400 })
    expect(await add(Buffer.alloc(0))).toMatchObject({ status: 400 })
    const whole = await client.upload(0, 700, { count: 1 })
    expect(await add(whole.subarray(0, -1))).toMatchObject({ status: 400 })
  })

  test('422 an entry, a proof or a place that is not the checkpoint’s; what came before stays', async () => {
    const { client, add, mirror, check } = await start()
    const change = (entry: Uint8Array, index: number) => (index === 300 ? entry.with(5, 9) : entry)
    expect(await add(await client.upload(0, 700, { change }))).toMatchObject({ status: 422 })
    expect(mirror.range().size).toBe(256)
    const whole = Buffer.from(await client.upload(256, 700, { count: 1 }))
    whole[whole.length - 1]! ^= 1
    expect(await add(whole)).toMatchObject({ status: 422 })
    const [header, place] = [await client.upload(200, 700, { count: 0 }), await client.packages(256, 700)]
    expect(await add(Buffer.concat([header, place[0]!]))).toMatchObject({ status: 422 })
    const fork = makeLog(makeFolder(), 700, { entryAt: (index) => entryOfIndex(index, index < 300 ? 0 : 1) })
    expect(await add(await clientOf(fork, 700).upload(256, 700))).toMatchObject({ status: 422 })
    expect(mirror.range().size).toBe(256)
    expect(await add(await client.upload(256, 700))).toMatchObject({ status: 200 })
    expect(await check()).toMatchObject({ faults: [], checked: 700 })
  })

  test('random bytes, and an upload with any bytes changed', async () => {
    const { client, add, addCheckpoint, mirror, check } = await start(300, [250])
    await add(await client.upload(0, 250))
    await addCheckpoint(await client.show(250, 300))
    const whole = await client.upload(250, 300)
    const changed = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    })
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      changed.map((places) =>
        places.reduce((bytes, [at, by]) => bytes.with(at, bytes[at]! ^ by), new Uint8Array(whole)),
      ),
    )
    const refuses = fc.asyncProperty(anything, async (body) => {
      const { status } = await add(body)
      expect([200, 202, 400, 404, 409, 422]).toContain(status)
      expect(mirror.range().size).toBeLessThanOrEqual(300)
    })
    await fc.assert(refuses, { numRuns: 300 })
    expect((await add(await client.upload(Math.min(mirror.range().size, 300), 300))).status).toBe(200)
    expect(await check()).toMatchObject({ faults: [], checked: 300 })
  })
})

/** What a mirror answers to `add-checkpoint` (C2SP tlog-mirror, tlog-witness). */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatNote, parseNote } from '@avow/tlog'
import { entryOfIndex, makeLog } from '@avow/testkit'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takePushes } from '../../../src/log/index.ts'
import { makeFolder } from '../damage.ts'
import { clientOf, endpointsOf, openFor, placeOf } from './setting.ts'

const text = (body: Uint8Array) => Buffer.from(body).toString()

async function start(witnesses = 1) {
  const log = makeLog(makeFolder(), 700, { witnesses })
  const folder = makeFolder()
  const mirror = await openFor(log, folder)
  return { log, folder, mirror, client: clientOf(log, 700), ...endpointsOf(mirror) }
}

test('200, an empty body, and no cosignature', async () => {
  const { mirror, folder, log, client, addCheckpoint } = await start()
  for (const [from, to] of [
    [0, 5],
    [5, 300],
    [300, 300],
  ] as const) {
    expect(await addCheckpoint(await client.show(from, to))).toMatchObject({ status: 200, body: '' })
    expect(mirror.pending()).toMatchObject(await client.headOf(to))
  }
  expect(existsSync(join(placeOf(folder, log), 'checkpoint'))).toBe(false)
})

test('what was answered is remembered, with the signatures of log and witnesses', async () => {
  const { mirror, folder, log, client, addCheckpoint } = await start()
  await addCheckpoint(await client.show(0, 300))
  mirror.close()
  const again = await openFor(log, folder)
  expect(again.pending()?.text).toBe(await client.checkpoint(300))
})

test('whoever shows it with fewer signatures takes none away, and an unknown one is not kept', async () => {
  const { mirror, client, addCheckpoint } = await start()
  await addCheckpoint(await client.show(0, 300))
  const whole = mirror.pending()!
  const { signatures, text: noteText } = whole.note
  const stranger = { ...signatures[0]!, name: 'stranger.example' }
  const poorer = formatNote({ text: noteText, signatures: [signatures[0]!, stranger] })
  expect(await addCheckpoint(Buffer.from(`old 300\n\n${poorer}`))).toMatchObject({ status: 200 })
  expect(mirror.pending()?.text).toBe(whole.text)
})

describe('what is not taken', () => {
  test('409 with the size that the mirror knows', async () => {
    const { client, addCheckpoint } = await start()
    const type = 'text/x.tlog.size'
    expect(await addCheckpoint(await client.show(5, 300))).toMatchObject({ status: 409, type, body: '0\n' })
    await addCheckpoint(await client.show(0, 300))
    expect(await addCheckpoint(await client.show(0, 700))).toMatchObject({ status: 409, type, body: '300\n' })
    expect(await addCheckpoint(await client.show(5, 200))).toMatchObject({ status: 409, body: '300\n' })
  })

  test('404 of another log, 403 unsigned or wrongly signed, 400 what is none', async () => {
    const { client, addCheckpoint, mirror } = await start()
    const request = text(await client.show(0, 300))
    const post = (body: string) => addCheckpoint(Buffer.from(body))
    expect(await post(request.replace('log.example\n', 'other.example\n'))).toMatchObject({ status: 404 })
    expect(await post(request.replace('\n300\n', '\n301\n'))).toMatchObject({ status: 403 })
    const witnessed = parseNote(await client.checkpoint(300))
    const unsigned = formatNote({ ...witnessed, signatures: witnessed.signatures.slice(1) })
    expect(await post(`old 0\n\n${unsigned}`)).toMatchObject({ status: 403 })
    for (const wrong of [
      '',
      'old 0\n',
      request.replace('old 0', 'old 00'),
      request.replace('old 0', 'old 301'),
    ])
      expect(await post(wrong)).toMatchObject({ status: 400 })
    expect(mirror.pending()).toBeUndefined()
  })

  test('422 not consistent; and two trees of one size are told', async () => {
    const { log, client, mirror } = await start()
    const forks: number[] = []
    const { addCheckpoint } = takePushes(mirror, { onFork: (size) => void forks.push(size) })
    await addCheckpoint(await client.show(0, 300))
    const entryAt = (index: number) => entryOfIndex(index, index < 200 ? 0 : 1)
    const fork = clientOf(makeLog(makeFolder(), 700, { witnesses: 1, entryAt }), 700)
    expect(await addCheckpoint(await fork.show(300, 700))).toMatchObject({ status: 422 })
    expect(forks).toEqual([])
    expect(await addCheckpoint(await fork.show(300, 300))).toMatchObject({ status: 422 })
    expect(forks).toEqual([300])
    const [first, ...proof] = text(await client.show(300, 700)).split('\n')
    expect(await addCheckpoint(Buffer.from([first, ...proof.slice(1)].join('\n')))).toMatchObject({
      status: 422,
    })
    const empty = log.sign({ size: 0, root: new Uint8Array(32) })
    const fresh = endpointsOf(await openFor(log, makeFolder()))
    expect(await fresh.addCheckpoint(Buffer.from(`old 0\n\n${empty}`))).toMatchObject({ status: 422 })
    expect(mirror.pending()).toMatchObject(await client.headOf(300))
  })

  test('a request cut at any byte, with any byte changed, and random bytes', async () => {
    const { client, addCheckpoint, mirror } = await start(0)
    await addCheckpoint(await client.show(0, 300))
    const request = await client.show(300, 700)
    for (let length = 0; length < request.length; length += 1) {
      const { status } = await addCheckpoint(request.subarray(0, length))
      expect([length, [400, 403, 404, 422].includes(status)]).toEqual([length, true])
    }
    const changed = fc.tuple(fc.nat(request.length - 1), fc.integer({ min: 1, max: 255 }))
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      changed.map(([at, by]) => request.with(at, request[at]! ^ by)),
    )
    const refuses = fc.asyncProperty(anything, async (body) => {
      const { status } = await addCheckpoint(body)
      expect([400, 403, 404, 409, 422]).toContain(status)
      expect(mirror.pending()?.size).toBe(300)
    })
    await fc.assert(refuses, { numRuns: 300 })
  })
})

test('of two branches that grow from the same checkpoint one becomes pending, whichever way they overtake', async () => {
  const { client, mirror, addCheckpoint } = await start()
  await addCheckpoint(await client.show(0, 100))
  const entryAt = (index: number) => entryOfIndex(index, index < 100 ? 0 : 1)
  const fork = clientOf(makeLog(makeFolder(), 700, { witnesses: 1, entryAt }), 700)
  const requests = [await client.show(100, 300), await fork.show(100, 400), await client.show(100, 500)]
  const answers = await Promise.all(requests.map(addCheckpoint))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  const pending = mirror.pending()!
  expect(answers.find(({ status }) => status === 409)!.body).toBe(`${pending.size}\n`)
})

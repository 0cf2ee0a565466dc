import { createHash } from 'node:crypto'
import {
  cosignedMessage,
  createCosigner,
  emptyRoot,
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  formatVkey,
  keyType,
  parseNote,
} from '@avow/tlog'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLog, makeWitness, noon, seedOf, timesOf } from './setting.ts'

const origin = 'register.example/log'
const log = createLog(origin)
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** A witness that has cosigned the log at a size. */
async function makeWitnessAt(size: number) {
  const witness = makeWitness([log])
  expect((await witness.post(log.request(0, size))).status).toBe(200)
  return witness
}

describe('200', () => {
  test('the first checkpoint of a log, then each that has grown', async () => {
    const { post, cosigners, clock } = makeWitness([log])
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 7],
      [7, 300],
    ] as const) {
      clock.now += 1500
      const response = await post(log.request(from, to))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
      const times = timesOf(await response.text(), cosigners, log.checkpoint(to))
      expect(times).toEqual([Math.floor(clock.now / 1000)])
    }
  })

  test('an unchanged log is cosigned afresh', async () => {
    const { post, cosigners, clock } = await makeWitnessAt(5)
    clock.now += 60_000
    const response = await post(log.request(5, 5))
    expect(timesOf(await response.text(), cosigners, log.checkpoint(5))).toEqual([noon / 1000 + 60])
  })

  test('an empty log', async () => {
    const { post } = makeWitness([log])
    expect((await post(log.request(0, 0))).status).toBe(200)
    expect((await post(log.request(0, 3))).status).toBe(200)
  })

  test('a second line by the ML-DSA-44 key, over a message that names the witness', async () => {
    const { post, cosigners } = makeWitness([log], { mlDsa: true })
    const lines = await (await post(log.request(0, 5))).text()
    expect(timesOf(lines, cosigners, log.checkpoint(5))).toEqual([noon / 1000, noon / 1000])
    const message = cosignedMessage(cosigners[1]!.key, parseNote(log.checkpoint(5)).text, noon / 1000)
    expect(Buffer.from(message).toString('latin1')).toContain('witness.example/w1')
  })

  test('signatures by keys that the witness does not know are ignored, and not handed on', async () => {
    const { post, app } = makeWitness([log])
    const note = parseNote(log.checkpoint(4))
    const stranger = { name: origin, keyId: Uint8Array.of(1, 2, 3, 4), signature: new Uint8Array(64) }
    const other = { ...note.signatures[0]!, name: 'stranger.example' }
    const checkpoint = formatNote({ ...note, signatures: [stranger, ...note.signatures, other] })
    expect((await post(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }))).status).toBe(200)
    const kept = await (await app.request(`/${hashOf(origin)}/checkpoint`)).text()
    expect(kept).not.toContain('stranger.example')
    expect(parseNote(kept).signatures[0]).toEqual(note.signatures[0])
  })

  test('each log for itself', async () => {
    const second = createLog('other.example/log', 2)
    const { post } = makeWitness([log, second])
    expect((await post(log.request(0, 9))).status).toBe(200)
    expect((await post(second.request(0, 3))).status).toBe(200)
    expect((await post(log.request(9, 10))).status).toBe(200)
  })

  test('a log that signs with ML-DSA-44', async () => {
    const cosigner = createCosigner({ name: origin, type: keyType.mlDsa44, seed: seedOf(9) })
    const witness = makeWitness([{ ...log, vkey: formatVkey(cosigner.key) }])
    const text = parseNote(log.checkpoint(4)).text
    const checkpoint = formatNote({ text, signatures: [cosigner.cosign(text, 1)] })
    const body = formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint })
    expect((await witness.post(body)).status).toBe(200)
    expect((await witness.post(log.request(4, 5))).status).toBe(403)
  })
})

describe('what is not cosigned', () => {
  const withCheckpoint = (checkpoint: string, oldSize = 0) =>
    formatAddCheckpoint({ oldSize, proof: [], checkpoint })
  const textOf = (size: number, root: Uint8Array) => formatCheckpoint({ origin, size, root, extensions: [] })
  const signed = (text: string) => formatNote({ text, signatures: [log.sign(text)] })
  const tampered = log.checkpoint(9).replace('\n9\n', '\n8\n')
  const proof = log.proof(5, 9)
  const withProof = (proof: readonly Uint8Array[]) =>
    formatAddCheckpoint({ oldSize: 5, proof, checkpoint: log.checkpoint(9) })

  test.each([
    ['400: nothing', '', 400],
    ['400: no checkpoint', 'old 0\n', 400],
    ['400: no old size', `\n${log.checkpoint(9)}`, 400],
    ['400: an old size with a zero before it', log.request(5, 9).replace('old 5', 'old 05'), 400],
    ['400: a checkpoint without signatures', 'old 0\n\norigin\n0\n', 400],
    ['400: a checkpoint without a root', withCheckpoint(signed(`${origin}\n9\n`)), 400],
    ['400: a hash of 31 bytes', withProof([new Uint8Array(31)]), 400],
    ['400: a proof of 64 hashes', withProof(Array.from({ length: 64 }, () => new Uint8Array(32))), 400],
    ['400: an old size above the checkpoint', log.request(3, 3).replace('old 3', 'old 4'), 400],
    ['404: another log', createLog('other.example').request(0, 4), 404],
    ['403: signed by another key of the same name', createLog(origin, 2).request(5, 9), 403],
    ['403: a signature that does not verify', withCheckpoint(tampered), 403],
    ['422: no proof', withProof([]), 422],
    ['422: half a proof', withProof(proof.slice(1)), 422],
    ['422: a proof that is too long', withProof([...proof, new Uint8Array(32)]), 422],
    ['422: a proof of something else', withProof(proof.toReversed()), 422],
    ['422: the other branch of a fork', createLog(origin, 1, 'fork', 3).request(5, 9), 422],
    ['422: two trees of one size', createLog(origin, 1, 'fork', 3).request(5, 5), 422],
    ['409: an older size than the latest', log.request(3, 9), 409],
    ['409: no old size known', log.request(0, 9), 409],
    ['409: a newer size than the latest', log.request(6, 9), 409],
  ] as const)('%s', async (_name, body, status) => {
    const { post, store } = await makeWitnessAt(5)
    const before = store.latest(origin)
    const response = await post(body)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain('—')
    expect(store.latest(origin)).toEqual(before)
  })

  test('422: the first checkpoint says that it is empty, and has a root', async () => {
    const { post } = makeWitness([log])
    expect((await post(withCheckpoint(signed(textOf(0, new Uint8Array(32)))))).status).toBe(422)
    expect((await post(withCheckpoint(signed(textOf(0, emptyRoot()))))).status).toBe(200)
  })

  test('422: the first checkpoint comes with a proof', async () => {
    const { post } = makeWitness([log])
    const body = formatAddCheckpoint({
      oldSize: 0,
      proof: [new Uint8Array(32)],
      checkpoint: log.checkpoint(4),
    })
    expect((await post(body)).status).toBe(422)
  })

  test('409 says the latest size, in the type that the text asks for', async () => {
    const { post } = await makeWitnessAt(5)
    const response = await post(log.request(0, 9))
    expect(response.headers.get('content-type')).toBe('text/x.tlog.size')
    expect(await response.text()).toBe('5\n')
    const unknown = await makeWitness([log]).post(log.request(4, 9))
    expect([unknown.status, await unknown.text()]).toEqual([409, '0\n'])
  })

  test('403: one key of the log has signed, another has not signed this', async () => {
    const second = createLog(origin, 2)
    const { post } = makeWitness([log, second])
    const note = parseNote(log.checkpoint(4))
    const wrong = parseNote(second.checkpoint(5)).signatures[0]!
    const checkpoint = formatNote({ ...note, signatures: [...note.signatures, wrong] })
    expect((await post(withCheckpoint(checkpoint))).status).toBe(403)
    expect((await post(log.request(0, 4))).status).toBe(200)
    expect((await post(second.request(4, 5))).status).toBe(200)
  })

  test('413: more than any checkpoint needs', async () => {
    const { post } = makeWitness([log])
    expect((await post('x'.repeat(600_000))).status).toBe(413)
  })

  test('405 and 404: other methods and paths', async () => {
    const { app } = makeWitness([log])
    expect((await app.request('/add-checkpoint')).status).toBe(405)
    expect((await app.request('/')).status).toBe(404)
    expect((await app.request(`/${'0'.repeat(63)}G/checkpoint`)).status).toBe(404)
  })

  test('a request cut short at any byte', async () => {
    const { post, store } = await makeWitnessAt(5)
    const before = store.latest(origin)
    const body = new TextEncoder().encode(log.request(5, 9))
    for (let end = 0; end < body.length; end += 1) expect((await post(body.slice(0, end))).status).toBe(400)
    expect(store.latest(origin)).toEqual(before)
  })

  test('a request with any byte changed', async () => {
    const { post, store } = await makeWitnessAt(5)
    const before = store.latest(origin)
    const body = new TextEncoder().encode(log.request(5, 9))
    for (const [at, byte] of body.entries())
      expect([400, 403, 404, 409, 422]).toContain((await post(body.with(at, byte ^ 1))).status)
    expect(store.latest(origin)).toEqual(before)
  })

  test('random bytes', async () => {
    const { post } = makeWitness([log])
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (body) => {
        expect((await post(body)).status).toBe(400)
      }),
    )
  })
})

describe('the clock', () => {
  test('a time before that of the last cosignature is never signed', async () => {
    const { post, clock, store, logger } = await makeWitnessAt(5)
    const before = store.latest(origin)
    clock.now = noon - 1000
    expect((await post(log.request(5, 9))).status).toBe(503)
    expect(store.latest(origin)).toEqual(before)
    expect(logger.lines.at(-1)!.event).toContain('clock')
    clock.now = noon
    expect((await post(log.request(5, 9))).status).toBe(200)
  })

  test('a clock before the epoch signs nothing', async () => {
    const { post, clock } = makeWitness([log])
    clock.now = 0
    expect((await post(log.request(0, 9))).status).toBe(503)
  })
})

describe('what is kept', () => {
  test('the latest checkpoint can be fetched, with the signatures that were verified and made', async () => {
    const { post, app, cosigners } = await makeWitnessAt(5)
    const path = `/${hashOf(origin)}/checkpoint`
    const lines = await (await post(log.request(5, 9))).text()
    const response = await app.request(path)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await response.text()).toBe(log.checkpoint(9) + lines)
    expect(timesOf(lines, cosigners, log.checkpoint(9))).toHaveLength(1)
    expect((await app.request(`/${hashOf('other.example')}/checkpoint`)).status).toBe(404)
  })

  test('proof that a log signed two trees of one size; of each log the first few', async () => {
    const { post, store } = await makeWitnessAt(5)
    for (let at = 0; at < 20; at += 1) await post(createLog(origin, 1, `fork ${at}`, 3).request(5, 5))
    expect(store.evidence(origin)).toContain(createLog(origin, 1, 'fork 0', 3).checkpoint(5))
    expect(store.evidence(origin)).toHaveLength(16)
  })

  test('diagnostics name origins and sizes, and nothing of who asked', async () => {
    const { app, logger } = await makeWitnessAt(5)
    const headers = { 'x-forwarded-for': '203.0.113.9', 'user-agent': 'curl' }
    await app.request('/add-checkpoint', { method: 'POST', body: log.request(5, 9), headers })
    await app.request('/add-checkpoint', { method: 'POST', body: 'old', headers })
    expect(logger.lines.slice(1)).toEqual([
      { level: 'info', event: 'cosigned', fields: { origin, size: 9 } },
      { level: 'warn', event: 'refused', fields: expect.objectContaining({ status: 400 }) },
    ])
    expect(JSON.stringify(logger.lines)).not.toMatch(/203\.0|curl/)
  })
})

import {
  type SubtreeHead,
  emptyRange,
  appendLeaves,
  formatNote,
  formatSignSubtree,
  leafHash,
  parseNote,
  parseSignatures,
  rootOfRange,
  subtreeProof,
  nodeHash,
  verifySubtreeCosignature,
} from '@avow/tlog'
import { describe, expect, test } from 'vitest'
import { createLog, makeWitness } from './setting.ts'

const origin = 'register.example/log'
const log = createLog(origin)
const size = 14

const leafAt = (index: number) => leafHash(new TextEncoder().encode(`main ${index}`))
const nodeAt = ({ height, index }: { height: number; index: number }): Uint8Array =>
  height === 0
    ? leafAt(index)
    : nodeHash(
        nodeAt({ height: height - 1, index: 2 * index }),
        nodeAt({ height: height - 1, index: 2 * index + 1 }),
      )

function subtreeOf(start: number, end: number): SubtreeHead {
  const leaves = Array.from({ length: end - start }, (_, at) => leafAt(start + at))
  return { start, end, hash: rootOfRange(appendLeaves(emptyRange, leaves).range) }
}

/** A witness that has cosigned the log, and its checkpoint with its cosignatures. */
async function makeCosigned(mlDsa = true) {
  const witness = makeWitness([log], { mlDsa })
  const lines = await (await witness.post(log.request(0, size))).text()
  const { text, signatures } = parseNote(log.checkpoint(size))
  const sign = async (body: string) => witness.app.request('/sign-subtree', { method: 'POST', body })
  return { ...witness, sign, note: { text, signatures }, own: parseSignatures(lines) }
}

const requestOf = (
  checkpoint: string,
  subtree = subtreeOf(8, 13),
  proof = subtreeProof(subtree, size, nodeAt),
) => formatSignSubtree({ subtree, proof, checkpoint })

describe('sign-subtree', () => {
  test('200: one line by the ML-DSA-44 key, without a time', async () => {
    const { sign, note, own, cosigners } = await makeCosigned()
    for (const [start, end] of [
      [8, 13],
      [0, 14],
      [5, 6],
      [0, 8],
    ] as const) {
      const subtree = subtreeOf(start, end)
      // Either key of the witness on the checkpoint will do.
      for (const signatures of [own, [own[0]!], [own[1]!], [...note.signatures, ...own]]) {
        const response = await sign(requestOf(formatNote({ text: note.text, signatures }), subtree))
        expect(response.status).toBe(200)
        const [line, ...more] = parseSignatures(await response.text())
        expect(more).toEqual([])
        expect(verifySubtreeCosignature(line!, cosigners[1]!.key, origin, subtree)).toBe(subtree)
      }
    }
  })

  test('404: a witness that has no ML-DSA-44 key cannot', async () => {
    const { sign, note, own } = await makeCosigned(false)
    expect((await sign(requestOf(formatNote({ ...note, signatures: own })))).status).toBe(404)
  })

  test('404: another log, whoever signed it', async () => {
    const { sign, own } = await makeCosigned()
    const { text } = parseNote(createLog('other.example').checkpoint(size))
    expect((await sign(requestOf(formatNote({ text, signatures: own })))).status).toBe(404)
  })

  test('403: not cosigned by the witness, or not this', async () => {
    const { sign, note, own } = await makeCosigned()
    const other = await makeCosigned()
    expect((await sign(requestOf(formatNote(note)))).status).toBe(403)
    expect((await sign(requestOf(formatNote({ ...note, signatures: other.own })))).status).toBe(403)
    const text = note.text.replace(`\n${size}\n`, `\n${size + 1}\n`)
    expect((await sign(requestOf(formatNote({ text, signatures: own })))).status).toBe(403)
    const broken = { ...own[0]!, signature: own[0]!.signature.subarray(1) }
    expect((await sign(requestOf(formatNote({ ...note, signatures: [broken, own[1]!] })))).status).toBe(403)
  })

  test('422: the proof does not verify', async () => {
    const { sign, note, own } = await makeCosigned()
    const checkpoint = formatNote({ ...note, signatures: own })
    const subtree = subtreeOf(8, 13)
    const proof = subtreeProof(subtree, size, nodeAt)
    for (const wrong of [[], proof.slice(1), proof.toReversed(), [...proof, new Uint8Array(32)]])
      expect((await sign(requestOf(checkpoint, subtree, wrong))).status).toBe(422)
    expect((await sign(requestOf(checkpoint, { ...subtree, hash: new Uint8Array(32) }, proof))).status).toBe(
      422,
    )
  })

  test('400: no request, no subtree, one that ends after the tree', async () => {
    const { sign, note, own } = await makeCosigned()
    const checkpoint = formatNote({ ...note, signatures: own })
    const body = requestOf(checkpoint)
    for (const wrong of [
      '',
      body.replace('subtree 8 13', 'subtree 7 13'),
      body.replace('subtree 8 13', 'subtree 8 08'),
      requestOf('no note\n'),
      requestOf(checkpoint, subtreeOf(0, 16), []),
    ])
      expect((await sign(wrong)).status).toBe(400)
  })

  test('405 and 413: other methods, and more than any request needs', async () => {
    const { app, sign } = await makeCosigned()
    expect((await app.request('/sign-subtree')).status).toBe(405)
    expect((await sign('x'.repeat(600_000))).status).toBe(413)
  })

  test('changes nothing that the witness remembers', async () => {
    const { sign, note, own, store } = await makeCosigned()
    const before = store.latest(origin)
    expect((await sign(requestOf(formatNote({ ...note, signatures: own })))).status).toBe(200)
    expect(store.latest(origin)).toEqual(before)
  })
})

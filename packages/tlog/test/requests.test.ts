/** Requests to witnesses and mirrors, and the examples that the texts publish, as vectors (vectors/). */
import { describe, expect, test } from 'vitest'
import {
  emptyRange,
  appendLeaves,
  formatAddCheckpoint,
  formatMirrorInfo,
  formatNote,
  formatProof,
  formatSignSubtree,
  formatSignatures,
  leafHash,
  parseAddCheckpoint,
  parseMirrorInfo,
  parseNote,
  parseProof,
  parseSignSubtree,
  parseSignatures,
  readAddEntries,
  rootOfRange,
  verifySubtree,
} from '../src/index.ts'
import { each } from './each-vector.ts'
import { type Kind, readIndex, readText, readVector } from './making/keep.ts'
import { entriesUpTo } from './naive-tree.ts'
import { codeOf } from './refusal.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))
interface Invalid {
  readonly name: string
  readonly code: string
}

each<{ name: string; oldSize: number; hashes: number }>(
  'valid',
  'add-checkpoint',
  ({ name, oldSize, hashes }) => {
    const request = parseAddCheckpoint(readVector('valid', 'add-checkpoint', name))
    expect([request.oldSize, request.proof.length]).toEqual([oldSize, hashes])
    expect(formatAddCheckpoint(request)).toBe(readText('valid', 'add-checkpoint', name))
  },
)
each<Invalid>('invalid', 'add-checkpoint', ({ name, code }) => {
  expect(codeOf(() => parseAddCheckpoint(readVector('invalid', 'add-checkpoint', name)))).toBe(code)
})

interface SubtreeVector {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly hash: string
  readonly size: number
  readonly root: string
}
each<SubtreeVector>('valid', 'sign-subtree', ({ name, start, end, hash, size, root }) => {
  const request = parseSignSubtree(readVector('valid', 'sign-subtree', name))
  expect(request.subtree).toEqual({ start, end, hash: bytesOf(hash) })
  expect(verifySubtree(request.subtree, { size, root: bytesOf(root) }, request.proof)).toBe(request.subtree)
  expect(formatSignSubtree(request)).toBe(readText('valid', 'sign-subtree', name))
})
each<Invalid>('invalid', 'sign-subtree', ({ name, code }) => {
  expect(codeOf(() => parseSignSubtree(readVector('invalid', 'sign-subtree', name)))).toBe(code)
})

async function* chunksOf(bytes: Uint8Array) {
  yield bytes
}

async function readUpload(kind: Kind, name: string) {
  const { header, packages } = await readAddEntries(chunksOf(readVector(kind, 'add-entries', name)))
  const list = []
  for await (const one of packages()) list.push(one)
  return { header, packages: list }
}

interface Upload {
  readonly name: string
  readonly origin: string
  readonly start: number
  readonly end: number
  readonly ticket: string
  readonly root: string
  readonly counts: readonly number[]
}
each<Upload>('valid', 'add-entries', async ({ name, root, counts, ticket, ...rest }) => {
  const { header, packages } = await readUpload('valid', name)
  expect({ ...header, ticket: hexOf(header.ticket) }).toEqual({ ...rest, ticket })
  expect(packages.map(({ entries }) => entries.length)).toEqual(counts)
  // The mirror has the entries before the upload, and the checkpoint at its end.
  const known = entriesUpTo(rest.start)
  for (const { subtree, entries, proof } of packages) {
    known.push(...entries)
    const { range } = appendLeaves(emptyRange, known.slice(subtree.start).map(leafHash))
    const head = { ...subtree, hash: rootOfRange(range) }
    expect(verifySubtree(head, { size: rest.end, root: bytesOf(root) }, proof)).toBe(head)
  }
})
each<Invalid>('invalid', 'add-entries', async ({ name, code }) => {
  await expect(readUpload('invalid', name)).rejects.toMatchObject({ code })
})

each<{ name: string; text: string; size: number; next: number; ticket: string }>(
  'valid',
  'mirror-info',
  ({ text, size, next, ticket }) => {
    expect(parseMirrorInfo(text)).toEqual({ size, next, ticket: bytesOf(ticket) })
    expect(formatMirrorInfo(parseMirrorInfo(text))).toBe(text)
  },
)
each<Invalid & { text: string }>('invalid', 'mirror-info', ({ text, code }) => {
  expect(codeOf(() => parseMirrorInfo(text))).toBe(code)
})

describe('an example that a text publishes', () => {
  const example = (name: string) => readText('valid', 'c2sp-example', name)
  const of = <T>(name: string) =>
    readIndex<T & { name: string }>('valid', 'c2sp-example').find((vector) => vector.name === name)!

  test.each(['checkpoint.note', 'cosigned.note'])('%s', (name) => {
    const { keyIds, time } = of<{ keyIds: string[]; time?: number }>(name)
    const note = parseNote(example(name))
    expect(note.signatures.map(({ keyId }) => hexOf(keyId))).toEqual(keyIds)
    expect(formatNote(note)).toBe(example(name))
    if (time === undefined) return
    const { signature } = note.signatures.at(-1)!
    expect(signature).toHaveLength(8 + 64)
    expect(Buffer.from(signature).readBigUInt64BE()).toBe(BigInt(time))
  })

  test('a request to a witness', () => {
    const name = 'add-checkpoint.request'
    const { oldSize, proof, checkpoint } = of<{ oldSize: number; proof: string[]; checkpoint: string }>(name)
    const request = parseAddCheckpoint(example(name))
    expect({ ...request, proof: request.proof.map(base64Of) }).toEqual({ oldSize, proof, checkpoint })
    expect(parseNote(request.checkpoint).signatures).toHaveLength(2)
    expect(formatAddCheckpoint(request)).toBe(example(name))
  })

  test('the answer of a witness', () => {
    const name = 'add-checkpoint.response'
    const lines = parseSignatures(example(name))
    expect(lines.map((line) => line.name)).toEqual(of<{ names: string[] }>(name).names)
    expect(formatSignatures(lines)).toBe(example(name))
  })

  // Its proof is made up: no tree has these hashes.
  test('a request for a subtree', () => {
    const name = 'sign-subtree.request'
    const { start, end, hash, ...rest } = of<SubtreeVector & { proof: string[]; checkpoint: string }>(name)
    const request = parseSignSubtree(example(name))
    expect(request.proof.map(base64Of)).toEqual(rest.proof)
    expect(request.checkpoint).toBe(rest.checkpoint)
    expect({ ...request.subtree, hash: base64Of(request.subtree.hash) }).toEqual({ start, end, hash })
    expect(formatSignSubtree(request)).toBe(example(name))
  })

  test('a proof, with its signatures elided', () => {
    const name = 'elided.tlog-proof'
    const { name: _, ...expected } = of<{ extra: string; index: number; path: string[]; checkpoint: string }>(
      name,
    )
    const proof = parseProof(example(name))
    expect({ ...proof, extra: base64Of(proof.extra!), path: proof.path.map(base64Of) }).toEqual(expected)
    expect(formatProof(proof)).toBe(example(name))
  })
})

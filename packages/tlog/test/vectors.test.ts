/** What was valid or invalid once must be so for ever (vectors/). */
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  cosignedMessage,
  countAt,
  createNoteSigner,
  decodeEntries,
  encodeEntries,
  formatCheckpoint,
  formatNote,
  formatPolicy,
  formatProof,
  formatSkey,
  formatTilePath,
  formatVkey,
  isQuorum,
  isSignatureBy,
  leafHash,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseProof,
  parseSkey,
  parseTilePath,
  parseVkey,
  signNote,
  tilesForGrowth,
  verifierKeyOf,
  verifyConsistency,
  verifyCosignature,
  verifyInclusion,
  verifyNote,
  verifyProof,
} from '../src/index.ts'
import { each, isOf } from './each-vector.ts'
import { type Kind, pathOf, readIndex, readText, readVector } from './making/keep.ts'
import { treeHash } from './naive-tree.ts'
import { codeOf } from './refusal.ts'

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
interface Invalid {
  readonly name: string
  readonly code: string
}

const withFiles = [
  'note',
  'checkpoint',
  'cosignature',
  'policy',
  'tlog-proof',
  'add-checkpoint',
  'sign-subtree',
  'add-entries',
]

test.each(withFiles.flatMap((format) => [['valid', format] as const, ['invalid', format] as const]))(
  '%s/%s: every file is in the index',
  (kind, format) => {
    const listed = readIndex<Invalid>(kind, format).map(({ name }) => name)
    const there = readdirSync(pathOf(kind, format, '.')).filter((file) => file !== 'index.json')
    expect(there.sort()).toEqual(listed.sort())
  },
)

interface Vkey {
  readonly name: string
  readonly vkey?: string
  readonly skey?: string
  readonly keyName: string
  readonly type: number
}
each<Vkey>('valid', 'vkey', ({ vkey, skey, keyName, type }) => {
  const key = parseVkey(vkey!)
  expect(key).toMatchObject({ name: keyName, type })
  expect(formatVkey(key)).toBe(vkey)
  if (skey === undefined) return
  expect(verifierKeyOf(parseSkey(skey))).toEqual(key)
  expect(formatSkey(parseSkey(skey))).toBe(skey)
})
each<Vkey & Invalid>('invalid', 'vkey', ({ vkey, skey, code }) => {
  expect(codeOf(() => (vkey === undefined ? parseSkey(skey!) : parseVkey(vkey)))).toBe(code)
})

interface Note {
  readonly name: string
  readonly text: string
  readonly signatures: readonly string[]
  readonly vkeys: readonly string[]
  readonly skeys?: readonly string[]
}
each<Note>('valid', 'note', ({ name, text, signatures, vkeys, skeys }) => {
  const note = parseNote(readVector('valid', 'note', name))
  expect(note.text).toBe(text)
  expect(note.signatures.map((signature) => signature.name)).toEqual(signatures)
  expect(formatNote(note)).toBe(readText('valid', 'note', name))
  for (const vkey of vkeys) expect(verifyNote(note, parseVkey(vkey))).toBe(text)
  const signers = skeys?.map((skey) => createNoteSigner(parseSkey(skey)))
  if (signers) expect(signNote(text, signers)).toBe(readText('valid', 'note', name))
})
each<Invalid & { vkey?: string }>('invalid', 'note', ({ name, code, vkey }) => {
  const bytes = readVector('invalid', 'note', name)
  expect(
    codeOf(() => vkey && verifyNote(parseNote(bytes), parseVkey(vkey))) ?? codeOf(() => parseNote(bytes)),
  ).toBe(code)
})

interface CheckpointVector {
  readonly name: string
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly extensions: readonly string[]
}
each<CheckpointVector>('valid', 'checkpoint', ({ name, root, ...rest }) => {
  const text = readText('valid', 'checkpoint', name)
  const checkpoint = parseCheckpoint(text)
  expect(checkpoint).toMatchObject(rest)
  expect(hexOf(checkpoint.root)).toBe(root)
  expect(formatCheckpoint(checkpoint)).toBe(text)
})
each<Invalid>('invalid', 'checkpoint', ({ name, code }) => {
  expect(codeOf(() => parseCheckpoint(readText('invalid', 'checkpoint', name)))).toBe(code)
})

interface Cosigned {
  readonly name: string
  readonly vkey: string
  readonly time: number
  readonly message: string
}
function verifyCosigned(kind: Kind, { name, vkey }: Pick<Cosigned, 'name' | 'vkey'>): number {
  const [note, key] = [parseNote(readVector(kind, 'cosignature', name)), parseVkey(vkey)]
  const line = note.signatures.find((signature) => isSignatureBy(signature, key))
  return verifyCosignature(line!, key, note.text)
}
each<Cosigned>('valid', 'cosignature', (vector) => {
  expect(verifyCosigned('valid', vector)).toBe(vector.time)
  const { text } = parseNote(readVector('valid', 'cosignature', vector.name))
  expect(hexOf(cosignedMessage(parseVkey(vector.vkey), text, vector.time))).toBe(vector.message)
})
each<Cosigned & Invalid>('invalid', 'cosignature', (vector) => {
  expect(codeOf(() => verifyCosigned('invalid', vector))).toBe(vector.code)
})

interface TilePathVector {
  readonly name: string
  readonly path: string
}
interface Bundle {
  readonly name: string
  readonly bundle: string
  readonly entries: readonly string[]
  readonly width: number
}
interface Growth {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly counts: Readonly<Record<string, number>>
  readonly partials: readonly string[]
}
each<TilePathVector>(
  'valid',
  'tile',
  ({ path, name: _, ...place }) => {
    expect(parseTilePath(path)).toEqual(place)
    expect(formatTilePath(parseTilePath(path))).toBe(path)
  },
  isOf('path'),
)
each<TilePathVector & Invalid>(
  'invalid',
  'tile',
  ({ path, code }) => expect(codeOf(() => parseTilePath(path))).toBe(code),
  isOf('path'),
)
each<Bundle>(
  'valid',
  'tile',
  ({ bundle, entries }) => {
    expect(decodeEntries(bytesOf(bundle), entries.length).map(hexOf)).toEqual(entries)
    expect(hexOf(encodeEntries(entries.map(bytesOf)))).toBe(bundle)
  },
  isOf('bundle'),
)
each<Bundle & Invalid>(
  'invalid',
  'tile',
  ({ bundle, width, code }) => expect(codeOf(() => decodeEntries(bytesOf(bundle), width))).toBe(code),
  isOf('bundle'),
)
each<Growth>(
  'valid',
  'tile',
  ({ from, to, counts, partials }) => {
    const tiles = tilesForGrowth(from, to)
    const byLevel = Object.groupBy(tiles, ({ level }) => String(level))
    expect(Object.fromEntries(Object.entries(byLevel).map(([level, some]) => [level, some!.length]))).toEqual(
      counts,
    )
    expect(tiles.filter(({ width }) => width < 256).map(formatTilePath)).toEqual(partials)
    for (const { level, index, width } of tiles)
      expect(index * 256 + width).toBeLessThanOrEqual(countAt(level as number, to))
  },
  isOf('from'),
)

interface Root {
  readonly name: string
  readonly entries: readonly string[]
  readonly root: string
}
interface Inclusion {
  readonly name: string
  readonly entry: string
  readonly index: number
  readonly size: number
  readonly root: string
  readonly proof: readonly string[]
}
interface Consistency {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly fromRoot: string
  readonly toRoot: string
  readonly proof: readonly string[]
}
const included = ({ entry, index, size, root, proof }: Inclusion) =>
  verifyInclusion(leafHash(bytesOf(entry)), index, size, proof.map(bytesOf), bytesOf(root))
const consistent = ({ from, to, fromRoot, toRoot, proof }: Consistency) =>
  verifyConsistency(
    { size: from, root: bytesOf(fromRoot) },
    { size: to, root: bytesOf(toRoot) },
    proof.map(bytesOf),
  )
each<Root>(
  'valid',
  'merkle',
  ({ entries, root }) => expect(hexOf(treeHash(entries.map(bytesOf)))).toBe(root),
  isOf('entries'),
)
each<Inclusion>(
  'valid',
  'merkle',
  (vector) => expect(hexOf(included(vector))).toBe(hexOf(leafHash(bytesOf(vector.entry)))),
  isOf('entry'),
)
each<Inclusion & Invalid>(
  'invalid',
  'merkle',
  (vector) => expect(codeOf(() => included(vector))).toBe(vector.code),
  isOf('entry'),
)
each<Consistency>(
  'valid',
  'merkle',
  (vector) => expect(consistent(vector).size).toBe(vector.to),
  isOf('from'),
)
each<Consistency & Invalid>(
  'invalid',
  'merkle',
  (vector) => expect(codeOf(() => consistent(vector))).toBe(vector.code),
  isOf('from'),
)

interface PolicyVector {
  readonly name: string
  readonly quorums: readonly (readonly string[])[]
  readonly short: readonly (readonly string[])[]
}
each<PolicyVector>('valid', 'policy', ({ name, quorums, short }) => {
  const policy = parsePolicy(readVector('valid', 'policy', name))
  expect(parsePolicy(formatPolicy(policy))).toEqual(policy)
  for (const names of quorums) expect([names, isQuorum(policy, new Set(names))]).toEqual([names, true])
  for (const names of short) expect([names, isQuorum(policy, new Set(names))]).toEqual([names, false])
})
each<Invalid>('invalid', 'policy', ({ name, code }) => {
  expect(codeOf(() => parsePolicy(readVector('invalid', 'policy', name)))).toBe(code)
})

interface ProofVector {
  readonly name: string
  readonly policy: string
  readonly leaf: string
  readonly index: number
  readonly size: number
  readonly cosignatures: readonly { readonly name: string; readonly time: number }[]
  readonly extra?: string
}
each<ProofVector>('valid', 'tlog-proof', ({ name, policy, leaf, index, size, cosignatures, extra }) => {
  const text = readText('valid', 'tlog-proof', name)
  const proof = parseProof(text)
  expect(formatProof(proof)).toBe(text)
  expect(proof.extra && hexOf(proof.extra)).toBe(extra)
  const verified = verifyProof(text, bytesOf(leaf), parsePolicy(policy))
  expect(verified).toMatchObject({ index, cosignatures, checkpoint: { size, hasQuorum: true } })
})
each<ProofVector & Invalid>('invalid', 'tlog-proof', ({ name, policy, leaf, code }) => {
  const text = readText('invalid', 'tlog-proof', name)
  expect(codeOf(() => verifyProof(text, bytesOf(leaf), parsePolicy(policy)))).toBe(code)
})

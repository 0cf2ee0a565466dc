/** An implementation that is not ours reads what we write: signed checkpoints and inclusion proofs. */
import { createPublicKey } from 'node:crypto'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  appendLeaves,
  emptyRange,
  formatCheckpoint,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOfRange,
  signNote,
} from '../src/index.ts'
import { signerOf } from './making/keys.ts'

const require = createRequire(import.meta.url)
const folder = join(dirname(require.resolve('@sigstore/verify')), 'tlog')
const { verifyCheckpoint } = require(join(folder, 'checkpoint.js')) as {
  verifyCheckpoint(
    entry: object,
    tlogs: readonly object[],
  ): { readonly logSize: bigint; readonly logHash: Buffer }
}
const { verifyMerkleInclusion } = require(join(folder, 'merkle.js')) as {
  verifyMerkleInclusion(entry: object, checkpoint: object): void
}

const log = signerOf('register.example', 1)
const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), log.key.publicKey])
const tlogs = [
  {
    logID: Buffer.concat([log.key.keyId, Buffer.alloc(28)]),
    baseURL: 'https://register.example',
    publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
  },
]

const entries = Array.from({ length: 20 }, (_, at) => Buffer.from(`entry ${at}`))
const nodeAt = ({ height, index }: { height: number; index: number }): Uint8Array =>
  height === 0
    ? leafHash(entries[index]!)
    : nodeHash(
        nodeAt({ height: height - 1, index: 2 * index }),
        nodeAt({ height: height - 1, index: 2 * index + 1 }),
      )

const checkpointAt = (size: number) => {
  const root = rootOfRange(appendLeaves(emptyRange, entries.slice(0, size).map(leafHash)).range)
  return signNote(formatCheckpoint({ origin: 'register.example', size, root, extensions: [] }), [log])
}
const read = (size: number, envelope = checkpointAt(size)) =>
  verifyCheckpoint({ inclusionProof: { checkpoint: { envelope } } }, tlogs)

test('our checkpoints are signed as it expects', () => {
  for (const size of [0, 1, 20]) expect(read(size).logSize).toBe(BigInt(size))
  expect(() => read(5, checkpointAt(5).replace('\n5\n', '\n6\n'))).toThrow('invalid checkpoint signature')
})

test('our inclusion proofs hold for it, for every leaf of every tree', () => {
  for (let size = 1; size <= entries.length; size += 1) {
    const checkpoint = read(size)
    for (let index = 0; index < size; index += 1) {
      const hashes = inclusionProof(index, size, nodeAt).map((hash) => Buffer.from(hash))
      const entry = (body: Buffer) => ({
        canonicalizedBody: body,
        inclusionProof: { logIndex: String(index), hashes },
      })
      expect(() => verifyMerkleInclusion(entry(entries[index]!), checkpoint)).not.toThrow()
      expect(() => verifyMerkleInclusion(entry(Buffer.from('another')), checkpoint)).toThrow('does not match')
    }
  }
})

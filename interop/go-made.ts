/** Notes, proofs and tiles that golang.org/x/mod and torchwood made, verified by ours. */
import { join } from 'node:path'
import {
  decodeEntries,
  formatTilePath,
  leafHash,
  parsePolicy,
  readInclusionProof,
  readRoot,
  verifyConsistency,
  verifyInclusion,
  verifyNote,
  parseNote,
  parseVkey,
  verifyProof,
  verifyWitnessedCheckpoint,
} from '@avow/tlog'
import { type Check, hold } from './checks.ts'
import { runWell } from './program.ts'

interface Made {
  readonly log: string
  readonly policy: string
  readonly checkpoint: string
  readonly size: number
  readonly root: string
  readonly receipts: readonly { readonly entry: string; readonly proof: string; readonly index: number }[]
  readonly consistency: readonly {
    readonly from: number
    readonly fromRoot: string
    readonly to: number
    readonly toRoot: string
    readonly proof: readonly string[] | null
  }[]
  readonly tiles: Readonly<Record<string, string>>
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))
const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b)

function throws(work: () => unknown): boolean {
  try {
    work()
    return false
  } catch {
    return true
  }
}

function verifyNotes({ log, policy, checkpoint, size }: Made): string {
  verifyNote(parseNote(checkpoint), parseVkey(log))
  const verified = verifyWitnessedCheckpoint(checkpoint, parsePolicy(policy))
  hold(verified.size === size && verified.cosignatures.length === 2, 'the checkpoint says something else')
  const other = checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`)
  hold(
    throws(() => verifyWitnessedCheckpoint(other, parsePolicy(policy))),
    'another checkpoint was taken',
  )
  return `1 checkpoint with ${verified.cosignatures.length} cosignatures, Ed25519 and ML-DSA-44`
}

function verifyProofs({ receipts, consistency, policy }: Made): string {
  for (const { entry, proof, index } of receipts) {
    const leaf = leafHash(bytesOf(entry))
    hold(verifyProof(proof, leaf, parsePolicy(policy)).index === index, 'a proof says something else')
    hold(
      throws(() => verifyProof(proof, leafHash(leaf), parsePolicy(policy))),
      'another entry was taken',
    )
  }
  for (const { from, fromRoot, to, toRoot, proof } of consistency) {
    const [older, newer] = [
      { size: from, root: bytesOf(fromRoot) },
      { size: to, root: bytesOf(toRoot) },
    ]
    const hashes = (proof ?? []).map(bytesOf)
    verifyConsistency(older, newer, hashes)
    const wrong = { ...older, root: leafHash(older.root) }
    hold(
      throws(() => verifyConsistency(wrong, newer, hashes)),
      'another root was taken',
    )
  }
  return `${receipts.length} receipts, ${consistency.length} consistency proofs`
}

async function readTiles({ tiles, size, root, receipts }: Made): Promise<string> {
  const at = (path: string): Uint8Array => {
    if (!tiles[path]) throw new Error(`there is no ${path}`)
    return bytesOf(tiles[path])
  }
  const reader = {
    readTile: async (level: number, index: number, width: number) =>
      at(formatTilePath({ level, index, width })),
  }
  hold(isEqual(await readRoot(size, reader), bytesOf(root)), 'the tiles have another root')
  for (const { index, entry } of receipts) {
    const tile = Math.floor(index / 256)
    const width = Math.min(256, size - tile * 256)
    const entries = decodeEntries(at(formatTilePath({ level: 'entries', index: tile, width })), width)
    hold(isEqual(entries[index % 256]!, bytesOf(entry)), 'a bundle holds another entry')
    const path = await readInclusionProof(index, size, reader)
    verifyInclusion(leafHash(bytesOf(entry)), index, size, path, bytesOf(root))
  }
  return `${Object.keys(tiles).length} tiles and bundles`
}

/** @param bin folder of programs */
export function goMadeChecks(bin: string): Check[] {
  const made = runWell(join(bin, 'notes'), ['make']).then((text) => JSON.parse(text.toString()) as Made)
  // Whichever check comes first says that the program failed.
  made.catch(() => {})
  return [
    {
      name: 'we verify notes that golang.org/x/mod and torchwood signed',
      run: async () => verifyNotes(await made),
    },
    {
      name: 'we verify proofs that golang.org/x/mod and torchwood made',
      run: async () => verifyProofs(await made),
    },
    { name: 'we read tiles that golang.org/x/mod made', run: async () => readTiles(await made) },
  ]
}

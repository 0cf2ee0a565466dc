/**
 * A transparency log in a few lines, written from the C2SP texts and RFC 6962 and not from the code of this project:
 * what it makes must verify here as what any other implementation makes.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'

type Bytes = Uint8Array

const sha256 = (...parts: Bytes[]): Bytes => createHash('sha256').update(Buffer.concat(parts)).digest()
const base64 = (bytes: Bytes): string => Buffer.from(bytes).toString('base64')

const privateKeyOf = (seed: Bytes) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
const publicKeyOf = (seed: Bytes): Bytes =>
  createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' }).subarray(12)

/** A key with a name (C2SP signed-note). Type 1 signs notes, type 4 cosigns checkpoints. */
export interface NamedKey {
  readonly name: string
  readonly seed: Bytes
  readonly type: 1 | 4
}

const materialOf = ({ type, seed }: NamedKey): Bytes =>
  Buffer.concat([Uint8Array.of(type), publicKeyOf(seed)])
const keyIdOf = (key: NamedKey): Bytes => sha256(Buffer.from(`${key.name}\n`), materialOf(key)).subarray(0, 4)

export const vkeyOf = (key: NamedKey): string =>
  `${key.name}+${Buffer.from(keyIdOf(key)).toString('hex')}+${base64(materialOf(key))}`

const signatureLine = (key: NamedKey, signature: Bytes): string =>
  `— ${key.name} ${base64(Buffer.concat([keyIdOf(key), signature]))}\n`

/** C2SP tlog-cosignature, Ed25519. @param time seconds */
function cosignatureLine(key: NamedKey, text: string, time: number): string {
  const stamp = Buffer.alloc(8)
  stamp.writeBigUInt64BE(BigInt(time))
  const signed = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
  return signatureLine(key, Buffer.concat([stamp, sign(null, signed, privateKeyOf(key.seed))]))
}

const leafHash = (entry: Bytes): Bytes => sha256(Uint8Array.of(0), entry)
const nodeHash = (left: Bytes, right: Bytes): Bytes => sha256(Uint8Array.of(1), left, right)
/** The largest power of two below n (RFC 6962, section 2.1). */
const splitOf = (n: number): number => 2 ** Math.floor(Math.log2(n - 1))

function treeHash(entries: readonly Bytes[]): Bytes {
  if (entries.length === 0) return sha256()
  if (entries.length === 1) return leafHash(entries[0]!)
  const k = splitOf(entries.length)
  return nodeHash(treeHash(entries.slice(0, k)), treeHash(entries.slice(k)))
}

/** RFC 6962, section 2.1.1. */
function pathOf(index: number, entries: readonly Bytes[]): Bytes[] {
  if (entries.length <= 1) return []
  const k = splitOf(entries.length)
  return index < k
    ? [...pathOf(index, entries.slice(0, k)), treeHash(entries.slice(k))]
    : [...pathOf(index - k, entries.slice(k)), treeHash(entries.slice(0, k))]
}

/** RFC 6962, section 2.1.2. */
function subproof(m: number, entries: readonly Bytes[], isWhole: boolean): Bytes[] {
  if (m === entries.length) return isWhole ? [] : [treeHash(entries)]
  const k = splitOf(entries.length)
  return m <= k
    ? [...subproof(m, entries.slice(0, k), isWhole), treeHash(entries.slice(k))]
    : [...subproof(m - k, entries.slice(k), false), treeHash(entries.slice(0, k))]
}

/** Who cosigns, and when in seconds. */
export interface Cosigner {
  readonly key: NamedKey
  readonly time: number
}

export interface ReferenceLog {
  readonly key: NamedKey
  readonly entries: Bytes[]
  /** @returns the index */
  append(entry: Bytes): number
  root(size: number): Bytes
  checkpoint(size: number, cosigners?: readonly Cosigner[]): string
  /** A tlog-proof. */
  proof(index: number, size: number, cosigners?: readonly Cosigner[]): string
  consistency(from: number, to: number): string[]
}

export function createReferenceLog(key: NamedKey, entries: Bytes[] = []): ReferenceLog {
  const root = (size: number) => treeHash(entries.slice(0, size))
  function checkpoint(size: number, cosigners: readonly Cosigner[] = []): string {
    const text = `${key.name}\n${size}\n${base64(root(size))}\n`
    const own = signatureLine(key, sign(null, Buffer.from(text), privateKeyOf(key.seed)))
    return `${text}\n${own}${cosigners.map((one) => cosignatureLine(one.key, text, one.time)).join('')}`
  }
  return {
    key,
    entries,
    root,
    checkpoint,
    append: (entry) => entries.push(entry) - 1,
    proof(index, size, cosigners) {
      const path = pathOf(index, entries.slice(0, size)).map((hash) => `${base64(hash)}\n`)
      return `c2sp.org/tlog-proof@v1\nindex ${index}\n${path.join('')}\n${checkpoint(size, cosigners)}`
    },
    consistency: (from, to) =>
      from === 0 || from === to ? [] : subproof(from, entries.slice(0, to), true).map(base64),
  }
}

/** RFC 6962, section 2.1, as it is written there: slow, and short enough to be seen to be right. */
import { createHash } from 'node:crypto'

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hasher = createHash('sha256')
  for (const part of parts) hasher.update(part)
  return new Uint8Array(hasher.digest())
}

/** The largest power of two smaller than n. */
const split = (n: number): number => (n <= 2 ? 1 : 2 * split(Math.ceil(n / 2)))

/** MTH(D[n]) */
export function treeHash(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256()
  if (entries.length === 1) return sha256(Uint8Array.of(0), entries[0]!)
  const k = split(entries.length)
  return sha256(Uint8Array.of(1), treeHash(entries.slice(0, k)), treeHash(entries.slice(k)))
}

/** PATH(m, D[n]) */
export function auditPath(m: number, entries: readonly Uint8Array[]): Uint8Array[] {
  if (entries.length === 1) return []
  const k = split(entries.length)
  const [left, right] = [entries.slice(0, k), entries.slice(k)]
  return m < k ? [...auditPath(m, left), treeHash(right)] : [...auditPath(m - k, right), treeHash(left)]
}

/** SUBPROOF(m, D[n], b) */
function subproof(m: number, entries: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (m === entries.length) return isWhole ? [] : [treeHash(entries)]
  const k = split(entries.length)
  const [left, right] = [entries.slice(0, k), entries.slice(k)]
  return m <= k
    ? [...subproof(m, left, isWhole), treeHash(right)]
    : [...subproof(m - k, right, false), treeHash(left)]
}

/** PROOF(m, D[n]), with nothing to prove about the empty tree. */
export const subtreeProof = (m: number, entries: readonly Uint8Array[]): Uint8Array[] =>
  m === 0 ? [] : subproof(m, entries, true)

/** SUBTREE_SUBPROOF(start, end, D[n], b) of draft-ietf-plants-merkle-tree-certs, section 4.4.1 */
export function subtreeSubproof(
  { start, end }: { readonly start: number; readonly end: number },
  entries: readonly Uint8Array[],
  isKnown: boolean,
): Uint8Array[] {
  if (start === 0 && end === entries.length) return isKnown ? [] : [treeHash(entries)]
  const k = split(entries.length)
  const [left, right] = [entries.slice(0, k), entries.slice(k)]
  if (end <= k) return [...subtreeSubproof({ start, end }, left, isKnown), treeHash(right)]
  if (k <= start)
    return [...subtreeSubproof({ start: start - k, end: end - k }, right, isKnown), treeHash(left)]
  return [...subtreeSubproof({ start: 0, end: end - k }, right, false), treeHash(left)]
}

/** Entries that all differ. */
export const entriesUpTo = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, at) => new TextEncoder().encode(`entry ${at}`))

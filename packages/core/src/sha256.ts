import { sha256 as noble } from '@noble/hashes/sha2.js'

/** SHA-256 over the parts in order, where the platform has none that is synchronous. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hasher = noble.create()
  for (const part of parts) hasher.update(part)
  return hasher.digest()
}

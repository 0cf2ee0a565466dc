import { createHash, hash } from 'node:crypto'

/** The platform's SHA-256 over the parts in order: about ten times as fast as one written in JavaScript. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return hash('sha256', parts[0]!, 'buffer')
  const hasher = createHash('sha256')
  for (const part of parts) hasher.update(part)
  return hasher.digest()
}

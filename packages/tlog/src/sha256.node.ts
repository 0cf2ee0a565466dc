import { hash } from 'node:crypto'

const written = Buffer.alloc(32)

/**
 * The platform's SHA-256: about ten times as fast as one written in JavaScript. As text, each character one byte: a
 * result in a buffer of its own takes the platform twice as long as the hash.
 */
export function sha256(data: Uint8Array): Uint8Array {
  written.write(hash('sha256', data, 'binary'), 'latin1')
  // A plain array: that of a Buffer's `slice` is no copy.
  return new Uint8Array(written)
}

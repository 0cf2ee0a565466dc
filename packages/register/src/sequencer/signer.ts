/** Signs checkpoints as the log. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { type VerifierKey, formatCheckpoint, formatNote, formatVkey, keyIdOf, keyType } from '@avow/tlog'

export interface LogSigner {
  readonly vkey: string
  /** @returns the signed note of a checkpoint. @param root 32 bytes */
  sign(size: number, root: Uint8Array): string
}

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicKeyLength = 32

/** @param seed 32 bytes of an Ed25519 key */
export function createLogSigner(origin: string, seed: Uint8Array): LogSigner {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const publicKey = new Uint8Array(spki.subarray(-publicKeyLength))
  const type = keyType.ed25519
  const verifier: VerifierKey = { name: origin, keyId: keyIdOf(origin, type, publicKey), type, publicKey }
  return {
    vkey: formatVkey(verifier),
    sign(size, root) {
      const text = formatCheckpoint({ origin, size, root, extensions: [] })
      const signature = new Uint8Array(sign(null, Buffer.from(text), key))
      return formatNote({ text, signatures: [{ name: origin, keyId: verifier.keyId, signature }] })
    },
  }
}

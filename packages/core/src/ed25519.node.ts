/** Ed25519 (RFC 8032) by the platform: about ten times as fast as one written in JavaScript. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { isSoundKey } from './ed25519-key.ts'

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

const privateKeyOf = (seed: Uint8Array) =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })

export function publicKeyFrom(seed: Uint8Array): Uint8Array {
  return createPublicKey(privateKeyOf(seed))
    .export({ format: 'der', type: 'spki' })
    .subarray(spkiPrefix.length)
}

export const signBytes = (data: Uint8Array, seed: Uint8Array): Uint8Array =>
  sign(null, data, privateKeyOf(seed))

export function isSignatureOf(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean {
  if (!isSoundKey(publicKey)) return false
  try {
    const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' })
    return verify(null, data, key, signature)
  } catch {
    return false
  }
}

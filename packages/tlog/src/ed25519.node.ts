/** Ed25519 (RFC 8032) by the platform: about ten times as fast as one written in JavaScript. */
import { type KeyObject, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { isSoundKey } from './ed25519-key.ts'

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const spki = Buffer.from('302a300506032b6570032100', 'hex')

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })

export function publicKeyFrom(seed: Uint8Array): Uint8Array {
  const der = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' })
  return new Uint8Array(der.subarray(spki.length))
}

export const signBytes = (data: Uint8Array, seed: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, data, privateKeyOf(seed)))

export function isSignatureOf(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean {
  if (!isSoundKey(publicKey)) return false
  try {
    const key = createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' })
    return verify(null, data, key, signature)
  } catch {
    return false
  }
}

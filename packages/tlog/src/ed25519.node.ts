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

/** As text: the platform takes a fifth longer to verify by a key in an object, or by one that is made into a KeyObject. */
const pemOf = (publicKey: Uint8Array): string =>
  `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([spki, publicKey]).toString('base64')}\n-----END PUBLIC KEY-----\n`

export function isSignatureOf(signature: Uint8Array, data: Uint8Array, publicKey: Uint8Array): boolean {
  if (!isSoundKey(publicKey)) return false
  try {
    return verify(null, data, pemOf(publicKey), signature)
  } catch {
    return false
  }
}

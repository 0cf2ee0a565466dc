/** Text and number forms of bytes (spec/README.md, "Conventions"). Decoders refuse every form but the one we write. */
import { base64, hex } from '@scure/base'
import { CoreError } from './error.ts'

declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** 32 bytes as 64 lower-case hex digits: a hash or a commitment. */
export type Hash = Branded<string, 'Hash'>
/** 32 random bytes as hex. */
export type Salt = Branded<string, 'Salt'>
/** Ed25519 public key, 32 bytes as hex. */
export type PublicKey = Branded<string, 'PublicKey'>
/** Ed25519 signature, 64 bytes as base64. */
export type Signature = Branded<string, 'Signature'>
/** The modulus of the RSA key with which a desk vouches, 384 bytes as base64. */
export type VouchingKey = Branded<string, 'VouchingKey'>
/** Signature of RFC 9474 by a vouching key, 384 bytes as base64. */
export type VouchingSignature = Branded<string, 'VouchingSignature'>
/** What the words alone give to find a deposit, 32 bytes as hex. */
export type Locator = Branded<string, 'Locator'>
/** Ed25519 private key seed, 32 bytes. Never written into a message. */
export type Seed = Branded<Uint8Array, 'Seed'>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** @throws CoreError `malformed` when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new CoreError('malformed', 'the bytes are not UTF-8')
  }
}

export const encodeHex = (bytes: Uint8Array): string => hex.encode(bytes)

/** @throws CoreError `malformed` for anything but lower-case hex. */
export function decodeHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text))
    throw new CoreError('malformed', 'not lower-case hex')
  return hex.decode(text)
}

export const encodeBase64 = (bytes: Uint8Array): string => base64.encode(bytes)

/** @throws CoreError `malformed` for anything but padded base64 of RFC 4648 section 4 with zero trailing bits. */
export function decodeBase64(text: string): Uint8Array {
  try {
    return base64.decode(text)
  } catch {
    // The library's message quotes its input, which may be a share: it is not passed on.
    throw new CoreError('malformed', 'not base64')
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Compares public values; not constant-time. */
export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}

/** Whether all bytes are zero. A loop, because payloads have up to 16 MiB. */
export function isZero(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index += 1) if (bytes[index] !== 0) return false
  return true
}

export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))

export const randomSalt = (): Salt => encodeHex(randomBytes(32)) as Salt

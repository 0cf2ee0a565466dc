/** JSON canonicalised by RFC 8785, and schemas for it. */
import canonicalize from 'canonicalize'
import * as z from 'zod/mini'
import {
  type Hash,
  type PublicKey,
  type Salt,
  type Signature,
  decodeBase64,
  decodeUtf8,
  isEqualBytes,
  utf8,
} from './bytes.ts'
import { CoreError } from './error.ts'

const hexOf = <T extends string>(length: number) =>
  z.custom<T>((value) => typeof value === 'string' && new RegExp(`^[0-9a-f]{${length}}$`).test(value))

export const hashSchema = hexOf<Hash>(64)
export const saltSchema = hexOf<Salt>(64)
export const publicKeySchema = hexOf<PublicKey>(64)
export const signatureSchema = base64Of<Signature>(64)

/** Base64 of exactly `length` bytes. */
export function base64Of<T extends string>(length: number) {
  return z.custom<T>((value) => typeof value === 'string' && isBase64Of(value, length))
}

function isBase64Of(text: string, length: number): boolean {
  try {
    return decodeBase64(text).length === length
  } catch {
    return false
  }
}

/** The one encoding of a value (RFC 8785). */
export function encodeCanonical(value: unknown): Uint8Array {
  const text = canonicalize(value)
  if (text === undefined) throw new CoreError('malformed', 'the value has no JSON form')
  return utf8(text)
}

/** Checks a value that came from anywhere. @throws CoreError `malformed`, naming the first member at fault. */
export function checkShape<T extends z.ZodMiniType>(value: unknown, schema: T): z.infer<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.join('.') ?? ''
  throw new CoreError('malformed', `the member "${path}" is not as the format says`, { path })
}

/**
 * Decodes canonical JSON.
 * @throws CoreError `malformed` (not UTF-8, not JSON, not of the schema), `not_canonical` (another encoding of the same value).
 */
export function decodeCanonical<T extends z.ZodMiniType>(bytes: Uint8Array, schema: T): z.infer<T> {
  const value = parseJson(decodeUtf8(bytes))
  const checked = checkShape(value, schema)
  if (!isEqualBytes(encodeCanonical(value), bytes))
    throw new CoreError('not_canonical', 'the JSON is not in canonical form')
  return checked
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes its input, which may be plaintext: it is not passed on.
    throw new CoreError('malformed', 'the text is not JSON')
  }
}

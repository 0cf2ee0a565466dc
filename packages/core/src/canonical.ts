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
  utf8,
} from './bytes.ts'
import { CoreError } from './error.ts'

function hexOf<T extends string>(length: number) {
  const digits = new RegExp(`^[0-9a-f]{${length}}$`)
  return z.custom<T>((value) => typeof value === 'string' && digits.test(value))
}

export const hashSchema = hexOf<Hash>(64)
export const saltSchema = hexOf<Salt>(64)
export const publicKeySchema = hexOf<PublicKey>(64)
export const signatureSchema = base64Of<Signature>(64)

/** The origin of a log: a key name of C2SP signed-note, in ASCII. */
export const originSchema = z.string().check(z.regex(/^[!-*,-~]{1,200}$/))

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

/** The one encoding of a value (RFC 8785). @throws CoreError `malformed` for a value without one: a lone surrogate, a number that is not finite. */
export function encodeCanonical(value: unknown): Uint8Array {
  return utf8(canonicalText(value))
}

function canonicalText(value: unknown): string {
  try {
    const text = canonicalize(value)
    if (text !== undefined) return text
  } catch {
    // The library's message may hold a part of the value: it is not passed on.
  }
  throw new CoreError('malformed', 'the value has no canonical JSON form')
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
 * @throws CoreError `malformed` (not UTF-8, not JSON, not of the schema), `not_canonical` (another encoding of the same value, or not in NFC).
 */
export function decodeCanonical<T extends z.ZodMiniType>(bytes: Uint8Array, schema: T): z.infer<T> {
  const text = decodeUtf8(bytes)
  const checked = checkShape(parseJson(text), schema)
  // What the schema gives is encoded, not what was parsed: a member that it passed over shows as a difference.
  if (canonicalText(checked) !== text)
    throw new CoreError('not_canonical', 'the JSON is not in canonical form')
  if (!isNormalised(checked)) throw new CoreError('not_canonical', 'a string is not in NFC')
  return checked
}

// Most long strings are base64: this is several times as fast as to normalise them.
const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** Whether every string in a JSON value is in NFC. A loop: what the sender nests must not use up the stack. */
export function isNormalised(value: unknown): boolean {
  const left = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string' && !isAscii(one) && one !== one.normalize('NFC')) return false
    if (typeof one === 'object' && one !== null)
      for (const [key, member] of Object.entries(one)) left.push(key, member)
  }
  return true
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes its input, which may be plaintext: it is not passed on.
    throw new CoreError('malformed', 'the text is not JSON')
  }
}

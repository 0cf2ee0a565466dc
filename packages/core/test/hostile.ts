/** What comes from outside: cut short, flipped, random. Refused with a code of the format, or taken as what it is. */
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { AvowError, CoreError, type CoreErrorCode, encodeCanonical } from '../src/index.ts'

export interface Decoder {
  readonly name: string
  readonly sample: Uint8Array
  /** Decodes and encodes again; undefined where there is nothing to encode. */
  readonly again: (bytes: Uint8Array) => Uint8Array | undefined
  /** The codes that the doc comment names. */
  readonly codes: readonly CoreErrorCode[]
  /** What no error may hold. */
  readonly secrets?: readonly string[]
  /** Long parts that one hash covers are changed at every so many bytes only, to bound the time. */
  readonly step?: number
  /** It takes members that it does not know. */
  readonly isOpen?: boolean
}

/** Everything that an error says, its causes too. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const details = error instanceof AvowError ? JSON.stringify(error.details) : ''
  return `${error.message} ${details} ${error.cause === undefined ? '' : saidBy(error.cause)}`
}

/** The code with which `work` refuses; undefined where it does not. Any other error is a defect and goes on. */
export function codeOf(work: () => unknown, secrets: readonly string[] = []): CoreErrorCode | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (!(error instanceof CoreError)) throw error
    const said = saidBy(error)
    for (const secret of secrets) expect(said).not.toContain(secret)
    return error.code
  }
}

/** Refused with one of the codes, or encoded again to the very same bytes. @returns the code, undefined where it was taken */
export function refused({ again, codes, secrets }: Decoder, bytes: Uint8Array): CoreErrorCode | undefined {
  let encoded: Uint8Array | undefined
  const code = codeOf(() => (encoded = again(bytes)), secrets)
  if (code !== undefined) expect(codes).toContain(code)
  else if (encoded) expect(Buffer.compare(encoded, bytes)).toBe(0)
  return code
}

/** Cut short at every byte, nothing is whole. */
export function cutShort(decoder: Decoder): void {
  for (let end = 0; end < decoder.sample.length; end += decoder.step ?? 1)
    expect(refused(decoder, decoder.sample.subarray(0, end)), `cut at ${end}`).toBeDefined()
}

/** One bit flipped in every byte. */
export function flipped(decoder: Decoder): void {
  const { sample, step = 1 } = decoder
  for (let at = 0; at < sample.length; at += at < 1024 ? 1 : step)
    refused(decoder, sample.with(at, sample[at]! ^ (1 << (at % 8))))
}

/** Random bytes, and random bytes in the place of some. */
export function randomised(decoder: Decoder, numRuns = 300): void {
  const { sample } = decoder
  const some = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => void refused(decoder, bytes)),
    { numRuns },
  )
  fc.assert(
    fc.property(some, fc.nat(sample.length), fc.nat(60), (bytes, at, length) => {
      refused(decoder, Buffer.concat([sample.subarray(0, at), bytes, sample.subarray(at + length)]))
    }),
    { numRuns },
  )
}

type Json = unknown

/** Every place in a JSON value, the value itself first. */
export function pathsOf(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))]
}

/** A copy with another value at a place. */
export function withValue(value: Json, [key, ...rest]: readonly string[], member: Json): Json {
  if (key === undefined) return member
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, Json>
  copy[key] = withValue(copy[key], rest, member)
  return copy
}

/** Values that schemas tend to forget. */
export const oddities: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<Json>(
    null,
    '',
    0,
    -1,
    0.5,
    2 ** 53,
    1e300,
    [],
    {},
    '\u0000',
    'e\u0301',
    '\u202e',
    { toJSON: 'x' },
    JSON.parse('{"__proto__":{"version":1}}'),
    { constructor: null },
    { length: 1 },
    Array.from({ length: 70 }, () => 'x'),
    'x'.repeat(70_000),
  ),
)

/** A canonical JSON value of which any member is exchanged for anything. */
export function exchanged(decoder: Decoder, numRuns = 300): void {
  const value = JSON.parse(new TextDecoder().decode(decoder.sample)) as Json
  fc.assert(
    fc.property(fc.constantFrom(...pathsOf(value)), oddities, (path, member) => {
      refused(decoder, encodeCanonical(withValue(value, path, member)))
    }),
    { numRuns },
  )
}

/** JSON so deep that whoever goes into it by recursion runs out of stack. */
export function deep(decoder: Decoder): void {
  const text = new TextDecoder().decode(decoder.sample)
  const first = /"(\w+)":/.exec(text)![1]!
  for (const depth of [500, 2000, 5000, 8000, 15_000, 30_000])
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const nested = `${open.repeat(depth)}0${close.repeat(depth)}`
      expect(refused(decoder, new TextEncoder().encode(nested))).toBeDefined()
      const inside = text.replace(`"${first}":`, `"A":${nested},$&`)
      const code = refused(decoder, new TextEncoder().encode(inside))
      if (!decoder.isOpen) expect(code).toBeDefined()
    }
}

/** No byte of a bundle can change without a check failing. */
import { encodeBase64 } from '@avow/core'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type Verdict, encodeBundle, statusOf, verifyBundle } from '../src/index.ts'
import { houseOf, openingOf, startOf } from './opening-of.ts'

let bytes: Uint8Array
/** Long strings that one hash or one signature covers: changed at some positions only, to bound the time. */
let long: readonly (readonly [start: number, end: number])[]
let valid: Verdict
beforeAll(async () => {
  const house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
  const condition = { type: 'at', time: '2026-11-01T12:00:30Z' } as const
  const { bundle } = await openingOf(house, { condition, notBefore: startOf('2026-11-01T12:00:40Z') })
  bytes = encodeBundle(bundle)
  const text = new TextDecoder().decode(bytes)
  const strings = [encodeBase64(bundle.payload), ...house.roster.trustees.map(({ recipient }) => recipient)]
  long = strings.map((one) => [text.indexOf(one), text.indexOf(one) + one.length])
  valid = await verifyBundle(bytes)
})

/** Every byte, but of the long strings every 97th and those at both ends. */
function positions(): number[] {
  const isSkipped = (at: number) =>
    long.some(([start, end]) => at >= start + 4 && at < end - 4 && (at - start) % 97 !== 0)
  return Array.from(bytes.keys()).filter((at) => !isSkipped(at))
}

const findingsOf = ({ text, author, time, opening }: Verdict) => [text, author, time, opening]

/** A changed file is a mismatch that names a place; nothing in it made the verifier itself fail. */
function expectMismatch(verdict: Verdict, what: string): void {
  const found = [...findingsOf(verdict), verdict.roster].filter(({ status }) => status === 'mismatch')
  expect(statusOf(verdict), what).toBe('mismatch')
  for (const { where } of found) expect(where, what).toBeTruthy()
  expect(
    findingsOf(verdict).map(({ code }) => code),
    what,
  ).not.toContain('verifier_failed')
}

const digits = '0123456789abcdef'

/** Another character of the same kind, which only a hash or a signature can tell. */
function exchanged(byte: number): number {
  const before = String.fromCharCode(byte)
  if (digits.includes(before)) return digits.charCodeAt((digits.indexOf(before) + 5) % 16)
  return before === 'A' ? 66 : 65
}

const flipped = (byte: number, at: number): number => byte ^ (1 << ((at >> 1) % 8))

test('every byte, in turn exchanged for another of its kind or flipped in one bit, is a mismatch that says where', async () => {
  expect(findingsOf(valid).map(({ status }) => status)).toEqual(['proven', 'proven', 'proven', 'proven'])
  for (const at of positions()) {
    const changed = bytes.slice()
    changed[at] = at % 2 === 0 ? exchanged(bytes[at]!) : flipped(bytes[at]!, at)
    expectMismatch(await verifyBundle(changed), `byte ${at}`)
  }
}, 900_000)

test('cut short at any byte, it is no bundle', async () => {
  for (const at of positions())
    expect((await verifyBundle(bytes.subarray(0, at))).text.code).toBe('bundle_malformed')
})

test('a byte more is a mismatch', async () => {
  for (const extra of ['\n', ' ', '\0', '}'])
    expectMismatch(await verifyBundle(Uint8Array.of(...bytes, extra.charCodeAt(0))), JSON.stringify(extra))
})

test('random bytes and random JSON are mismatches', async () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
  )
  await fc.assert(
    fc.asyncProperty(anything, async (made) => expectMismatch(await verifyBundle(made), 'random')),
    { numRuns: 500 },
  )
})

test('a member of a bundle exchanged for anything else is a mismatch', async () => {
  const value = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(value)), fc.jsonValue(), async (name, other) => {
      const changed = new TextEncoder().encode(JSON.stringify({ ...value, [name]: other }))
      expectMismatch(await verifyBundle(changed), name)
    }),
    { numRuns: 500 },
  )
})

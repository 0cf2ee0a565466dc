/** Bundles and deposits that somebody made to break the verifier: a mismatch that says where, and never a failure of its own. */
import {
  type Roster,
  createRoster,
  decodeStatement,
  encodeBase64,
  encodeCanonical,
  encodeStatement,
  policyOf,
} from '@avow/core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Bundle,
  type Verdict,
  VerifyError,
  decodeBundle,
  encodeBundle,
  maximumBundleBytes,
  statusOf,
  verifyBundle,
  verifyDeposit,
} from '../src/index.ts'
import { type Opening, houseOf, logKey, openingOf, registerSeed, seedOf } from './opening-of.ts'
import { createReferenceLog } from './reference-log.ts'

let opening: Opening
let value: Record<string, unknown>
beforeAll(async () => {
  const house = await houseOf({ trustees: 2, witnesses: 1, quorum: 1 })
  opening = await openingOf(house, { condition: { type: 'word' }, wordBefore: 0 })
  value = JSON.parse(new TextDecoder().decode(encodeBundle(opening.bundle))) as Record<string, unknown>
})

const findingsOf = ({ text, author, time, opening, roster }: Verdict) => [text, author, time, opening, roster]

function expectMismatch(verdict: Verdict): void {
  expect(statusOf(verdict)).toBe('mismatch')
  for (const { status, code, where } of findingsOf(verdict)) {
    expect(code).not.toBe('verifier_failed')
    if (status === 'mismatch') expect(where).toBeTruthy()
  }
}

type Path = readonly (string | number)[]

/** Every place in a JSON value but inside long strings. */
function pathsOf(at: unknown, path: Path = []): Path[] {
  if (typeof at !== 'object' || at === null) return [path]
  const members = Array.isArray(at) ? [...at.entries()] : Object.entries(at)
  return [path, ...members.flatMap(([key, member]) => pathsOf(member, path.concat(key)))]
}

function withMember(at: unknown, [key, ...rest]: Path, member: unknown): unknown {
  if (key === undefined) return member
  const copy = structuredClone(at) as Record<string | number, unknown>
  copy[key] = withMember(copy[key], rest, member)
  return copy
}

/** Taken from another place of the same bundle, or made up. */
const oddities = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1e300,
    [],
    {},
    'e\u0301',
    '\u2028',
    '00'.repeat(32),
    'x'.repeat(70_000),
  ),
)

test('any member, however deep, exchanged for anything', async () => {
  const paths = pathsOf(value).slice(1)
  const place = fc.constantFrom(...paths)
  const at = (path: Path) =>
    path.reduce<unknown>((one, key) => (one as Record<string | number, unknown>)[key], value)
  const member = fc.oneof(oddities, place.map(at))
  await fc.assert(
    fc.asyncProperty(place, member, async (path, other) => {
      const bytes = encodeCanonical(withMember(value, path, other))
      if (Buffer.compare(bytes, encodeCanonical(value)) === 0) return
      expectMismatch(await verifyBundle(bytes))
    }),
    { numRuns: 600 },
  )
})

test('nothing but an error of this package comes out of the decoder', () => {
  const bytes = encodeBundle(opening.bundle)
  const judge = (made: Uint8Array) => {
    try {
      expect(Buffer.compare(encodeBundle(decodeBundle(made)), made)).toBe(0)
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error
      expect(error.code).toMatch(/^bundle_/)
      expect(error.details['where']).toBeTypeOf('string')
      // Neither the error nor what is behind it quotes the file.
      for (let one: unknown = error; one instanceof Error; one = one.cause)
        expect(`${one.message} ${JSON.stringify(error.details)}`).not.toMatch(/served|SECRET|clerk/)
    }
  }
  judge(bytes)
  for (let end = 0; end < bytes.length; end += 211) judge(bytes.subarray(0, end))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), fc.nat(bytes.length), fc.nat(30), (some, at, length) => {
      judge(Buffer.concat([bytes.subarray(0, at), some, bytes.subarray(at + length)]))
    }),
    { numRuns: 200 },
  )
})

describe('a bundle', () => {
  test('whose statement is larger than any may be is a mismatch of the statement', async () => {
    const body = Array.from({ length: 12 }, () => [{ text: 'x'.repeat(99_000) }])
    const statement = { ...opening.bundle.statement, body }
    expect(() => encodeStatement(statement)).toThrow(expect.objectContaining({ code: 'too_large' }))
    const verdict = await verifyBundle(encodeBundle({ ...opening.bundle, statement }))
    expect(verdict.text).toMatchObject({ status: 'mismatch', code: 'statement_mismatch', where: 'statement' })
    expect(verdict.statement).toBeUndefined()
  })

  test('with a string that is not in NFC is not in its one encoding', async () => {
    const { version: _v, register: _r, signature: _s, ...fields } = opening.roster
    const witnesses = fields.witnesses.map((one) => ({ ...one, url: 'https://e\u0301.example' }))
    const roster: Roster = createRoster({ ...fields, witnesses }, registerSeed)
    const bundle = { ...opening.bundle, roster, policy: policyOf(roster) }
    expect((await verifyBundle(encodeBundle(bundle))).text).toMatchObject({
      code: 'bundle_not_canonical',
      where: 'file',
    })
  })

  test('may have 40 MiB and not a byte more', () => {
    const payload = (length: number): Bundle => ({ ...opening.bundle, payload: new Uint8Array(length) })
    const rest = encodeBundle(payload(0)).length
    const room = Math.floor((maximumBundleBytes - rest) / 4) * 3
    expect(decodeBundle(encodeBundle(payload(room))).payload).toHaveLength(room)
    expect(() => encodeBundle(payload(room + 3))).toThrow(
      expect.objectContaining({ code: 'bundle_too_large' }),
    )
  })

  test('may hold the acts of 32 trustees and no more', async () => {
    const one = (value['acts'] as unknown[])[0]
    const codeWith = async (count: number) =>
      (await verifyBundle(encodeCanonical({ ...value, acts: Array.from({ length: count }, () => one) }))).text
    expect(await codeWith(36)).toMatchObject({ code: 'acts_incomplete' })
    expect(await codeWith(37)).toMatchObject({ code: 'bundle_malformed', where: 'acts' })
  })

  test('of which a part has another shape says which', async () => {
    for (const [path, where] of [
      [['acts', 0, 'act', 'salt'], 'acts[0].act.salt'],
      [['acts', 2, 'act', 'body', 'share'], 'acts[2].act.body.share'],
      [['acts', 1, 'receipt'], 'acts[1].receipt'],
      [['roster', 'trustees', 1, 'key'], 'roster.trustees[1].key'],
      [['envelope', 'shares', 1], 'envelope.shares[1]'],
      [['statement', 'body', 1, 0, 'text'], 'statement.body[1][0].text'],
      [['openingKey'], 'openingKey'],
      [['payload'], 'payload'],
      [['policy'], 'policy'],
    ] as const)
      expect((await verifyBundle(encodeCanonical(withMember(value, path, 7)))).text).toMatchObject({
        code: 'bundle_malformed',
        where,
      })
  })
})

describe('a deposit', () => {
  const view = () => ({ envelope: opening.bundle.envelope, roster: opening.roster })

  test('for which the register shows two logs of one size is a mismatch, although no witness has signed either', async () => {
    const [deposit, word] = opening.bundle.acts
    const { log } = opening
    const size = log.entries.length
    const fork = createReferenceLog(logKey, [seedOf(66), ...log.entries.slice(1)])
    const receiptOf = (from: typeof log, place: number) => from.proof(3 + 2 * place, size, [])
    const acts = (second: typeof log) => [
      { act: deposit!.act, receipt: receiptOf(log, 0) },
      { act: word!.act, receipt: receiptOf(second, 1) },
    ]
    expect((await verifyDeposit({ ...view(), acts: acts(log) })).time).toMatchObject({ status: 'pending' })
    const verdict = await verifyDeposit({ ...view(), acts: acts(fork) })
    for (const finding of [verdict.time, verdict.opening, verdict.author])
      expect(finding).toMatchObject({ code: 'receipts_contradict', where: 'acts[1].receipt' })
    expect(verdict.acts).toEqual([])
  })
})

test('what an author may write comes back from the bundle byte for byte', () => {
  const bundle = decodeBundle(encodeBundle(opening.bundle))
  expect(decodeStatement(encodeStatement(bundle.statement))).toEqual(opening.bundle.statement)
  expect(encodeBase64(bundle.payload)).toBe(value['payload'])
})

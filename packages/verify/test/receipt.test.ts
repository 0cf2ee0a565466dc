import { type Act, createAct, createRoster, entryOf } from '@avow/core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  bundleCheckpointOf,
  bundleReceiptOf,
  createReceiptVerifier,
  verifyConsistency,
  verifyReceipt,
} from '../src/index.ts'
import { type House, houseOf, logKey, registerSeed, seedOf } from './opening-of.ts'
import { type Cosigner, type NamedKey, createReferenceLog } from './reference-log.ts'

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 2, witnesses: 3, quorum: 2 })
})

const act: Act = createAct(
  { kind: 'deposit', statement: 'ab'.repeat(32) as Act['actor'] as never, body: {} },
  registerSeed,
)
const log = createReferenceLog(logKey, [seedOf(1), seedOf(2), entryOf(act), seedOf(4), seedOf(5)])
const by = (...times: number[]): Cosigner[] => times.map((time, n) => ({ key: house.witnesses[n]!, time }))
const stranger: NamedKey = { name: 'stranger.test', seed: seedOf(77), type: 4 }
const codeOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (cause) {
    return (cause as { code: string }).code
  }
}

describe('a receipt', () => {
  test('gives the place of an act and the times of its quorum', () => {
    const receipt = verifyReceipt(act, log.proof(2, 5, by(300, 100, 200)), house.roster)
    expect(receipt).toMatchObject({
      index: 2,
      size: 5,
      isWitnessed: true,
      times: [100_000, 200_000, 300_000],
    })
    expect([receipt.time, receipt.observed]).toEqual([200_000, 200_000])
  })

  test('of two, the later is the time by which, the earlier the time that has certainly come', () => {
    const { time, observed } = verifyReceipt(act, log.proof(2, 5, by(900, 100)), house.roster)
    expect([time, observed]).toEqual([900_000, 100_000])
  })

  test('fewer witnesses than the quorum move neither time beyond an honest one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2e9 }),
        fc.integer({ min: 1, max: 2e9 }),
        fc.integer({ min: 1, max: 2e9 }),
        (liar, a, b) => {
          const { time, observed } = verifyReceipt(act, log.proof(2, 5, by(liar, a, b)), house.roster)
          expect(time).toBeGreaterThanOrEqual(Math.min(a, b) * 1000)
          expect(observed).toBeLessThanOrEqual(Math.max(a, b) * 1000)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('with a time that no calendar has is refused', () => {
    const last = Date.parse('9999-12-31T23:59:59Z') / 1000
    expect(verifyReceipt(act, log.proof(2, 5, by(1, last)), house.roster).times).toContain(last * 1000)
    for (const time of [last + 1, Number.MAX_SAFE_INTEGER])
      expect(codeOf(() => verifyReceipt(act, log.proof(2, 5, by(1, time)), house.roster))).toBe(
        'receipt_malformed',
      )
  })

  test('with one witness too few is none, unless one asks for what is pending', () => {
    const proof = log.proof(2, 5, by(100))
    expect(codeOf(() => verifyReceipt(act, proof, house.roster))).toBe('receipt_quorum_missing')
    const { receipt } = createReceiptVerifier(house.roster, { pending: true })
    expect(receipt(proof, act)).toMatchObject({ index: 2, isWitnessed: false, time: null, observed: null })
  })

  test('is not confused by signatures of strangers', () => {
    const proof = log.proof(2, 5, [...by(100, 100), { key: stranger, time: 5 }])
    expect(verifyReceipt(act, proof, house.roster).times).toEqual([100_000, 100_000])
  })

  test.each([
    ['receipt_not_included', () => log.proof(1, 5, by(1, 1))],
    ['receipt_malformed', () => log.proof(2, 5, by(1, 1)).replace('index 2', 'index 02')],
    ['receipt_malformed', () => ''],
    [
      'receipt_log_mismatch',
      () => createReferenceLog({ ...logKey, seed: seedOf(9) }, log.entries).proof(2, 5, by(1, 1)),
    ],
    [
      'receipt_log_mismatch',
      () => createReferenceLog({ ...logKey, name: 'other.test' }, log.entries).proof(2, 5, by(1, 1)),
    ],
    [
      'receipt_cosignature_invalid',
      () => {
        const proof = log.proof(2, 5, by(1, 1))
        const other = log.proof(2, 4, by(1, 1)).split('\n')
        return [...proof.split('\n').slice(0, -2), other.at(-2), ''].join('\n')
      },
    ],
  ])('%s', (code, make) => {
    expect(codeOf(() => verifyReceipt(act, make(), house.roster))).toBe(code)
  })

  test('cut short at any character, or made of random text, is refused', () => {
    const proof = log.proof(2, 5, by(100, 100))
    for (let end = 0; end < proof.length; end += 1)
      expect(codeOf(() => verifyReceipt(act, proof.slice(0, end), house.roster))).toMatch(/^receipt_/)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // Undefined would be an error without a code, which is a defect and not a refusal.
        expect(codeOf(() => verifyReceipt(act, `${proof}${text}`, house.roster))).toBeDefined()
        expect(codeOf(() => verifyReceipt(act, text, house.roster))).toBe('receipt_malformed')
      }),
    )
  })

  test('under a roster with a key that is none says that the roster is wrong', () => {
    const { version: _v, register: _r, signature: _s, ...fields } = house.roster
    const roster = createRoster(
      { ...fields, log: fields.log.replace(/\+[0-9a-f]{8}\+/, '+00000000+') },
      registerSeed,
    )
    expect(codeOf(() => verifyReceipt(act, log.proof(2, 5, by(1, 1)), roster))).toBe('roster_invalid')
  })
})

describe('a receipt for a bundle', () => {
  const strict = () => createReceiptVerifier(house.roster, { strict: true })
  const lines = (proof: string) => proof.split('\n').filter((line) => line.startsWith('—'))
  const withLines = (proof: string, signatures: string[]) =>
    `${proof
      .split('\n')
      .filter((line) => !line.startsWith('—'))
      .join('\n')}${signatures.join('\n')}\n`

  test('has the signatures of the policy in their order, and the form is reached by trimming', () => {
    const proof = log.proof(2, 5, [{ key: stranger, time: 5 }, ...by(100, 200, 300).toReversed()])
    expect(codeOf(() => strict().receipt(proof, act))).toBe('receipt_not_strict')
    const trimmed = bundleReceiptOf(proof, house.roster)
    expect(trimmed).toBe(log.proof(2, 5, by(100, 200, 300)))
    expect(strict().receipt(trimmed, act).times).toHaveLength(3)
    expect(bundleCheckpointOf(log.checkpoint(5, [{ key: stranger, time: 5 }, ...by(1)]), house.roster)).toBe(
      log.checkpoint(5, by(1)),
    )
  })

  test('with a line twice, out of order, foreign or extra is refused', () => {
    const proof = log.proof(2, 5, by(100, 200))
    const [own, first, second] = lines(proof) as [string, string, string]
    expect(strict().receipt(withLines(proof, [own, first, second]), act).index).toBe(2)
    for (const wrong of [
      [own, second, first],
      [first, own, second],
      [own, own, first, second],
      [own, first, first, second],
    ])
      expect(
        codeOf(() => strict().receipt(withLines(proof, wrong), act)),
        wrong.join(),
      ).toBe('receipt_not_strict')
    const extra = proof.replace('\nindex', '\nextra AAAA\nindex')
    expect(codeOf(() => strict().receipt(extra, act))).toBe('receipt_not_strict')
    expect(verifyReceipt(act, extra, house.roster).index).toBe(2)
  })
})

test('a log that has grown is told from another one, for every pair of sizes', () => {
  const entries = Array.from({ length: 17 }, (_, n) => seedOf(n))
  const one = createReferenceLog(logKey, entries)
  const other = createReferenceLog(logKey, [seedOf(99), ...entries.slice(1)])
  const bytes = (hashes: string[]) => hashes.map((hash) => new Uint8Array(Buffer.from(hash, 'base64')))
  const head = (from: typeof one, size: number) => ({
    size,
    root: Buffer.from(from.root(size)).toString('hex') as never,
  })
  for (let to = 1; to <= 17; to += 1)
    for (let from = 0; from <= to; from += 1) {
      const proof = bytes(one.consistency(from, to))
      expect(verifyConsistency(head(one, from), head(one, to), proof).size).toBe(to)
      if (from > 0)
        expect(codeOf(() => verifyConsistency(head(other, from), head(one, to), proof))).toBe(
          'receipts_contradict',
        )
      if (from > 0 && proof.length > 0)
        expect(codeOf(() => verifyConsistency(head(one, from), head(one, to), proof.slice(1)))).toBe(
          'receipts_contradict',
        )
    }
  expect(codeOf(() => verifyConsistency(head(one, 5), head(one, 4), []))).toBe('receipts_contradict')
})

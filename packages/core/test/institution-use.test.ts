/** What limits requests for tags, and which key is in use (spec/conditions.md, "Posting", "In use"). */
import { describe, expect, test } from 'vitest'
import {
  type ExchangeRequest,
  type InstitutionKey,
  type PostedRequest,
  type Roster,
  blindInput,
  checkExchangeRequest,
  checkKeyInUse,
  checkPostedRequest,
  confirmKey,
  confirmationsNeeded,
  createExchangeRequest,
  decodePostedRequest,
  encodeCanonical,
  hashOf,
  institutionInput,
  publicKeyOf,
  searchWork,
  utf8,
  workOf,
} from '../src/index.ts'
import { codeOf, cutShort, deep, exchanged, flipped, randomised } from './hostile.ts'
import { readIndex } from './making/keep.ts'
import { seedOf } from './making/keys.ts'
import { dealKey, scalarOf } from './making/oprf.ts'

interface Posted {
  readonly posted: PostedRequest
  readonly bits: number
  readonly now: number
  readonly found: number
  readonly code: string
}

describe('a posted request', () => {
  test.each(readIndex<Posted & { name: string }>('valid', 'posted-request'))('$name', (one) => {
    expect(decodePostedRequest(encodeCanonical(one.posted), one.bits, one.now)).toEqual(one.posted)
    expect(workOf(one.posted)).toBe(one.found)
  })

  test.each(readIndex<Posted & { name: string }>('invalid', 'posted-request'))('$name: $code', (one) => {
    expect(codeOf(() => checkPostedRequest(one.posted, one.bits, one.now))).toBe(one.code)
  })

  const { posted, now } = readIndex<Posted & { name: string }>('valid', 'posted-request')[0]!

  test('work is looked for in steps, and what is found is enough', () => {
    const search = searchWork({ request: posted.request, time: posted.time }, 13)
    const first = search.next()
    expect(first).toEqual({ done: false, value: 1024 })
    let step = first
    while (!step.done) step = search.next()
    expect(workOf(step.value)).toBeGreaterThanOrEqual(13)
    expect(checkPostedRequest(step.value, 13, now)).toEqual(step.value)
  })

  test('of every input that is not one, it says so', () => {
    const decoder = {
      name: 'posted request',
      sample: encodeCanonical(posted),
      again: (bytes: Uint8Array) => encodeCanonical(decodePostedRequest(bytes, 0, now)),
      codes: ['malformed', 'not_canonical', 'posted_time'] as const,
    }
    cutShort(decoder)
    flipped(decoder)
    randomised(decoder)
    exchanged(decoder)
    deep(decoder)
  })
})

describe('a trustee asks what there is for it', () => {
  const fields = {
    trustee: 2,
    key: null,
    ceremony: hashOf(utf8('a setup')),
    closed: 3,
    work: 20,
    time: '2026-11-26T12:00:00Z',
    wait: 25,
  }
  const request = createExchangeRequest(fields, seedOf(2))
  const key = publicKeyOf(seedOf(2))

  test('what it has signed is what it asked', () => {
    expect(checkExchangeRequest(request, key)).toEqual(request)
    for (const [member, value] of Object.entries({
      trustee: 1,
      key: fields.ceremony,
      closed: 2,
      work: 0,
      wait: 0,
    }))
      expect(codeOf(() => checkExchangeRequest({ ...request, [member]: value }, key))).toBe(
        'signature_invalid',
      )
    expect(codeOf(() => checkExchangeRequest(request, publicKeyOf(seedOf(1))))).toBe('signature_invalid')
  })

  test('of every value that is none, it says so', () => {
    const decoder = {
      name: 'exchange request',
      sample: encodeCanonical(request),
      again: (bytes: Uint8Array) => {
        const value = JSON.parse(new TextDecoder().decode(bytes)) as ExchangeRequest
        return void checkExchangeRequest(value, key)
      },
      codes: ['malformed', 'signature_invalid'] as const,
    }
    exchanged(decoder)
  })
})

describe('a key is in use', () => {
  const [count, threshold] = [5, 3]
  const { unsigned } = dealKey(scalarOf('key'), count, threshold)
  const confirmedBy = (...trustees: number[]): InstitutionKey => ({
    ...unsigned,
    confirmations: trustees.map((trustee) => ({ trustee, signature: confirmKey(unsigned, seedOf(trustee)) })),
  })
  const rosterOf = (...seeds: number[]) =>
    ({ threshold, trustees: seeds.map((seed) => ({ key: publicKeyOf(seedOf(seed)) })) }) as unknown as Roster

  test('when so many have confirmed it that two such groups share a threshold', () => {
    for (let trustees = 2; trustees <= 32; trustees += 1)
      for (let needed = 2; needed <= trustees; needed += 1) {
        const group = confirmationsNeeded(trustees, needed)
        expect(group).toBeLessThanOrEqual(trustees)
        expect(2 * group - trustees).toBeGreaterThanOrEqual(needed)
      }
    const roster = rosterOf(1, 2, 3, 4, 5)
    expect(checkKeyInUse(confirmedBy(1, 2, 4, 5), roster)).toEqual(confirmedBy(1, 2, 4, 5))
    expect(codeOf(() => checkKeyInUse(confirmedBy(1, 2, 4), roster))).toBe('institution_key_invalid')
  })

  test.each<readonly [name: string, seeds: readonly number[]]>([
    ['of fewer trustees', [1, 2, 3, 4]],
    ['of more', [1, 2, 3, 4, 5, 6]],
    ['in another order', [2, 1, 3, 4, 5]],
    ['of which one is another', [1, 2, 3, 4, 6]],
  ])('and not for a roster %s', (_, seeds) => {
    const refused = () => checkKeyInUse(confirmedBy(1, 2, 3, 4, 5), rosterOf(...seeds))
    expect(codeOf(refused)).toBe('institution_key_invalid')
  })

  test('and not for a roster with another threshold: shares of before would not fit the proofs', () => {
    const other = { ...rosterOf(1, 2, 3, 4, 5), threshold: 2 }
    expect(codeOf(() => checkKeyInUse(confirmedBy(1, 2, 3, 4, 5), other))).toBe('institution_key_invalid')
  })

  test('a request says nothing of the institution', () => {
    const [one, other] = [
      blindInput(institutionInput('wikidata:Q42')),
      blindInput(institutionInput('wikidata:Q42')),
    ]
    expect(one.blinded).not.toBe(other.blinded)
  })
})

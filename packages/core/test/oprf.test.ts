import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Element,
  type Evaluation,
  type EvaluationRequest,
  type InstitutionId,
  type InstitutionTag,
  type PartialEvaluation,
  type SecretScalar,
  type UnsignedInstitutionKey,
  blindInput,
  checkEvaluation,
  combineEvaluations,
  decodeEvaluation,
  decodeEvaluationRequest,
  decodeHex,
  decodeInstitutionKey,
  encodeCanonical,
  encodeHex,
  evaluateBlinded,
  finalizeOutput,
  institutionInput,
  institutionTag,
  publicShareFor,
  verifyEvaluation,
} from '../src/index.ts'
import { refusalOf } from './code-of.ts'
import { readIndex, readVector } from './making/keep.ts'
import { dealKey, giving, scalarOf } from './making/oprf.ts'

interface Published {
  readonly name: string
  readonly secret: SecretScalar
  readonly publicKey: Element
  readonly input: string
  readonly blind: SecretScalar
  readonly blinded: Element
  readonly evaluated: Element
  readonly nonce: string
  readonly proof: string
  readonly output: string
}

const published = readIndex<Published>('valid', 'oprf')
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1)

describe('RFC 9497, ristretto255-SHA512, VOPRF', () => {
  test.each(published)('$name: one key', (one) => {
    const input = decodeHex(one.input)
    const blinding = blindInput(input, giving(one.blind))
    expect(blinding).toEqual({ blind: one.blind, blinded: one.blinded })
    expect(publicShareFor(one.secret)).toBe(one.publicKey)
    const evaluation = evaluateBlinded(1, one.secret, one.blinded, giving(one.nonce))
    expect(evaluation).toEqual({ trustee: 1, evaluated: one.evaluated, proof: one.proof })
    expect(encodeHex(finalizeOutput(input, blinding, evaluation.evaluated))).toBe(one.output)
  })

  test.each(published)('$name: the same key among trustees gives the same output', (one) => {
    const input = decodeHex(one.input)
    for (const [count, threshold] of [
      [2, 2],
      [5, 3],
      [7, 5],
    ] as const) {
      const { unsigned, shares } = dealKey(one.secret, count, threshold)
      const partials = shares.map((share, n) => evaluateBlinded(n + 1, share, one.blinded))
      const combined = combineEvaluations(partials, one.blinded, unsigned)
      expect(combined).toEqual({ evaluated: one.evaluated, trustees: numbers(threshold), wrong: [] })
      expect(encodeHex(finalizeOutput(input, one, combined.evaluated))).toBe(one.output)
    }
  })
})

const { unsigned: key, shares } = dealKey(scalarOf('a key'), 5, 3)
const id: InstitutionId = 'wikidata:Q42'
const blinding = blindInput(institutionInput(id))
const partials = shares.map((share, n) => evaluateBlinded(n + 1, share, blinding.blinded))
const { tag } = institutionTag(id, blinding, partials, key)

describe('tags', () => {
  test('any threshold of trustees gives the same tag, whatever the blind', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(numbers(5), { minLength: 3 }), (some) => {
        const again = blindInput(institutionInput(id))
        const evaluations = some.map((trustee) =>
          evaluateBlinded(trustee, shares[trustee - 1]!, again.blinded),
        )
        expect(again.blinded).not.toBe(blinding.blinded)
        expect(institutionTag(id, again, evaluations, key)).toEqual({ tag, wrong: [] })
      }),
      { numRuns: 10 },
    )
  })

  test('another institution and another key give another tag', () => {
    const other = blindInput(institutionInput('wikidata:Q43'))
    const evaluated = shares.map((share, n) => evaluateBlinded(n + 1, share, other.blinded))
    expect(institutionTag('wikidata:Q43', other, evaluated, key).tag).not.toBe(tag)
    const second = dealKey(scalarOf('another key'), 5, 3)
    const others = second.shares.map((share, n) => evaluateBlinded(n + 1, share, blinding.blinded))
    expect(institutionTag(id, blinding, others, second.unsigned).tag).not.toBe(tag)
  })

  test('the input cannot be taken for another', () => {
    expect(new TextDecoder().decode(institutionInput('local:a'))).toBe('avow/institution/v1\0local:a')
  })
})

describe('wrong evaluations', () => {
  const wrongly: Record<string, (one: PartialEvaluation) => PartialEvaluation> = {
    'another share': (one) => ({ ...evaluateBlinded(one.trustee, scalarOf('wrong'), blinding.blinded) }),
    'another input': (one) =>
      evaluateBlinded(
        one.trustee,
        shares[one.trustee - 1]!,
        blindInput(institutionInput('wikidata:Q1')).blinded,
      ),
    'the proof of another': (one) => ({ ...one, proof: partials[one.trustee % 5]!.proof }),
    'the evaluation of another': (one) => ({ ...partials[one.trustee % 5]!, trustee: one.trustee }),
    'no proof': (one) => ({ ...one, proof: '' }),
    'no element': (one) => ({ ...one, evaluated: 'ff'.repeat(32) as Element }),
    'the identity': (one) => ({ ...one, evaluated: '00'.repeat(32) as Element }),
  }
  test.each(Object.entries(wrongly))('%s: is named, and the rest suffice', async (_, spoil) => {
    for (const bad of [[1], [2, 5]]) {
      const given = partials.map((one) => (bad.includes(one.trustee) ? spoil(one) : one))
      expect(institutionTag(id, blinding, given, key)).toEqual({ tag, wrong: bad })
      expect(await refusalOf(() => verifyEvaluation(given[bad[0]! - 1]!, blinding.blinded, key))).toEqual({
        code: 'evaluation_invalid',
        details: { trustee: bad[0] },
      })
    }
    const tooMany = partials.map((one) => ([1, 2, 5].includes(one.trustee) ? spoil(one) : one))
    expect(await refusalOf(() => combineEvaluations(tooMany, blinding.blinded, key))).toEqual({
      code: 'evaluations_too_few',
      details: { needed: 3, right: 2, wrong: '1,2,5' },
    })
  })

  test('one trustee three times is one trustee', async () => {
    const repeated = [partials[0]!, partials[0]!, evaluateBlinded(1, shares[0]!, blinding.blinded)]
    expect(await refusalOf(() => combineEvaluations(repeated, blinding.blinded, key))).toMatchObject({
      details: { right: 1 },
    })
  })

  test('a stranger is named', () => {
    const stranger = { ...partials[0]!, trustee: 9 }
    expect(combineEvaluations([...partials, stranger], blinding.blinded, key).wrong).toEqual([9])
  })

  test('fewer than the threshold give another element than all', () => {
    const { unsigned } = dealKey(scalarOf('a key'), 5, 3)
    const lower = { ...unsigned, threshold: 2 }
    expect(combineEvaluations(partials.slice(0, 2), blinding.blinded, lower).evaluated).not.toBe(
      combineEvaluations(partials, blinding.blinded, key).evaluated,
    )
  })

  test('what is blinded must be an element', async () => {
    for (const blinded of ['00'.repeat(32), 'ff'.repeat(32), '', 'x'])
      expect(await refusalOf(() => evaluateBlinded(1, shares[0]!, blinded as Element))).toMatchObject({
        code: 'malformed',
      })
  })
})

describe('vectors', () => {
  test.each(readIndex<{ file: string }>('valid', 'institution-key'))('$file', ({ file }) => {
    const bytes = readVector('valid', 'institution-key', file)
    expect(encodeCanonical(decodeInstitutionKey(bytes))).toEqual(bytes)
  })
  test.each(readIndex<{ file: string; code: string; reason: string }>('invalid', 'institution-key'))(
    '$file',
    async ({ file, code, reason }) => {
      expect(
        await refusalOf(() => decodeInstitutionKey(readVector('invalid', 'institution-key', file))),
      ).toMatchObject({ code, details: { reason } })
    },
  )

  interface Evaluated {
    name: string
    id: InstitutionId
    blind: SecretScalar
    key: UnsignedInstitutionKey
    request: EvaluationRequest
    evaluations: Evaluation[]
    evaluated: Element
    tag: InstitutionTag
  }
  test.each(readIndex<Evaluated>('valid', 'evaluation'))('evaluation: $name', (one) => {
    expect(decodeEvaluationRequest(encodeCanonical(one.request))).toEqual(one.request)
    const read = one.evaluations.map((evaluation) =>
      decodeEvaluation(encodeCanonical(evaluation), one.request, one.key),
    )
    const { blinded } = one.request
    expect(combineEvaluations(read, blinded, one.key).evaluated).toBe(one.evaluated)
    expect(institutionTag(one.id, { blind: one.blind, blinded }, read, one.key)).toEqual({
      tag: one.tag,
      wrong: [],
    })
  })
  test.each(
    readIndex<{
      name: string
      key: UnsignedInstitutionKey
      request: EvaluationRequest
      evaluation: unknown
      code: string
    }>('invalid', 'evaluation'),
  )('evaluation: $name: $code', async ({ key, request, evaluation, code }) => {
    expect(await refusalOf(() => checkEvaluation(evaluation, request, key))).toMatchObject({ code })
  })
})

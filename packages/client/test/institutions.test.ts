/** Asking for tags where trustees or the register do what they should not (spec/conditions.md, "Tags of institutions"). */
import {
  type Element,
  type Evaluation,
  type InstitutionKey,
  type PostedRequest,
  type Roster,
  checkPostedRequest,
  checkTerms,
  confirmKey,
  createEvaluation,
  evaluateBlinded,
  publicKeyOf,
} from '@avow/core'
import { describe, expect, test } from 'vitest'
import { seedOf } from '../../core/test/making/keys.ts'
import { dealKey, scalarOf } from '../../core/test/making/oprf.ts'
import {
  type AskOptions,
  type AskProgress,
  type InstitutionCalls,
  askForTag,
  tagCondition,
} from '../src/institutions/index.ts'

const numbers = [1, 2, 3, 4, 5]
const { unsigned, shares } = dealKey(scalarOf('key'), 5, 3)
const confirmedBy = (...trustees: number[]): InstitutionKey => ({
  ...unsigned,
  confirmations: trustees.map((trustee) => ({ trustee, signature: confirmKey(unsigned, seedOf(trustee)) })),
})
const key = confirmedBy(...numbers)
const roster = {
  threshold: 3,
  trustees: numbers.map((one) => ({ key: publicKeyOf(seedOf(one)) })),
} as unknown as Roster
const time = '2026-11-26T12:00:00Z'
const work = 5

/** What trustee `number` answers with a share; its own unless another is given. */
const answerBy = (number: number, { request }: PostedRequest, share = shares[number - 1]!): Evaluation =>
  createEvaluation(request, evaluateBlinded(number, share, request.blinded), seedOf(number))

interface Double {
  readonly posted: PostedRequest[]
  readonly options: AskOptions
}

/** A register whose trustees answer as `answer` says. */
function registerWith(
  answer: (posted: PostedRequest) => readonly Evaluation[],
  shown: InstitutionKey | null = key,
): Double {
  const posted: PostedRequest[] = []
  const calls: Partial<InstitutionCalls> = {
    institutions: async () => ({ key: shown, ceremony: null, work, time }),
    postRequest: async (one) => {
      posted.push(checkPostedRequest(one, work, Date.parse(time)))
      return time
    },
    evaluations: async (blinded: Element) =>
      answer(posted.find(({ request }) => request.blinded === blinded)!),
  }
  return { posted, options: { calls: calls as InstitutionCalls, roster, patience: 0 } }
}

const honest = registerWith((posted) => numbers.map((one) => answerBy(one, posted)))
const { tag } = await askForTag('wikidata:Q42', honest.options)

describe('a tag', () => {
  test('is the same from any threshold of trustees, and a wrong answer names its trustee', async () => {
    const some = registerWith((posted) => [
      answerBy(1, posted, shares[1]),
      ...[2, 4, 5].map((one) => answerBy(one, posted)),
    ])
    expect(await askForTag('wikidata:Q42', some.options)).toEqual({ tag, wrong: [1] })
  })

  test('is not made of fewer, nor of answers that nobody gave to this request', async () => {
    const replayed = registerWith((posted) => [
      answerBy(1, posted),
      answerBy(2, posted),
      answerBy(3, honest.posted[0]!),
      { ...answerBy(4, posted), trustee: 5 },
      { ...answerBy(1, posted), trustee: 4 },
    ])
    await expect(askForTag('wikidata:Q42', replayed.options)).rejects.toMatchObject({
      code: 'evaluations_too_few',
      details: { needed: 3, right: 2, wrong: '' },
    })
  })

  test('says how long its work takes while it is done', async () => {
    const { options } = registerWith(() => [])
    const calls = { ...options.calls, institutions: async () => ({ key, ceremony: null, work: 40, time }) }
    const [told, enough] = [[] as AskProgress[], new AbortController()]
    const onProgress = (progress: AskProgress) => {
      told.push(progress)
      enough.abort()
    }
    const asking = askForTag('wikidata:Q42', { ...options, calls, onProgress, signal: enough.signal })
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
    const [{ stage, expected, seconds, tried }] = told as [AskProgress & { stage: 'work' }]
    expect([stage, expected]).toEqual(['work', 2 ** 40])
    // So much work takes days, whatever the machine.
    expect(seconds).toBeGreaterThan(3600)
    expect(tried).toBeGreaterThan(0)
  })

  test('is asked for by requests that have nothing in common and name no institution', async () => {
    const { posted, options } = registerWith((one) => numbers.map((number) => answerBy(number, one)))
    await askForTag('wikidata:Q42', options)
    await askForTag('wikidata:Q42', options)
    const [first, second] = posted as [PostedRequest, PostedRequest]
    expect(first.request.blinded).not.toBe(second.request.blinded)
    expect(JSON.stringify(posted)).not.toContain('wikidata')
    // The author's own clock would be a mark.
    expect(posted.map((one) => one.time)).toEqual([time, time])
  })

  test.each<readonly [why: string, shown: InstitutionKey, reason: string]>([
    ['that too few have confirmed', confirmedBy(1, 2, 3), 'unconfirmed'],
    ['that somebody has changed', { ...key, session: '0'.repeat(64) as never }, 'signature_invalid'],
  ])('is not asked for under a key %s', async (_, shown, reason) => {
    const { posted, options } = registerWith(() => [], shown)
    await expect(askForTag('wikidata:Q42', options)).rejects.toMatchObject({
      code: 'institution_key_invalid',
      details: { reason },
    })
    expect(posted).toEqual([])
  })

  test('cannot be asked for while there is no key', async () => {
    const { options } = registerWith(() => [], null)
    await expect(askForTag('wikidata:Q42', options)).rejects.toMatchObject({ code: 'not_ready' })
  })

  test('is not waited for when its author has had enough', async () => {
    const { options } = registerWith(() => [])
    const calls = { ...options.calls, institutions: async () => ({ key, ceremony: null, work: 40, time }) }
    const signal = AbortSignal.timeout(20)
    await expect(askForTag('wikidata:Q42', { ...options, calls, signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})

test('a condition gets a tag for each of its institutions, each asked for once; what is a tag already stays', async () => {
  const { posted, options } = registerWith((one) => numbers.map((number) => answerBy(number, one)))
  const together = (size: number, institution: string) => ({
    type: 'together',
    size,
    institution,
    vouched: false,
  })
  const sealedBefore = `tag:${'ab'.repeat(32)}`
  const condition = checkTerms({
    type: 'any',
    of: [
      { type: 'word' },
      together(3, sealedBefore),
      { type: 'all', of: [together(2, 'wikidata:Q42'), together(5, 'local:harbour')] },
      together(9, 'wikidata:Q42'),
    ],
  })
  const tagged = await tagCondition(condition, options)
  const other = tagged.tags.get('local:harbour')!
  expect(posted).toHaveLength(2)
  expect(tagged.condition).toEqual({
    type: 'any',
    of: [
      { type: 'word' },
      together(3, sealedBefore),
      { type: 'all', of: [together(2, tag), together(5, other)] },
      together(9, tag),
    ],
  })
})

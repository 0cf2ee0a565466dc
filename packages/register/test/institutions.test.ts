/** The register as board and post box over HTTP (spec/http-api.md, "Exchange"). */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient } from '@avow/client'
import {
  type ExchangePage,
  type InstitutionCalls,
  askForTag,
  createInstitutionCalls,
} from '@avow/client/institutions'
import {
  type DkgState,
  type Element,
  type EvaluationRequest,
  type InstitutionKey,
  type PostedRequest,
  type Roster,
  type SecretScalar,
  blindInput,
  checkKeyInUse,
  closeDkgPhase,
  createEvaluation,
  createEvaluationRequest,
  createExchangeRequest,
  evaluateBlinded,
  formatInstant,
  institutionInput,
  openDkg,
  receiveDkgMessage,
  searchWork,
  workOf,
} from '@avow/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import { partiesOf } from './ceremony-parties.ts'
import { type RegisterProcess, type Setting, makeSetting, startRegister } from './setting.ts'

const bits = 8
const list = fileURLToPath(new URL('../../../examples/institutions.json', import.meta.url))

let setting: Setting
let register: RegisterProcess
let calls: InstitutionCalls
let roster: Roster
let key: InstitutionKey
const shares = new Map<number, SecretScalar>()

const exchange = (number: number, fields: object = {}): Promise<ExchangePage> => {
  const nothing = { key: null, ceremony: null, closed: 0, work: 0, wait: 0 }
  const time = formatInstant(Math.floor(Date.now() / 1000) * 1000)
  const request = { trustee: number, time, ...nothing, ...fields }
  return calls.exchange(createExchangeRequest(request, setting.trustees[number - 1]!.seed))
}

async function worked(request: EvaluationRequest, time: number, needed = bits): Promise<PostedRequest> {
  const search = searchWork({ request, time: formatInstant(Math.floor(time / 1000) * 1000) }, needed)
  for (;;) {
    const step = search.next()
    if (step.done) return step.value
  }
}

const anElement = (): Element => blindInput(institutionInput('wikidata:Q42')).blinded

const stateOf = ({ setup, closed }: NonNullable<ExchangePage['ceremony']>): DkgState =>
  closed.reduce<DkgState>(
    (state, messages) => closeDkgPhase(messages.reduce(receiveDkgMessage, state)),
    openDkg(setup),
  )

/** Trustees follow the board until the key is in use. */
async function holdCeremony(): Promise<void> {
  const parties = partiesOf(setting.trustees)
  for (let closed = -1; ;) {
    const page = await exchange(1)
    if (page.key) return
    const state = page.ceremony && stateOf(page.ceremony)
    if (!state || page.ceremony!.closed.length === closed) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      continue
    }
    closed = page.ceremony!.closed.length
    for (const number of [1, 2, 3]) {
      await calls.sayInCeremony(await parties.say(state, number))
      if (state.phase === 'confirm') shares.set(number, await parties.shareOf(state, number))
    }
  }
}

async function start(): Promise<void> {
  register = await startRegister(setting.environment)
  calls = createInstitutionCalls({ base: register.address })
}

beforeAll(async () => {
  setting = await makeSetting({ AVOW_WORK_BITS: String(bits), AVOW_INSTITUTIONS: list })
  await start()
  roster = await createClient({ base: register.address }).roster()
  expect(await calls.institutions()).toMatchObject({ key: null, work: bits })
  await expect(askForTag('wikidata:Q42', { calls, roster })).rejects.toMatchObject({ code: 'not_ready' })
  await holdCeremony()
  key = (await calls.institutions()).key!
})
afterAll(async () => {
  await register?.stop()
  setting?.close()
})

const answerBy = (number: number, { request }: PostedRequest) =>
  createEvaluation(
    request,
    evaluateBlinded(number, shares.get(number)!, request.blinded),
    setting.trustees[number - 1]!.seed,
  )

describe('the list in which institutions are looked up', () => {
  test('is answered whole, as canonical JSON', async () => {
    expect(await calls.authority()).toEqual(JSON.parse(readFileSync(list, 'utf8')))
  })

  test.each([
    ['names a file that cannot be read', undefined],
    ['names a file that is not as it must be', '{"version":"avow/institutions/v1"'],
    ['names a file that is not as it must be', '{"version":"avow/institutions/v1","institutions":[{}]}'],
  ])('is refused at the start when the setting %s', (reason, text) => {
    const path = join(setting.folder, `${Math.random()}.json`)
    if (text !== undefined) writeFileSync(path, text)
    expect(() => readConfig({ AVOW_INSTITUTIONS: path })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: `AVOW_INSTITUTIONS ${reason}` }),
    )
  })
})

describe('the key', () => {
  test('is the one that the trustees of the roster have made, and a restart leaves it as it is', async () => {
    expect(checkKeyInUse(key, roster)).toEqual(key)
    await register.stop()
    await start()
    expect(await calls.institutions()).toMatchObject({ key, ceremony: null })
  })

  test('is told to a trustee that does not know it, and then not again', async () => {
    expect((await exchange(2)).key).toEqual(key)
    expect(await exchange(2, { key: key.session })).toEqual({ key: null, ceremony: null, requests: [] })
  })
})

describe('the exchange', () => {
  test('is for trustees of the roster, with their signature, at about this time', async () => {
    const request = createExchangeRequest(
      { trustee: 1, key: null, ceremony: null, closed: 0, work: 0, wait: 0, time: '2020-01-01T00:00:00Z' },
      setting.trustees[0]!.seed,
    )
    const codeOf = (value: object) =>
      calls.exchange(value as never).catch((cause) => (cause as { details: { code: string } }).details.code)
    expect(await codeOf(request)).toBe('feed_time')
    expect(await codeOf({ ...request, trustee: 2 })).toBe('signature_invalid')
    expect(await codeOf({ ...request, trustee: 4 })).toBe('trustee_unknown')
    expect(await codeOf({ ...request, closed: 6 })).toBe('malformed')
  })

  test('takes no message of a ceremony that is over', async () => {
    const message = { version: 'avow/dkg/v1', session: key.session, phase: 'confirm', from: 1 }
    const late = { ...message, body: { confirmation: key.confirmations[0]!.signature } }
    const signed = { ...late, signature: key.confirmations[0]!.signature }
    await expect(calls.sayInCeremony(signed as never)).rejects.toMatchObject({
      details: { code: 'phase_closed' },
    })
  })
})

describe('whoever waits', () => {
  async function answersBefore(end: () => Promise<unknown>, ask: () => Promise<unknown>): Promise<number> {
    let answered = 0
    const asked = Array.from({ length: 5 }, () => ask().then(() => (answered += 1)))
    await vi.waitFor(() => expect(answered).toBeGreaterThan(3), { timeout: 60_000 })
    const early = answered
    await end()
    await Promise.all(asked)
    return early
  }

  test('waits once: a newer question of the same trustee, or for the same request, has the older ones answered', async () => {
    const posted = await worked(createEvaluationRequest(key, anElement()), Date.now())
    const exchanging = () => exchange(1, { key: key.session, wait: 25 })
    expect(await answersBefore(() => calls.postRequest(posted), exchanging)).toBe(4)
    const asking = () => calls.evaluations(posted.request.blinded, 25)
    const answer = (number: number) => calls.answerRequest(answerBy(number, posted))
    expect(await answersBefore(() => answer(1).then(() => answer(2)), asking)).toBe(4)
    await answer(3)
  })
})

describe('the post box', () => {
  test('carries a request to every trustee until it has answered, and the answers back', async () => {
    const posted = await worked(createEvaluationRequest(key, anElement()), Date.now())
    await calls.postRequest(posted)
    await calls.postRequest(posted)
    const { blinded } = posted.request
    expect(await calls.evaluations(blinded, 0)).toEqual([])
    for (const number of [1, 2]) {
      expect((await exchange(number, { key: key.session })).requests).toEqual([posted])
      await calls.answerRequest(answerBy(number, posted))
      await calls.answerRequest(answerBy(number, posted))
      expect((await exchange(number, { key: key.session })).requests).toEqual([])
    }
    const answers = await calls.evaluations(blinded, 25)
    expect(answers.map(({ trustee }) => trustee)).toEqual([1, 2])
    expect((await exchange(3, { key: key.session })).requests).toEqual([posted])
    expect((await exchange(3, { key: key.session, work: 64 })).requests).toEqual([])
    await calls.answerRequest(answerBy(3, posted))
  })

  test('keeps an answer only when it is that trustee’s, to that request, and right', async () => {
    const posted = await worked(createEvaluationRequest(key, anElement()), Date.now())
    const good = answerBy(1, posted)
    const refusal = (answer: object) =>
      calls
        .answerRequest(answer as never)
        .catch((cause) => (cause as { details: { code: string } }).details.code)
    expect(await refusal(good)).toBe('request_unknown')
    await calls.postRequest(posted)
    expect(await refusal({ ...good, trustee: 2 })).toBe('signature_invalid')
    const byAnother = evaluateBlinded(1, shares.get(2)!, posted.request.blinded)
    const wrong = createEvaluation(posted.request, byAnother, setting.trustees[0]!.seed)
    expect(await refusal(wrong)).toBe('evaluation_invalid')
    expect(await calls.evaluations(posted.request.blinded, 0)).toEqual([])
  })

  test.each<readonly [name: string, code: string, make: () => Promise<PostedRequest>]>([
    [
      'too little work',
      'posted_work',
      async () => {
        // One in 256 has enough by chance.
        for (;;) {
          const posted = await worked(createEvaluationRequest(key, anElement()), Date.now(), 0)
          if (workOf(posted) < bits) return posted
        }
      },
    ],
    [
      'work of yesterday',
      'posted_time',
      () => worked(createEvaluationRequest(key, anElement()), Date.now() - 86_400_000),
    ],
    [
      'work of tomorrow',
      'posted_time',
      () => worked(createEvaluationRequest(key, anElement()), Date.now() + 86_400_000),
    ],
    [
      'another key',
      'key_unknown',
      () => worked(createEvaluationRequest({ ...key, key: anElement() }, anElement()), Date.now()),
    ],
  ])('refuses %s: %s', async (_, code, make) => {
    const refused = calls.postRequest(await make())
    await expect(refused).rejects.toMatchObject({ code: 'refused', details: { code } })
  })

  test('answers whatever is sent to it, and goes on', async () => {
    const paths = ['requests', 'exchange', 'messages', 'evaluations']
    const bodies = ['', '{', '[]', 'null', '{"version":"avow/dkg/v1"}', '\u0000', 'x'.repeat(600_000)]
    for (const path of paths)
      for (const body of bodies) {
        const address = `${register.address}/api/v1/institutions/${path}`
        const answer = await fetch(address, { method: 'POST', body })
        expect([400, 413, 422]).toContain(answer.status)
      }
    const unknown = await fetch(`${register.address}/api/v1/institutions/requests/${'0'.repeat(64)}`)
    expect(unknown.status).toBe(400)
    expect(await calls.institutions()).toMatchObject({ key })
  })

  test('an author gets one tag whoever of the trustees answers, and none under a key of others', async () => {
    const over = new AbortController()
    async function answerAll(numbers: readonly number[]): Promise<void> {
      while (!over.signal.aborted)
        for (const number of numbers)
          for (const posted of (await exchange(number, { key: key.session, wait: 1 })).requests)
            await calls.answerRequest(answerBy(number, posted))
    }
    const seen = new Set<string>()
    const ask = () => askForTag('wikidata:Q42', { calls, roster, onProgress: ({ stage }) => seen.add(stage) })
    const answering = [answerAll([2, 3])]
    const first = await ask()
    answering.push(answerAll([1]))
    expect(await ask()).toEqual(first)
    over.abort()
    await Promise.all(answering)
    expect(first).toEqual({ tag: expect.stringMatching(/^tag:[0-9a-f]{64}$/), wrong: [] })
    expect(seen).toContain('answers')
    const other = { ...roster, trustees: roster.trustees.toReversed() }
    const refused = askForTag('wikidata:Q42', { calls, roster: other })
    await expect(refused).rejects.toMatchObject({ code: 'institution_key_invalid' })
  })
})

import {
  type Act,
  type ActKind,
  type ActOf,
  type Hash,
  checkCondition,
  createAct,
  createRoster,
  encodeBase64,
  encodeCanonical,
  policyOf,
  rosterHashOf,
} from '@avow/core'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Bundle,
  type Verdict,
  encodeBundle,
  statusOf,
  verifyBundle,
  withUsefulNotBefore,
} from '../src/index.ts'
import {
  type House,
  type Opening,
  type OpeningOptions,
  houseOf,
  openingOf,
  registerSeed,
  seedOf,
  startOf,
} from './opening-of.ts'

let house: House
let opening: Opening
beforeAll(async () => {
  house = await houseOf()
  opening = await openingOf(house)
})

const verdictOn = (bundle: Bundle, trustedRoster?: Hash): Promise<Verdict> =>
  verifyBundle(encodeBundle(bundle), { trustedRoster })

/** What an act says, to be signed anew. */
const said = <A extends Act>({ kind, statement, body }: A): Pick<A, 'kind' | 'statement' | 'body'> => ({
  kind,
  statement,
  body,
})

const statuses = ({ text, author, time, opening }: Verdict) =>
  [text, author, time, opening].map(({ status }) => status).join(' ')

/** The bundle with the act at a place exchanged, and a good receipt for it: a register that lies consistently. */
async function withAct<Kind extends ActKind>(
  kind: Kind,
  change: (act: ActOf<Kind>) => Act,
  options: Parameters<typeof openingOf>[1] = {},
): Promise<Verdict> {
  const isFirst = { current: true }
  const made = await openingOf(house, {
    ...options,
    change: (act) => {
      if (act.kind !== kind || !isFirst.current) return act
      isFirst.current = false
      return change(act as ActOf<Kind>)
    },
  })
  return verdictOn(made.bundle)
}

describe('a statement that was opened by the rules', () => {
  test.each([
    ['at once', {}, 'author_proven', 'opening_proven_now'],
    [
      'on the word',
      { condition: { type: 'word' }, wordBefore: 0 },
      'author_proven_word',
      'opening_proven_word',
    ],
    [
      'at a date',
      { condition: { type: 'at', time: '2026-11-01T12:00:30Z' }, notBefore: startOf('2026-11-01T12:00:40Z') },
      'author_proven',
      'opening_proven_at',
    ],
    ['by all trustees', { releases: [3, 1, 2] }, 'author_proven', 'opening_proven_now'],
    [
      'with an attachment',
      { attachment: new Uint8Array(70_000).fill(1) },
      'author_proven',
      'opening_proven_now',
    ],
    ['and the word came late', { wordBefore: 1 }, 'author_proven_word', 'opening_proven_now'],
  ] as const)('%s: everything is proven', async (_name, options, author, how) => {
    const { bundle, roster, statementId } = await openingOf(house, options)
    const verdict = await verdictOn(bundle, rosterHashOf(roster))
    expect(statuses(verdict)).toBe('proven proven proven proven')
    expect([verdict.author.code, verdict.opening.code, verdict.roster.code]).toEqual([
      author,
      how,
      'roster_proven',
    ])
    expect(verdict.statement).toEqual(bundle.statement)
    expect(verdict.statementId).toBe(statementId)
    expect(verdict.acts.map(({ kind }) => kind)).toEqual(bundle.acts.map(({ act }) => act.kind))
    expect(statusOf(verdict)).toBe('proven')
  })

  test('the time is that of the last cosignature of the earliest quorum', async () => {
    const { time } = await verdictOn(opening.bundle)
    expect(time.params).toMatchObject({
      time: '2026-11-01T12:00:01Z',
      witnesses: 2,
      index: 3,
      origin: 'avow.test',
    })
    expect(time.sentence).toBe(
      'It existed, word for word, no later than 1 November 2026 at 12:00:01 UTC. By then 2 witnesses had countersigned the log avow.test, which holds it as entry 3.',
    )
  })

  test('nothing is claimed of a name, nor of what trustees do outside the log', async () => {
    const { author, opening: how } = await verdictOn(opening.bundle)
    expect(author.sentence).toBe('One person holding these words sealed it; nothing here proves the name.')
    expect(how.sentence).toContain('What trustees may have done outside the log, this cannot show.')
  })

  test('a bundle with fewer cosignatures still proves as long as the quorum is there', async () => {
    const { bundle, receipt, witnesses } = opening
    const two = [
      { key: witnesses[1]!, time: 1_800_000_000 },
      { key: witnesses[2]!, time: 1_800_000_500 },
    ]
    const acts = bundle.acts.map((logged, place) =>
      place === 0 ? { ...logged, receipt: receipt(0, two) } : logged,
    )
    const { time } = await verdictOn({ ...bundle, acts })
    expect(time.params['time']).toBe(new Date(1_800_000_500_000).toISOString().replace('.000', ''))
  })
})

describe('the roster', () => {
  test('that nobody compared is said to be uncompared', async () => {
    const { roster } = await verdictOn(opening.bundle)
    expect(roster).toMatchObject({ status: 'could-not-check', code: 'roster_not_given' })
    expect(roster.sentence).toContain(rosterHashOf(house.roster))
  })

  test('that is another than the trusted one is a mismatch', async () => {
    const verdict = await verdictOn(opening.bundle, '00'.repeat(32) as Hash)
    expect(verdict.roster).toMatchObject({ status: 'mismatch', code: 'roster_untrusted', where: 'roster' })
    expect(statusOf(verdict)).toBe('mismatch')
  })

  test('that the register made up afterwards is a mismatch', async () => {
    const { version: _v, register: _r, signature: _s, ...fields } = house.roster
    const roster = createRoster({ ...fields, threshold: 3 }, registerSeed)
    const verdict = await verdictOn({ ...opening.bundle, roster, policy: policyOf(roster) })
    expect(verdict.time).toMatchObject({ code: 'roster_mismatch', where: 'roster' })
    expect(statuses(verdict)).toBe('mismatch proven mismatch mismatch')
  })

  test('whose policy was loosened is a mismatch', async () => {
    const policy = policyOf({ ...house.roster, quorum: 1 })
    const verdict = await verdictOn({ ...opening.bundle, policy })
    expect(verdict.time).toMatchObject({ code: 'policy_mismatch', where: 'policy' })
  })

  test('without witnesses proves no time and no date', async () => {
    const lonely = await houseOf({ witnesses: 0, quorum: 0 })
    const condition = { type: 'at', time: '2020-01-01T00:00:00Z' } as const
    const verdict = await verdictOn((await openingOf(lonely, { condition })).bundle)
    expect(statuses(verdict)).toBe('proven proven could-not-check could-not-check')
    expect([verdict.time.code, verdict.opening.code]).toEqual([
      'time_without_witnesses',
      'opening_date_unproven',
    ])
  })
})

describe('a register that lies consistently', () => {
  const author = () => opening.authorSeed

  test('cannot publish another text', async () => {
    const verdict = await withAct('publish', (act) =>
      createAct(
        { kind: 'publish', statement: act.statement, body: { text: 'ff'.repeat(32) as Hash } },
        registerSeed,
      ),
    )
    expect(verdict.text).toMatchObject({
      status: 'mismatch',
      code: 'text_hash_mismatch',
      where: 'acts[4].act.body.text',
    })
    expect(verdict.statement).toBeUndefined()
  })

  test('cannot show another text', async () => {
    const statement = { ...opening.bundle.statement, title: 'I stay' }
    const verdict = await verdictOn({ ...opening.bundle, statement })
    expect(verdict.text).toMatchObject({ code: 'statement_mismatch', where: 'statement' })
    expect(verdict.statement).toBeUndefined()
  })

  test('cannot invent the word', async () => {
    const options = { condition: { type: 'word' }, wordBefore: 0 } as const
    const verdict = await withAct(
      'word',
      (act) => createAct({ kind: 'word', statement: act.statement, body: {} }, registerSeed),
      options,
    )
    expect(verdict.author).toMatchObject({ code: 'act_actor_mismatch', where: 'acts[1].act.actor' })
    expect(verdict.opening.status).toBe('mismatch')
  })

  test('cannot open without the word, or before it', async () => {
    const condition = { type: 'word' } as const
    const without = await verdictOn((await openingOf(house, { condition })).bundle)
    expect(without.opening).toMatchObject({ code: 'condition_not_met', where: 'acts' })
    const before = await verdictOn((await openingOf(house, { condition, wordBefore: 1 })).bundle)
    expect(before.opening).toMatchObject({ code: 'condition_not_met', where: 'acts[1]' })
  })

  test('cannot release in the place of a trustee', async () => {
    const verdict = await withAct('release', (act) => createAct(said(act), registerSeed))
    expect(verdict.opening).toMatchObject({ code: 'release_trustee_mismatch', where: 'acts[1].act.actor' })
  })

  test('cannot count one trustee twice', async () => {
    const verdict = await verdictOn((await openingOf(house, { releases: [1, 2, 2] })).bundle)
    expect(verdict.opening).toMatchObject({ code: 'release_repeated', where: 'acts[3].act.body.trustee' })
  })

  test('cannot do with fewer trustees than the threshold', async () => {
    const strict = await houseOf({ threshold: 3 })
    const { bundle, receipt } = await openingOf(strict, { releases: [1, 2, 3] })
    const acts = bundle.acts.filter((_, place) => place !== 3)
    expect(receipt(0)).toBe(bundle.acts[0]!.receipt)
    const verdict = await verdictOn({ ...bundle, acts })
    expect(verdict.opening).toMatchObject({ code: 'releases_too_few', params: { released: 2, threshold: 3 } })
  })

  test('cannot exchange a share, a condition, or the key', async () => {
    const share = await withAct('release', (act) => {
      const body = { ...act.body, share: encodeBase64(new Uint8Array(33).fill(5)) as typeof act.body.share }
      return createAct({ ...said(act), body }, seedOf(act.body.trustee))
    })
    expect(share.opening).toMatchObject({ code: 'share_mismatch', where: 'acts[1].act.body.share' })
    const condition = await withAct('release', (act) =>
      createAct(
        { ...said(act), body: { ...act.body, condition: { type: 'word' } } },
        seedOf(act.body.trustee),
      ),
    )
    expect(condition.opening).toMatchObject({
      code: 'condition_mismatch',
      where: 'acts[1].act.body.condition',
    })
    const other = await openingOf(house)
    const { openingKey } = other.bundle
    const key = await withAct('open', (act) =>
      createAct({ ...said(act), body: { ...act.body, openingKey } }, registerSeed),
    )
    expect(key.opening).toMatchObject({ code: 'opening_key_mismatch', where: 'openingKey' })
  })

  test('cannot say in every place that another key opened it', async () => {
    const { openingKey } = (await openingOf(house)).bundle
    const lie = await openingOf(house, {
      change: (act) =>
        act.kind === 'open'
          ? createAct({ ...said(act), body: { ...act.body, openingKey } }, registerSeed)
          : act,
    })
    const { text, opening } = await verdictOn({ ...lie.bundle, openingKey })
    expect(text).toMatchObject({ code: 'opening_key_wrong', where: 'openingKey' })
    expect(opening).toMatchObject({ code: 'opening_key_mismatch', where: 'acts[3].act.body.openingKey' })
  })

  test('cannot name fewer trustees than the threshold', async () => {
    const strict = await houseOf({ threshold: 3 })
    const { bundle } = await openingOf(strict, {
      releases: [1, 2, 3],
      change: (act) =>
        act.kind === 'open'
          ? createAct({ ...said(act), body: { ...act.body, trustees: [1, 2] } }, registerSeed)
          : act,
    })
    const { opening } = await verdictOn(bundle)
    expect(opening).toMatchObject({ code: 'open_trustees_mismatch', where: 'acts[4].act.body.trustees' })
  })

  test('cannot name trustees who released nothing', async () => {
    const verdict = await withAct('open', (act) =>
      createAct({ ...said(act), body: { ...act.body, trustees: [1, 3] } }, registerSeed),
    )
    expect(verdict.opening).toMatchObject({
      code: 'open_trustees_mismatch',
      where: 'acts[3].act.body.trustees',
    })
  })

  test('cannot use acts of another statement', async () => {
    const other = await openingOf(house)
    const acts = opening.bundle.acts.map((logged, place) => (place === 0 ? other.bundle.acts[0]! : logged))
    const verdict = await verdictOn({ ...opening.bundle, acts })
    expect(verdict.time).toMatchObject({ code: 'act_statement_mismatch', where: 'acts[0].act.statement' })
  })

  test('cannot change the envelope', async () => {
    const envelope = { ...opening.bundle.envelope, threshold: 3 }
    const verdict = await verdictOn({ ...opening.bundle, envelope })
    expect(statuses(verdict)).toBe('mismatch mismatch mismatch mismatch')
    expect(verdict.author).toMatchObject({ code: 'author_signature_invalid', where: 'envelope.signature' })
    expect(author()).toHaveLength(32)
  })
})

describe('a date', () => {
  const condition = { type: 'at', time: '2026-11-01T12:00:30Z' } as const

  test('is not proven by the file when nothing shows the log before the releases', async () => {
    const verdict = await verdictOn((await openingOf(house, { condition })).bundle)
    expect(verdict.opening).toMatchObject({ status: 'could-not-check', code: 'opening_date_unproven' })
  })

  test('was not kept when every witness signed a release before it', async () => {
    const start = startOf('2026-11-01T11:00:00Z')
    const verdict = await verdictOn((await openingOf(house, { condition, start })).bundle)
    expect(verdict.opening).toMatchObject({ code: 'opened_early', where: 'acts[1].receipt' })
  })

  test('is not proven by a checkpoint from before it, nor by one that holds a release', async () => {
    const early = await openingOf(house, { condition, notBefore: startOf('2026-11-01T12:00:20Z') })
    expect((await verdictOn(early.bundle)).opening).toMatchObject({
      code: 'not_before_invalid',
      where: 'notBefore',
    })
    const cosigners = early.witnesses.map((key) => ({ key, time: startOf('2026-11-01T13:00:00Z') }))
    const notBefore = early.log.checkpoint(early.log.entries.length, cosigners)
    const late = await verdictOn({ ...early.bundle, notBefore })
    expect(late.opening).toMatchObject({ code: 'not_before_invalid', where: 'notBefore' })
  })

  test('is left out of a bundle that is made, where it shows nothing', async () => {
    const early = await openingOf(house, { condition, notBefore: startOf('2026-11-01T12:00:20Z') })
    const made = withUsefulNotBefore(early.bundle)
    expect((await verdictOn(made)).opening).toMatchObject({ code: 'opening_date_unproven' })
    const good = await openingOf(house, { condition, notBefore: startOf('2026-11-01T12:00:40Z') })
    expect(withUsefulNotBefore(good.bundle)).toEqual(good.bundle)
    const none = await openingOf(house, { condition })
    expect(withUsefulNotBefore(none.bundle)).toEqual(none.bundle)
  })

  test('is not moved by one fast witness', async () => {
    const { bundle, log, witnesses } = await openingOf(house, { condition })
    const noon = startOf('2026-11-01T12:00:00Z')
    const cosigners = witnesses.map((key, n) => ({ key, time: n === 0 ? noon + 9999 : noon }))
    const verdict = await verdictOn({ ...bundle, notBefore: log.checkpoint(4, cosigners) })
    expect(verdict.opening).toMatchObject({ code: 'not_before_invalid' })
  })

  test('has no place in a bundle with another condition', async () => {
    const verdict = await verdictOn(
      (await openingOf(house, { notBefore: startOf('2026-11-01T12:00:40Z') })).bundle,
    )
    expect(verdict.opening).toMatchObject({ code: 'not_before_invalid', where: 'notBefore' })
  })
})

describe('others', () => {
  const institution = `tag:${'ab'.repeat(32)}`
  const others = { type: 'together', size: 3, institution, vouched: false }
  const openingIn = async (condition: object) =>
    (await verdictOn((await openingOf(house, { condition: checkCondition(condition) })).bundle)).opening

  test('are what the trustees claim: the file cannot show who else has sealed something, and says so', async () => {
    const opening = await openingIn(others)
    expect(opening).toMatchObject({ status: 'could-not-check', code: 'opening_others_claimed' })
    expect(opening.sentence).toMatch(/no file can show/)
  })

  test('beside a date in "all": that the date had come must still be shown', async () => {
    const date = { type: 'at', time: '2026-11-01T12:00:40Z' }
    expect(await openingIn({ type: 'all', of: [others, date] })).toMatchObject({
      code: 'opening_condition_unproven',
    })
  })

  test('beside the word in "all": without the word it was not met', async () => {
    expect(await openingIn({ type: 'all', of: [others, { type: 'word' }] })).toMatchObject({
      code: 'condition_not_met',
    })
  })
})

describe('a silence', () => {
  const silence = checkCondition({ type: 'silence', duration: 'P1D', grace: 'PT6H' })
  const anyOf = (...of: readonly object[]) => checkCondition({ type: 'any', of })
  const allOf = (...of: readonly object[]) => checkCondition({ type: 'all', of })
  const word = { type: 'word' }
  const day = 24 * 3600
  const twoDaysLater = startOf('2026-11-03T12:00:00Z')
  const openingIn = async (options: OpeningOptions) =>
    (await verdictOn((await openingOf(house, options)).bundle)).opening

  test('is what the trustees claim: the file shows that the time had passed, and says that it shows no more', async () => {
    const opening = await openingIn({ condition: silence, silent: 2 * day, notBefore: twoDaysLater })
    expect(opening).toMatchObject({
      status: 'could-not-check',
      code: 'opening_silence_claimed',
      params: { seen: '2026-11-03T12:00:01Z' },
    })
    expect(opening.sentence).toMatch(/“after 1 day of silence with 6 hours of grace”.*nothing can prove/)
  })

  test('is not even that when nothing shows the log before the releases', async () => {
    expect(await openingIn({ condition: silence, silent: 2 * day })).toMatchObject({
      status: 'could-not-check',
      code: 'opening_condition_unproven',
    })
  })

  test('was not kept when a release stands in the log before it can have been over', async () => {
    expect(await openingIn({ condition: silence, silent: day })).toMatchObject({
      status: 'mismatch',
      code: 'opened_early',
      where: 'acts[1].receipt',
    })
  })

  test('is not shown by a checkpoint from before it can have been over', async () => {
    const notBefore = startOf('2026-11-02T12:00:00Z')
    expect(await openingIn({ condition: silence, silent: 2 * day, notBefore })).toMatchObject({
      code: 'not_before_invalid',
    })
  })

  test('beside the word in "any": the word is proven, and then nothing else need be', async () => {
    const condition = anyOf(word, silence)
    expect(await openingIn({ condition, wordBefore: 0 })).toMatchObject({
      status: 'proven',
      code: 'opening_proven_condition',
    })
    expect(await openingIn({ condition })).toMatchObject({ code: 'condition_not_met', where: 'acts' })
    const later = { condition, silent: 2 * day, notBefore: twoDaysLater }
    expect(await openingIn(later)).toMatchObject({ code: 'opening_silence_claimed' })
    expect(await openingIn({ condition, wordBefore: 1 })).toMatchObject({
      code: 'condition_not_met',
      where: 'acts[1]',
    })
  })

  test('beside the word in "all": both must be', async () => {
    const condition = allOf(word, { type: 'at', time: '2026-11-03T00:00:00Z' })
    const later = { condition, silent: 2 * day, notBefore: twoDaysLater }
    expect(await openingIn({ ...later, wordBefore: 0 })).toMatchObject({ code: 'opening_proven_condition' })
    expect(await openingIn(later)).toMatchObject({ code: 'condition_not_met', where: 'acts' })
    expect(await openingIn({ condition, wordBefore: 0 })).toMatchObject({ code: 'opened_early' })
  })
})

describe('the acts of a bundle', () => {
  const arranged = async (arrange: (acts: Bundle['acts'][number][]) => Bundle['acts']) =>
    verdictOn({ ...opening.bundle, acts: arrange([...opening.bundle.acts]) })

  test.each([
    ['missing', (acts: Bundle['acts'][number][]) => acts.slice(0, -1), 'acts_incomplete'],
    ['none', () => [], 'acts_incomplete'],
    ['twice', (acts: Bundle['acts'][number][]) => [acts[0]!, ...acts], 'acts_incomplete'],
    ['turned round', (acts: Bundle['acts'][number][]) => acts.toReversed(), 'acts_order'],
  ])('%s', async (_name, arrange, code) => {
    const verdict = await arranged(arrange)
    expect(verdict.opening).toMatchObject({ status: 'mismatch', code, where: 'acts' })
    expect(statuses(verdict)).toBe('mismatch mismatch mismatch mismatch')
  })

  test('releases in another order than in the log', async () => {
    const verdict = await arranged(([deposit, first, second, ...rest]) => [
      deposit!,
      second!,
      first!,
      ...rest,
    ])
    expect(verdict.opening).toMatchObject({ code: 'acts_order', where: 'acts[2].receipt' })
  })

  test('a withdrawal is no part of an opening', async () => {
    const withdraw = createAct(
      { kind: 'withdraw', statement: opening.statementId, body: {} },
      opening.authorSeed,
    )
    const verdict = await arranged(([deposit, ...rest]) => [
      deposit!,
      { act: withdraw, receipt: deposit!.receipt },
      ...rest,
    ])
    expect(verdict.opening).toMatchObject({ code: 'acts_incomplete', where: 'acts[1]' })
  })
})

describe('a file that is no bundle', () => {
  const fault = async (bytes: Uint8Array) => {
    const verdict = await verifyBundle(bytes)
    expect(statuses(verdict)).toBe('mismatch mismatch mismatch mismatch')
    expect(verdict.roster.status).toBe('mismatch')
    return [verdict.text.code, verdict.text.where]
  }
  const changed = (change: (bundle: Record<string, unknown>) => unknown) => {
    const value = { ...opening.bundle, payload: encodeBase64(opening.bundle.payload) }
    return encodeCanonical(change(structuredClone(value)))
  }

  test('is named as such, with the place of the first fault', async () => {
    expect(await fault(new Uint8Array())).toEqual(['bundle_malformed', 'file'])
    expect(await fault(encodeCanonical({}))).toEqual(['bundle_malformed', 'acts'])
    expect(await fault(encodeCanonical([]))).toEqual(['bundle_malformed', 'file'])
    expect(await fault(changed((bundle) => ({ ...bundle, version: 'avow/proof/v2' })))).toEqual([
      'bundle_malformed',
      'version',
    ])
    expect(await fault(changed(({ policy: _, ...rest }) => rest))).toEqual(['bundle_malformed', 'policy'])
    expect(await fault(changed((bundle) => ({ ...bundle, extra: 1 })))).toEqual(['bundle_malformed', 'file'])
    expect(await fault(changed((bundle) => ({ ...bundle, payload: 'AB==' })))).toEqual([
      'bundle_malformed',
      'payload',
    ])
    expect(await fault(changed((bundle) => ({ ...bundle, acts: Array(100).fill(0) })))).toEqual([
      'bundle_malformed',
      'acts',
    ])
    expect(
      await fault(
        changed((bundle) => ({ ...bundle, statement: { ...(bundle['statement'] as object), title: '' } })),
      ),
    ).toEqual(['bundle_malformed', 'statement.title'])
  })

  test('may be as large or as deep as it likes', async () => {
    expect(await fault(new Uint8Array(40 * 1024 * 1024 + 1))).toEqual(['bundle_too_large', 'file'])
    const deep = new TextEncoder().encode('['.repeat(500_000) + ']'.repeat(500_000))
    expect(await fault(deep)).toEqual(['bundle_malformed', 'file'])
    const inside = encodeCanonical({ acts: 'X' })
    const text = new TextDecoder().decode(inside).replace('"X"', `${'['.repeat(9000)}${']'.repeat(9000)}`)
    expect((await fault(new TextEncoder().encode(text)))[0]).toBe('bundle_malformed')
  })

  test('in another encoding is not the bundle', async () => {
    const text = new TextDecoder().decode(encodeBundle(opening.bundle))
    const spaced = new TextEncoder().encode(text.replace('{', '{ '))
    expect(await fault(spaced)).toEqual(['bundle_not_canonical', 'file'])
    const twice = new TextEncoder().encode(text.replace('{', '{"version":"avow/proof/v1",'))
    expect(await fault(twice)).toEqual(['bundle_not_canonical', 'file'])
  })
})

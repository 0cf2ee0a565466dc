import { type Act, type Hash, createAct, entryOf, rosterHashOf } from '@avow/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type DepositView, statusOf, verifyDeposit } from '../src/index.ts'
import { type House, type Opening, houseOf, openingOf, seedOf } from './opening-of.ts'

let house: House
let opening: Opening
beforeAll(async () => {
  house = await houseOf()
  opening = await openingOf(house, { condition: { type: 'word' }, wordBefore: 0 })
})

/** What its author sees after so many acts: deposit, word, release, release. */
function viewAfter(count: number): DepositView {
  const { envelope, roster, acts } = opening.bundle
  return { envelope, roster, acts: acts.slice(0, count) }
}

describe('a deposit that is not open', () => {
  test('has a proven author and time, and a text and an opening that are to come', async () => {
    const verdict = await verifyDeposit(viewAfter(1), { trustedRoster: rosterHashOf(house.roster) })
    const { text, author, time, roster } = verdict
    expect([text.code, author.code, time.code, verdict.opening.code, roster.code]).toEqual([
      'text_sealed',
      'author_proven',
      'time_proven',
      'opening_waiting',
      'roster_proven',
    ])
    expect(verdict.opening.sentence).toBe('It has not been opened. 2 of 3 trustees are needed.')
    expect(verdict.acts).toEqual([{ kind: 'deposit', index: 3, time: '2026-11-01T12:00:01Z' }])
    expect(statusOf(verdict)).toBe('pending')
  })

  test('has a pending time while too few witnesses have signed', async () => {
    const acts = [{ act: opening.bundle.acts[0]!.act, receipt: opening.receipt(0, []) }]
    const verdict = await verifyDeposit({ ...viewAfter(1), acts })
    expect(verdict.time).toMatchObject({ status: 'pending', code: 'time_not_witnessed_yet' })
    expect(verdict.acts[0]!.time).toBeNull()
  })

  test('shows the word and the releases as they come', async () => {
    const worded = await verifyDeposit(viewAfter(2))
    expect([worded.author.code, worded.opening.code]).toEqual([
      'author_proven_word_waiting',
      'opening_waiting',
    ])
    const released = await verifyDeposit(viewAfter(3))
    expect(released.opening).toMatchObject({
      code: 'opening_released',
      params: { released: 1, trustees: 3, threshold: 2 },
    })
  })

  test('that is open and not published yet is not said to be closed', async () => {
    const { envelope, roster, acts } = opening.bundle
    const verdict = await verifyDeposit({ envelope, roster, acts })
    expect([verdict.text, verdict.opening]).toMatchObject([
      { status: 'pending', code: 'text_opened' },
      { status: 'pending', code: 'opening_opened', params: { released: 2, trustees: 3, threshold: 2 } },
    ])
  })

  test('shows a withdrawal', async () => {
    const withdraw: Act = createAct(
      { kind: 'withdraw', statement: opening.statementId, body: {} },
      opening.authorSeed,
    )
    const made = await openingOf(house)
    const acts = [...viewAfter(1).acts]
    const verdict = await verifyDeposit({
      ...viewAfter(1),
      acts: [...acts, { act: withdraw, receipt: made.bundle.acts[0]!.receipt }],
    })
    expect(verdict.opening).toMatchObject({
      status: 'mismatch',
      code: 'receipt_not_included',
      where: 'acts[1].receipt',
    })
    opening.log.append(seedOf(3))
    const index = opening.log.append(entryOf(withdraw))
    const receipt = opening.log.proof(
      index,
      index + 1,
      house.witnesses.map((key) => ({ key, time: 1_800_000_000 })),
    )
    const withdrawn = await verifyDeposit({ ...viewAfter(1), acts: [...acts, { act: withdraw, receipt }] })
    expect(withdrawn.opening).toMatchObject({ status: 'pending', code: 'opening_withdrawn' })
  })
})

describe('an answer that does not hold', () => {
  test.each([
    [
      'a changed envelope',
      (view: DepositView) => ({ ...view, envelope: { ...view.envelope, threshold: 3 } }),
      'author_signature_invalid',
      'envelope.signature',
    ],
    ['no deposit', (view: DepositView) => ({ ...view, acts: [] }), 'acts_incomplete', 'acts'],
    [
      'an act of somebody else',
      (view: DepositView) => ({
        ...view,
        acts: [
          {
            ...view.acts[0]!,
            act: createAct({ kind: 'deposit', statement: opening.statementId, body: {} }, seedOf(42)),
          },
        ],
      }),
      'act_actor_mismatch',
      'acts[0].act.actor',
    ],
    [
      'an act about another statement',
      (view: DepositView) => ({
        ...view,
        acts: [
          {
            ...view.acts[0]!,
            act: createAct({ kind: 'deposit', statement: '00'.repeat(32) as Hash, body: {} }, seedOf(200)),
          },
        ],
      }),
      'act_statement_mismatch',
      'acts[0].act.statement',
    ],
    [
      'another receipt',
      (view: DepositView) => ({ ...view, acts: [{ ...view.acts[0]!, receipt: 'x' }] }),
      'receipt_malformed',
      'acts[0].receipt',
    ],
  ])('%s is a mismatch that says where', async (_name, change, code, where) => {
    const verdict = await verifyDeposit(change(viewAfter(1)))
    expect(verdict.time).toMatchObject({ status: 'mismatch', code, where })
    expect(statusOf(verdict)).toBe('mismatch')
  })

  test('a roster that it was not sealed for is a mismatch', async () => {
    const verdict = await verifyDeposit({ ...viewAfter(1), roster: (await houseOf({ threshold: 3 })).roster })
    expect(verdict.roster).toMatchObject({ code: 'roster_mismatch', where: 'roster' })
    const untrusted = await verifyDeposit(viewAfter(1), { trustedRoster: '00'.repeat(32) as Hash })
    expect(untrusted.roster).toMatchObject({ code: 'roster_untrusted' })
  })
})

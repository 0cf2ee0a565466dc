import { describe, expect, test } from 'vitest'
import { type HolderState, isSettled, stagesOfDeposit, stagesOfReturn } from '../src/deposit/stages.ts'
import { possibleActs } from '../src/return/author-acts.ts'
import { isOver, titleOf } from '../src/return/deposit-page.ts'
import { known, time } from './known-of.ts'

const states = (links: readonly { name: string; state: string }[]) =>
  links.map(({ name, state }) => `${name}: ${state}`)

describe('a deposit that was just made', () => {
  test('is received, then logged, then witnessed, and these are three things', () => {
    const none: HolderState[] = ['none', 'none', 'none']
    const way = [
      known(none, { isReceived: false, deposit: undefined }),
      known(none, { deposit: undefined }),
      known(none, { deposit: { index: 4, time: null } }),
      known(none),
      known(['holds', 'holds', 'holds']),
    ].map((one) => states(stagesOfDeposit(one, false)))
    expect(way).toEqual([
      ['Sealed: done', 'Received: now', 'Logged: later', 'Witnessed: later', 'Held by the trustees: later'],
      ['Sealed: done', 'Received: done', 'Logged: now', 'Witnessed: later', 'Held by the trustees: later'],
      ['Sealed: done', 'Received: done', 'Logged: done', 'Witnessed: now', 'Held by the trustees: later'],
      ['Sealed: done', 'Received: done', 'Logged: done', 'Witnessed: done', 'Held by the trustees: now'],
      ['Sealed: done', 'Received: done', 'Logged: done', 'Witnessed: done', 'Held by the trustees: done'],
    ])
  })

  test('what is received says by when the log will hold it', () => {
    const waiting = new Map([['deposit', '2026-11-01T12:00:04Z']])
    const links = stagesOfDeposit(known(['none', 'none'], { deposit: undefined, waiting }), false)
    expect(links[2]).toMatchObject({
      name: 'Logged',
      state: 'now',
      more: expect.stringContaining('12:00:04 UTC'),
    })
  })

  test('a log without witnesses never gives a date', () => {
    const links = stagesOfDeposit(
      known(['holds', 'holds'], { quorum: 0, deposit: { index: 4, time: null } }),
      false,
    )
    expect(states(links)).toContain('Witnessed: fault')
  })

  test('too few trustees who hold it is a fault, and so is an answer that one has not signed', () => {
    expect(states(stagesOfDeposit(known(['holds', 'refused', 'none']), false))).toContain(
      'Held by the trustees: now',
    )
    expect(states(stagesOfDeposit(known(['holds', 'refused', 'false']), false))).toContain(
      'Held by the trustees: fault',
    )
  })

  test('one that is to open at once goes on to its publication', () => {
    const links = stagesOfDeposit(known(['released', 'released', 'holds']), true)
    expect(states(links).slice(-2)).toEqual(['Opened: now', 'Published: later'])
    expect(isSettled(known(['holds', 'holds']), true)).toBe(false)
    expect(isSettled(known(['holds', 'holds'], { isPublished: true }), true)).toBe(true)
  })

  test('there is nothing more to wait for when it is witnessed and every trustee has answered', () => {
    expect(isSettled(known(['holds', 'none']), false)).toBe(false)
    expect(isSettled(known(['holds', 'holds'], { deposit: { index: 4, time: null } }), false)).toBe(false)
    expect(isSettled(known(['holds', 'refused']), false)).toBe(true)
  })
})

describe('for somebody who comes back', () => {
  const holds: HolderState[] = ['holds', 'holds', 'holds']
  const word = { index: 5, time: null }

  test.each([
    ['It is received, and not in the log yet', known(holds, { deposit: undefined })],
    ['It is in the log, and not witnessed yet', known(holds, { deposit: { index: 4, time: null } })],
    ['It is deposited and sealed', known(holds)],
    ['You have given the word', known(holds, { word })],
    ['It has been opened', known(holds, { word, isOpened: true })],
    ['It is published', known(holds, { word, isOpened: true, isPublished: true })],
    ['It has been opened for the desk only', known(holds, { word, isOpened: true, isDelivered: true })],
    ['You have withdrawn it', known(holds, { withdraw: word })],
  ])('%s', (title, one) => expect(titleOf(one)).toBe(title))

  test('the word can be given once, and taken back until it is open', () => {
    expect(possibleActs(known(holds))).toEqual(['word', 'withdraw'])
    expect(possibleActs(known(holds, { word }))).toEqual(['withdraw'])
    expect(possibleActs(known(holds, { word, isOpened: true }))).toEqual([])
    expect(possibleActs(known(holds, { withdraw: word }))).toEqual([])
    const waiting = (kind: string) => new Map([[kind, time]])
    expect(possibleActs(known(holds, { waiting: waiting('word') }))).toEqual(['withdraw'])
    expect(possibleActs(known(holds, { waiting: waiting('withdraw') }))).toEqual([])
  })

  test('a withdrawn one says how many have destroyed their share', () => {
    const links = stagesOfReturn(known(['destroyed', 'destroyed', 'holds'], { withdraw: word }))
    expect(states(links)).toEqual(['Logged: done', 'Witnessed: done', 'Withdrawn: done'])
    expect(links.at(-1)?.more).toContain('2 of 3 trustees')
  })

  test('one that opened without a word shows none', () => {
    const links = stagesOfReturn(known(holds, { isOpened: true }))
    expect(states(links)).not.toContain('The word is given: later')
    expect(states(links).slice(-2)).toEqual(['Opened: done', 'Published: now'])
  })

  test('it is over when it is published, or when every share is gone', () => {
    expect(isOver(known(holds, { isOpened: true }))).toBe(false)
    expect(isOver(known(holds, { isPublished: true }))).toBe(true)
    expect(isOver(known(holds, { isOpened: true, isDelivered: true }))).toBe(true)
    expect(isOver(known(['destroyed', 'holds'], { withdraw: word }))).toBe(false)
    expect(isOver(known(['destroyed', 'refused'], { withdraw: word }))).toBe(true)
  })
})

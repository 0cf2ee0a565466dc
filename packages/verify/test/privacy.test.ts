/** What a sealed statement and the public log give away before the opening (spec/threat-model.md). */
import {
  type Condition,
  type Statement,
  combineDisclosed,
  createAct,
  createStatement,
  decodeEnvelope,
  encodeAct,
  encodeStatement,
  entryOf,
  generateEntropy,
  openNote,
  openPayload,
  openingKeyOf,
  parseBody,
  seal,
} from '@avow/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type House, houseOf, registerSeed } from './opening-of.ts'

let house: House
beforeAll(async () => {
  house = await houseOf({ trustees: 3, threshold: 2 })
})

const statementOf = (text: string): Statement =>
  createStatement({
    kind: 'resignation',
    title: 'Ein seltener Titel',
    language: 'de',
    body: parseBody(text),
    declarant: { as: 'name', name: 'Wilhelmine Unverwechselbar' },
    institutions: [{ name: 'Das Amt fuer Sonderfaelle' }],
  })

const sealed = async (statement: Statement, condition: Condition = { type: 'word' }) =>
  decodeEnvelope(
    (await seal({ statement, condition, roster: house.roster, entropy: generateEntropy() })).file,
  )

const holds = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(text)

describe('a sealed file', () => {
  test('holds no word of the statement, of its author, or of the condition', async () => {
    const statement = statementOf('Ich war dabei.')
    const condition: Condition = { type: 'at', time: '2031-05-17T08:00:00Z' }
    const { file } = await seal({ statement, condition, roster: house.roster, entropy: generateEntropy() })
    expect(holds(encodeStatement(statement), 'Unverwechselbar')).toBe(true)
    for (const text of [
      'Ich war dabei',
      'Titel',
      'Unverwechselbar',
      'Sonderfaelle',
      'resignation',
      '2031-05-17',
      '"de"',
    ])
      expect(holds(file, text), text).toBe(false)
  })

  test('is of the same size for a short and a long statement of one bucket, and for every condition', async () => {
    const files = await Promise.all([
      sealed(statementOf('x')),
      sealed(statementOf('x'.repeat(9000)), { type: 'at', time: '2031-05-17T08:00:00Z' }),
      sealed(statementOf('Viele Worte. '.repeat(700)), { type: 'now' }),
    ])
    expect(new Set(files.map(({ payload }) => payload.length)).size).toBe(1)
    expect(new Set(files.flatMap(({ notes }) => notes.map((note) => note.length))).size).toBe(1)
  })

  test('does not show that two of them are by one author or under one condition', async () => {
    const [one, two] = [await sealed(statementOf('x')), await sealed(statementOf('x'))]
    const secrets = ({ author, locator, condition, shares, payload }: typeof one.envelope) => [
      author,
      locator,
      condition,
      ...shares,
      payload.hash,
    ]
    const both = [...secrets(one.envelope), ...secrets(two.envelope)]
    expect(new Set(both).size).toBe(both.length)
  })

  test('does not open with the shares of fewer trustees than the threshold, nor with a made-up one beside them', async () => {
    const { envelope, payload, notes } = await sealed(statementOf('x'))
    const first = await openNote(notes[0]!, envelope, 1, house.trustees[0]!.identity)
    await expect(combineDisclosed(envelope, [first])).rejects.toMatchObject({ code: 'shares_too_few' })
    await expect(combineDisclosed(envelope, [first, first])).rejects.toMatchObject({ code: 'shares_too_few' })
    await expect(combineDisclosed(envelope, [first, { ...first, trustee: 2 }])).rejects.toMatchObject({
      code: 'shares_too_few',
    })
    const guess = openingKeyOf(crypto.getRandomValues(new Uint8Array(32)))
    await expect(openPayload(payload, guess)).rejects.toMatchObject({ code: 'opening_key_wrong' })
  })

  test('gives each trustee a note that the others cannot open', async () => {
    const { envelope, notes } = await sealed(statementOf('x'))
    for (const [note, other] of [
      [1, 2],
      [2, 3],
      [3, 1],
    ] as const)
      await expect(
        openNote(notes[note - 1]!, envelope, note, house.trustees[other - 1]!.identity),
      ).rejects.toMatchObject({
        code: 'note_undecryptable',
      })
  })
})

test('a wrong share names its trustee, and the others suffice', async () => {
  const { envelope, payload, notes } = await sealed(statementOf('x'))
  const held = await Promise.all(
    notes.map((note, n) => openNote(note, envelope, n + 1, house.trustees[n]!.identity)),
  )
  const wrong = { ...held[0]!, share: held[1]!.share }
  const { openingKey, trustees, wrong: named } = await combineDisclosed(envelope, [wrong, held[1]!, held[2]!])
  expect([trustees, named]).toEqual([[2, 3], [1]])
  expect((await openPayload(payload, openingKey)).statement.title).toBe('Ein seltener Titel')
})

test('entries in the log are 32 bytes that differ for one act said twice, and hold nothing of it', () => {
  const say = () =>
    createAct({ kind: 'deposit', statement: 'ab'.repeat(32) as never, body: {} }, registerSeed)
  const [one, two] = [say(), say()]
  const entries = [entryOf(one), entryOf(two)]
  expect(entries.map((entry) => entry.length)).toEqual([32, 32])
  expect(entries[0]).not.toEqual(entries[1])
  expect(Buffer.from(encodeAct(one)).includes(Buffer.from(entries[0]!))).toBe(false)
})

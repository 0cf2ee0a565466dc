/** What a sealed statement and the public log give away before the opening (spec/threat-model.md). */
import {
  type Act,
  type Condition,
  type Envelope,
  type Hash,
  type Statement,
  combineDisclosed,
  combineShares,
  createAct,
  createStatement,
  decodeBase64,
  decodeEnvelope,
  encodeAct,
  encodeStatement,
  entryOf,
  generateEntropy,
  openNote,
  openPayload,
  openingKeyOf,
  parseBody,
  publicKeyOf,
  seal,
  splitOpeningKey,
  trusteesAtFault,
} from '@avow/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type House, houseOf, registerSeed, seedOf } from './opening-of.ts'

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

const heldOf = (notes: readonly Uint8Array[], envelope: Envelope) =>
  Promise.all(notes.map((note, n) => openNote(note, envelope, n + 1, house.trustees[n]!.identity)))

const holds = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(text)

describe('a sealed file', () => {
  test('holds no word of the statement, of its author, or of the condition', async () => {
    const statement = statementOf('Ich war dabei.')
    const condition: Condition = { type: 'at', time: '2031-05-17T08:00:00Z' }
    const { file } = await seal({ statement, condition, roster: house.roster, entropy: generateEntropy() })
    expect(holds(encodeStatement(statement), 'Unverwechselbar')).toBe(true)
    for (const text of [
      'Ich war dabei',
      // With its space: five letters come up in what is encrypted, and more often in its base64, by chance.
      'seltener Titel',
      'Unverwechselbar',
      'Sonderfaelle',
      'resignation',
      '2031-05-17',
      '"language":"de"',
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

const placeOf = (share: string): number => decodeBase64(share).at(-1)!

test('one share fewer than the threshold, combined without any check, gives nothing of the key', async () => {
  const scalar = crypto.getRandomValues(new Uint8Array(32))
  for (const [count, threshold] of [
    [5, 3],
    [5, 5],
    [8, 4],
  ] as const) {
    const [shares, again] = [
      await splitOpeningKey(scalar, count, threshold),
      await splitOpeningKey(scalar, count, threshold),
    ]
    const few = shares.slice(0, threshold - 1)
    const guessed = await combineShares(few)
    expect(Buffer.from(guessed).equals(scalar)).toBe(false)
    // Whatever is put in the place of the missing share gives a key, and each another: the others favour none.
    // The places of shares are drawn at random, so that two splittings may share one.
    const places = new Set(few.map(placeOf))
    const another = again.find((share) => !places.has(placeOf(share)))!
    const other = await combineShares([...few, another])
    expect(Buffer.from(other).equals(scalar)).toBe(false)
    expect(await combineShares(shares.slice(-threshold))).toEqual(scalar)
  }
})

test('a wrong share is left out, and the others suffice', async () => {
  const { envelope, payload, notes } = await sealed(statementOf('x'))
  const held = await heldOf(notes, envelope)
  const wrong = { ...held[0]!, share: held[1]!.share }
  const {
    openingKey,
    trustees,
    wrong: places,
  } = await combineDisclosed(envelope, [held[1]!, wrong, held[2]!])
  expect([trustees, places]).toEqual([[2, 3], [1]])
  expect((await openPayload(payload, openingKey)).statement.title).toBe('Ein seltener Titel')
})

test('a wrong share counts against a trustee only under that trustee’s own signature', async () => {
  const { statement, envelope, notes } = await sealed(statementOf('x'))
  const held = await heldOf(notes, envelope)
  const { share, shareSalt, condition, conditionSalt } = held[0]!
  const wrong = { trustee: 1, share: held[1]!.share, shareSalt, condition, conditionSalt }
  const [own, other] = house.trustees.map(({ seed }) => seed) as [Uint8Array, Uint8Array]
  const release = (body: typeof wrong, seed: Uint8Array) =>
    createAct({ kind: 'release', statement, body }, seed)
  const atFault = (act: Act) => trusteesAtFault(envelope, house.roster, [act])

  expect(atFault(release(wrong, own))).toEqual([1])
  expect(atFault(release({ ...wrong, share }, own))).toEqual([])
  // Trustee 2, or anybody, discloses a bad share in the name of trustee 1.
  expect(atFault(release(wrong, other))).toEqual([])
  expect(atFault(release(wrong, seedOf(99)))).toEqual([])
  expect(atFault({ ...release(wrong, other), actor: publicKeyOf(own) })).toEqual([])
  const elsewhere = createAct({ kind: 'release', statement: '00'.repeat(32) as Hash, body: wrong }, own)
  expect(atFault(elsewhere)).toEqual([])
  const { roster } = await houseOf({ trustees: 2 })
  expect(() => trusteesAtFault(envelope, roster, [])).toThrow(
    expect.objectContaining({ code: 'roster_invalid' }),
  )
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

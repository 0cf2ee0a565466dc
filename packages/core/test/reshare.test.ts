/** Handing a statement on to other trustees without its author (spec/opening.md, "Resharing"). */
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Act,
  type ActOf,
  type DisclosedShare,
  type EnvelopeFile,
  type Hash,
  type SharePart,
  checkAct,
  createAct,
  createRoster,
  createStatement,
  decodeAct,
  decodeEnvelope,
  encodeAct,
  encodeBase64,
  generateEntropy,
  openEnvelope,
  openPartNote,
  parseBody,
  randomBytes,
  recombine,
  reshare,
  rosterHashOf,
  seal,
} from '../src/index.ts'
import { type Holders, type House, firstHolders, handOn, partsOf, releaseParts } from './handing-on.ts'
import { type Part, partCommitment } from '../src/shares.ts'
import { rosterOf } from './roster-of.ts'

const statement = createStatement({
  kind: 'testimony',
  title: 'What I saw',
  language: 'en',
  body: parseBody('I was there.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The Institution' }],
})

let all: Awaited<ReturnType<typeof rosterOf>>
let file: EnvelopeFile
let first: Holders

/** Some of seven trustees, in this order. */
function houseOf(numbers: readonly number[], threshold: number): House {
  const { version: _v, register: _r, signature: _s, ...fields } = all.roster
  const trustees = numbers.map((n) => fields.trustees[n - 1]!)
  return {
    roster: createRoster({ ...fields, trustees, threshold }, all.registerSeed),
    trustees: numbers.map((n) => all.trustees[n - 1]!),
  }
}

const sharesOf = (numbers: readonly number[]): DisclosedShare[] =>
  numbers.map((trustee) => ({ trustee, ...(first.held.get(trustee) as Omit<DisclosedShare, 'trustee'>) }))

const open = (acts: readonly Act[], shares: readonly DisclosedShare[] = []) =>
  openEnvelope(file.envelope, file.payload, shares, { acts })

beforeAll(async () => {
  all = await rosterOf(7, 3)
  const house = houseOf([1, 2, 3, 4, 5], 3)
  const sealed = await seal({
    statement,
    condition: { type: 'word' },
    roster: house.roster,
    entropy: generateEntropy(),
  })
  file = decodeEnvelope(sealed.file)
  first = await firstHolders(file, house)
})

describe('one trustee gone, one retired, one added', () => {
  const trusteesNow = [1, 3, 5, 6]
  let handed: Awaited<ReturnType<typeof handOn>>
  const released = (numbers: readonly number[]): Act[] => [
    ...handed.acts,
    ...numbers.map((n) => releaseParts(file.statement, handed.holders, n)),
  ]
  beforeAll(async () => {
    handed = await handOn(file, first, houseOf(trusteesNow, 2), [1, 3, 4, 5])
  })

  test('the new threshold opens, without any share of the old', async () => {
    const opened = await open(released([2, 4]))
    expect(opened.statement).toEqual(statement)
    expect(opened.trustees).toEqual([1, 3, 4])
    expect(opened.faults).toEqual([])
  })

  test('one fewer of the new and one fewer of the old together open nothing', async () => {
    const some = open(released([2]), sharesOf([2, 4]))
    await expect(some).rejects.toMatchObject({ code: 'shares_too_few', details: { right: 2, threshold: 3 } })
    await expect(open(released([4]))).rejects.toMatchObject({ code: 'shares_too_few', details: { right: 0 } })
  })

  test('what one has of the parts says nothing of what was split', () => {
    const held = JSON.stringify(partsOf(handed.holders, 1))
    for (const { share, shareSalt } of sharesOf([1, 3, 4, 5])) {
      expect(held).not.toContain(share)
      expect(held).not.toContain(shareSalt)
    }
  })

  test('shares of old trustees and parts of new ones count together', async () => {
    expect((await open(released([1, 2]), sharesOf([2]))).statement).toEqual(statement)
  })

  test('a wrong part names who disclosed it, and the rest suffice', async () => {
    const right = releaseParts(file.statement, handed.holders, 2) as ActOf<'release-parts'>
    const lie = encodeBase64(randomBytes(200)) as never
    const parts = right.body.parts.map((part, at) => (at === 0 ? { ...part, share: lie } : part))
    const { seed } = handed.holders.house.trustees[1]!
    const wrong = createAct(
      { kind: 'release-parts', statement: file.statement, body: { ...right.body, parts } },
      seed,
    )
    const opened = await open([...released([1, 4]), wrong])
    expect(opened.faults).toEqual([{ kind: 'release-parts', path: handed.holders.path, trustee: 2 }])
    // Of what the liar disclosed rightly use is made: three of four old shares come together by it.
    const { shares, faults } = await recombine(file.envelope, [...released([4]), wrong])
    expect(shares.map(({ trustee }) => trustee)).toEqual([3, 4, 5])
    expect(faults).toHaveLength(1)
  })

  test('parts without the acts that commit to them give nothing and accuse nobody', async () => {
    const alone = released([1, 2, 3, 4]).filter(({ kind }) => kind === 'release-parts')
    expect(await recombine(file.envelope, alone)).toEqual({ shares: [], faults: [] })
  })

  test('an act that discloses more than an act may hold is refused, also where it is not given as bytes', () => {
    const { body } = releaseParts(file.statement, handed.holders, 2) as ActOf<'release-parts'>
    const long = (part: SharePart) => ({ ...part, share: encodeBase64(randomBytes(30_000)) as Part })
    const { seed } = handed.holders.house.trustees[1]!
    const parts = body.parts.map(long)
    const act = createAct(
      { kind: 'release-parts', statement: file.statement, body: { ...body, parts } },
      seed,
    )
    expect(() => checkAct(act)).toThrow(expect.objectContaining({ code: 'too_large' }))
  })

  test('the acts have one encoding', () => {
    for (const act of released([1])) expect(decodeAct(encodeAct(act))).toEqual(act)
  })
})

test('an old trustee who hands on another share than its own is named, and the others suffice', async () => {
  const lie = { share: encodeBase64(randomBytes(33)) as never, shareSalt: 'ab'.repeat(32) as never }
  const lying = { ...first, held: new Map([...first.held, [2, lie]]) }
  const handed = await handOn(file, lying, houseOf([5, 6, 7], 2), [1, 2, 3, 4])
  const acts = [1, 2].map((n) => releaseParts(file.statement, handed.holders, n))
  const opened = await open([...handed.acts, ...acts])
  expect(opened.statement).toEqual(statement)
  expect(opened.trustees).toEqual([1, 3, 4])
  expect(opened.faults).toEqual([{ kind: 'reshare', path: handed.holders.path, trustee: 2 }])
})

test('an old trustee who hands on parts of different lengths is named, and the others suffice', async () => {
  const handed = await handOn(file, first, houseOf([5, 6, 7], 2), [1, 2, 3, 4])
  const own = partsOf(handed.holders, 1)
  const { shareSalt, share } = own[1]!
  const longer = `AAAA${share}` as Part
  const parts = own.with(1, { of: 2, share: longer, shareSalt })
  const { body } = handed.acts[1]!
  const shares = body.shares.with(0, partCommitment(2, 1, longer, shareSalt))
  const lie = createAct(
    { kind: 'reshare', statement: file.statement, body: { ...body, shares } },
    first.house.trustees[1]!.seed,
  )
  const holders = { ...handed.holders, held: new Map([...handed.holders.held, [1, { parts }]]) }
  const released = [1, 2].map((n) => releaseParts(file.statement, holders, n))
  const opened = await open([...handed.acts.with(1, lie), ...released])
  expect(opened.statement).toEqual(statement)
  expect(opened.trustees).toEqual([1, 3, 4])
  expect(opened.faults).toEqual([{ kind: 'reshare', path: holders.path, trustee: 2 }])
})

describe('handed on more than once', () => {
  const houses = [
    [5, 6, 7],
    [1, 2, 3],
    [2, 6, 7],
  ]
  async function handOnTo(generations: number) {
    let holders = first
    const acts: Act[] = []
    for (const numbers of houses.slice(0, generations)) {
      const by = [...holders.held.keys()].slice(0, 3)
      const handed = await handOn(file, holders, houseOf(numbers, 2), by)
      acts.push(...handed.acts)
      holders = handed.holders
    }
    return { acts, holders }
  }

  test.each([2, 3])('%i times: only the newest open', async (generations) => {
    const { acts, holders } = await handOnTo(generations)
    const released = [2, 3].map((n) => releaseParts(file.statement, holders, n))
    expect((await open([...acts, ...released])).statement).toEqual(statement)
    await expect(open([...acts, released[0]!])).rejects.toMatchObject({ code: 'shares_too_few' })
    for (const act of released) expect(decodeAct(encodeAct(act))).toEqual(act)
  })

  test('who hands on other parts than it was given is named', async () => {
    const { acts, holders } = await handOnTo(1)
    const parts = partsOf(holders, 1).map((part, at) =>
      at === 0 ? { ...part, share: encodeBase64(randomBytes(180)) as never } : part,
    )
    const lying = { ...holders, held: new Map([...holders.held, [1, { parts }]]) }
    const second = await handOn(file, lying, houseOf([1, 2, 3], 2), [1, 2, 3])
    const released = [1, 2].map((n) => releaseParts(file.statement, second.holders, n))
    const opened = await open([...acts, ...second.acts, ...released])
    expect(opened.faults).toEqual([{ kind: 'reshare', path: second.holders.path, trustee: 1 }])
  })

  test('a fourth time is refused', async () => {
    const { holders } = await handOnTo(3)
    await expect(handOn(file, holders, houseOf([1, 2], 2), [1, 2, 3])).rejects.toMatchObject({
      code: 'too_large',
    })
  })

  test('what would not fit into an act is refused before anything is sent', async () => {
    const { holders } = await handOnTo(2)
    const path = [...holders.path, rosterHashOf(first.house.roster)]
    const { condition, conditionSalt } = first.note
    const input = { statement: file.statement, path, trustee: 1, held: holders.held.get(1)!, condition }
    const made = reshare(
      { ...input, conditionSalt, roster: first.house.roster, holders: 32 },
      holders.house.trustees[0]!.seed,
    )
    await expect(made).rejects.toMatchObject({ code: 'too_large' })
  })
})

describe('a note that hands a part on', () => {
  let made: Awaited<ReturnType<typeof reshare>>
  let to: House
  const make = (trustee: number, changes = {}) =>
    reshare(
      {
        statement: file.statement,
        path: [...first.path, rosterHashOf(to.roster)],
        trustee,
        held: first.held.get(trustee)!,
        roster: to.roster,
        holders: 5,
        ...first.note,
        ...changes,
      },
      first.house.trustees[trustee - 1]!.seed,
    )
  beforeAll(async () => {
    to = houseOf([6, 7], 2)
    made = await make(1)
  })
  const openAs = (act: ActOf<'reshare'>, note: Uint8Array, trustee = 1) =>
    openPartNote(note, act, file.envelope, trustee, to.trustees[trustee - 1]!.identity)
  const signed = ({ body }: ActOf<'reshare'>, changes: object, id: Hash = file.statement) =>
    createAct(
      { kind: 'reshare', statement: id, body: { ...body, ...changes } },
      first.house.trustees[0]!.seed,
    )

  test('opens to the part, the condition and the mailbox', async () => {
    const { part, condition, mailbox } = await openAs(made.act, made.notes[0]!)
    expect([part.of, condition, mailbox]).toEqual([1, first.note.condition, first.note.mailbox])
  })

  test('is refused where it is not the one of the act, for another trustee, statement, threshold or path', async () => {
    const refused = (act: ActOf<'reshare'>, note: Uint8Array, code: string, trustee = 1) =>
      expect(openAs(act, note, trustee)).rejects.toMatchObject({ code, details: { trustee: 1 } })
    const { act, notes } = made
    await refused(act, notes[1]!, 'note_hash_mismatch')
    const swapped = signed(act, { notes: act.body.notes.toReversed() })
    await expect(openAs(swapped, notes[1]!)).rejects.toMatchObject({ code: 'note_undecryptable' })
    const other = '5a'.repeat(32) as Hash
    for (const changes of [
      { path: [other, act.body.path[1]!] },
      { path: [...act.body.path, other] },
      { shares: act.body.shares.toReversed() },
    ])
      await refused(signed(act, changes), notes[0]!, 'note_binding_mismatch')
    await refused(signed(act, {}, other), notes[0]!, 'note_binding_mismatch')
  })

  test('is refused where its condition is not the author’s', async () => {
    const { act, notes } = await make(1, { condition: { type: 'now' } })
    await expect(openAs(act, notes[0]!)).rejects.toMatchObject({ code: 'condition_commitment_mismatch' })
  })

  test('is not made for a roster to which the path does not lead', async () => {
    await expect(make(1, { path: first.path.concat(first.path) })).rejects.toMatchObject({
      code: 'roster_invalid',
    })
  })
})

/** Sealing and opening, for any statement, any number of trustees, and anybody who tries to get round it. */
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { sealDesk } from '../src/desk.ts'
import {
  type Condition,
  type Entropy,
  type EnvelopeFile,
  type Note,
  type Roster,
  type Salt,
  type Share,
  type Statement,
  type TarMember,
  bucketFor,
  combineDisclosed,
  combineShares,
  createRoster,
  createStatement,
  decodeEnvelope,
  decodeHex,
  encodeBase64,
  describeAttachment,
  encodeEnvelope,
  encodeStatement,
  encodeTar,
  encryptTo,
  generateEntropy,
  identityToRecipient,
  openDesk,
  openEnvelope,
  openNote,
  openPayload,
  openingKeyOf,
  parseBody,
  randomSalt,
  seal,
  splitOpeningKey,
  utf8,
} from '../src/index.ts'
import { padToBucket } from '../src/padded.ts'
import { decodePayload, encodePayload } from '../src/payload.ts'
import { statements } from './arbitrary-statement.ts'
import { refusalOf } from './code-of.ts'
import { codeOf } from './hostile.ts'
import { type Copyable, type Scene, copiedInto, copyable, sceneOf, signedBy } from './making/copied-notes.ts'
import { identityOf, registerSeed, rosterOf } from './making/keys.ts'

const most = 5
const rosters = new Map<number, Roster>()
beforeAll(async () => {
  for (let count = 2; count <= most; count += 1) rosters.set(count, await rosterOf(count, 2))
})

const plain = createStatement({
  kind: 'testimony',
  title: 'What I saw',
  language: 'en',
  body: parseBody('I saw it.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The Harbour Company' }],
})
const word: Condition = { type: 'word' }
const nothing = new Uint8Array(0)

/** The plain statement with a file attached. */
const withFile = (data: Uint8Array): Statement =>
  createStatement({ ...plain, attachments: [describeAttachment('a', 'image/png', data, 'original')] })

const notesOf = ({ envelope, notes }: EnvelopeFile): Promise<Note[]> =>
  Promise.all(notes.map((note, index) => openNote(note, envelope, index + 1, identityOf(index + 1))))

/** n trustees, t of whom open; who discloses, in what order, and who of them discloses a wrong share. */
const casts = fc.integer({ min: 2, max: most }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    threshold: fc.integer({ min: 2, max: count }),
    order: fc.shuffledSubarray(
      Array.from({ length: count }, (_, index) => index),
      { minLength: count, maxLength: count },
    ),
    wrong: fc.subarray(Array.from({ length: count }, (_, index) => index)),
  }),
)
const conditions = fc.constantFrom<Condition>({ type: 'now' }, word, {
  type: 'at',
  time: '2031-05-17T08:00:00Z',
})
const scalars = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('any statement comes back from t of n shares, wrong ones are named, and fewer give nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      statements,
      casts,
      conditions,
      async (made, { count, threshold, order, wrong }, condition) => {
        const roster = rosters.get(count)!
        const entropy = generateEntropy()
        const sealed = await seal({ ...made, condition, roster, threshold, entropy })
        const file = decodeEnvelope(sealed.file)
        expect(file.statement).toBe(sealed.statement)
        expect(file.envelope).toEqual(sealed.envelope)
        const notes = await notesOf(file)
        for (const note of notes) expect(note.condition).toEqual(condition)
        const other = encodeBase64(new Uint8Array(33).fill(9)) as Share
        const disclosed = order.map((index) =>
          wrong.includes(index) ? { ...notes[index]!, share: other } : notes[index]!,
        )
        const numbers = (indices: readonly number[]) =>
          indices.map((index) => index + 1).sort((a, b) => a - b)
        const right = numbers(order.filter((index) => !wrong.includes(index)))
        if (right.length < threshold) {
          const refusal = await refusalOf(() => openEnvelope(file.envelope, file.payload, disclosed))
          expect(refusal).toEqual({ code: 'shares_too_few', details: { right: right.length, threshold } })
          return
        }
        const opened = await openEnvelope(file.envelope, file.payload, disclosed)
        expect(opened.statement).toEqual(made.statement)
        expect(opened.attachments).toEqual(made.attachments)
        expect(opened.trustees).toEqual(right.slice(0, threshold))
        expect(numbers(opened.wrong.map((place) => order[place]!))).toEqual(numbers(wrong))
        const few = await refusalOf(() =>
          openEnvelope(file.envelope, file.payload, notes.slice(0, threshold - 1)),
        )
        expect(few.code).toBe('shares_too_few')
      },
    ),
    { numRuns: 40 },
  )
})

test('a share counts once, whoever else gives it and however often', async () => {
  const { file } = await seal({
    statement: plain,
    condition: word,
    roster: rosters.get(3)!,
    entropy: generateEntropy(),
  })
  const decoded = decodeEnvelope(file)
  const [first, second] = (await notesOf(decoded)) as [Note, Note]
  for (const shares of [
    [],
    [first],
    [first, first],
    [first, { ...first, trustee: 2 }],
    [first, { ...second, trustee: 3 }],
    [first, { ...second, trustee: 0 }],
    [first, { ...second, trustee: 258 }],
    [first, { ...second, shareSalt: first.shareSalt }],
    [first, { ...second, shareSalt: 'no hex' as Salt }],
    [first, { ...second, share: 'no base64' as Share }],
  ])
    expect(await refusalOf(() => combineDisclosed(decoded.envelope, shares))).toMatchObject({
      code: 'shares_too_few',
      details: { right: Math.min(shares.length, 1), threshold: 2 },
    })
})

test('another payload is not opened, and another key opens nothing', async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async () =>
      decodeEnvelope(
        (
          await seal({
            statement: plain,
            condition: word,
            roster: rosters.get(2)!,
            entropy: generateEntropy(),
          })
        ).file,
      ),
    ),
  )
  const notes = await notesOf(one!)
  expect((await refusalOf(() => openEnvelope(one!.envelope, two!.payload, notes))).code).toBe(
    'payload_hash_mismatch',
  )
  const { openingKey } = await combineDisclosed(one!.envelope, notes)
  expect((await openPayload(one!.payload, openingKey)).statement).toEqual(plain)
  expect((await refusalOf(() => openPayload(two!.payload, openingKey))).code).toBe('opening_key_wrong')
  for (const key of ['', 'AGE-SECRET-KEY-1', openingKey.toLowerCase(), identityOf(1)])
    expect((await refusalOf(() => openPayload(one!.payload, key))).code).toBe('opening_key_wrong')
  for (const file of [new Uint8Array(0), one!.payload.subarray(0, 500), utf8('age-encryption.org/v1\n')])
    expect((await refusalOf(() => openPayload(file, openingKey))).code).toBe('opening_key_wrong')
})

describe('shares', () => {
  test('t of n restore the scalar, in any order, and t − 1 restore something else', async () => {
    await fc.assert(
      fc.asyncProperty(scalars, casts, async (scalar, { count, threshold, order }) => {
        const shares = await splitOpeningKey(scalar, count, threshold)
        const chosen = order.slice(0, threshold).map((index) => shares[index]!)
        expect(await combineShares(chosen)).toEqual(scalar)
        expect(await combineShares(order.map((index) => shares[index]!))).toEqual(scalar)
        if (threshold > 2) expect(await combineShares(chosen.slice(1))).not.toEqual(scalar)
      }),
      { numRuns: 60 },
    )
  })

  test('fewer than two, or two at one place, are too few', async () => {
    const [first, second] = (await splitOpeningKey(new Uint8Array(32), 2, 2)) as [Share, Share]
    for (const shares of [[], [first], [first, first], [first, second, first]])
      expect(await refusalOf(() => combineShares(shares))).toEqual({
        code: 'shares_too_few',
        details: { count: shares.length },
      })
  })

  test.each([
    [1, 1],
    [2, 1],
    [2, 3],
    [33, 2],
    [0, 0],
    [3, 2.5],
    [3, Number.NaN],
  ])('of %i trustees, %d cannot be the threshold', async (count, threshold) => {
    expect((await refusalOf(() => splitOpeningKey(new Uint8Array(32), count, threshold))).code).toBe(
      'threshold_invalid',
    )
  })

  test('two and thirty-two trustees are the bounds', async () => {
    const scalar = new Uint8Array(32).fill(3)
    for (const [count, threshold] of [
      [2, 2],
      [32, 2],
      [32, 32],
    ] as const) {
      const shares = await splitOpeningKey(scalar, count, threshold)
      expect(new Set(shares).size).toBe(count)
      expect(await combineShares(shares.slice(-threshold))).toEqual(scalar)
    }
  })
})

describe('padding', () => {
  const sizeOf = async (attachment: number) => {
    const data = new Uint8Array(attachment)
    const statement = withFile(data)
    const { file, envelope } = await seal({
      statement,
      attachments: [data],
      condition: word,
      roster: rosters.get(2)!,
      entropy: generateEntropy(),
    })
    return { file: decodeEnvelope(file).payload.length, bucket: envelope.payload.size }
  }

  test('files of one bucket are of one size, and the bucket is all that shows', async () => {
    const sizes = new Map<number, Set<number>>()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 70_000 }), async (attachment) => {
        const { file, bucket } = await sizeOf(attachment)
        sizes.set(bucket, (sizes.get(bucket) ?? new Set()).add(file))
        for (const seen of sizes.values()) expect(seen.size).toBe(1)
      }),
      { numRuns: 40, examples: [[0], [20_000], [40_000]] },
    )
    expect(sizes.size).toBeGreaterThan(2)
  })

  test('a bucket is the smallest power of two that holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 * 1024 * 1024 }), (size) => {
        const bucket = bucketFor(size)
        expect(bucket).toBeGreaterThanOrEqual(Math.max(size, 16_384))
        expect(bucket === 16_384 || bucket / 2 < size).toBe(true)
        expect(Math.log2(bucket) % 1).toBe(0)
      }),
    )
    expect([bucketFor(16_384), bucketFor(16_385), bucketFor(16 * 1024 * 1024)]).toEqual([
      16_384,
      32_768,
      16 * 1024 * 1024,
    ])
    expect(codeOf(() => bucketFor(16 * 1024 * 1024 + 1))).toBe('too_large')
  })

  test('up to the last byte of a bucket', () => {
    const empty = encodePayload(plain, [])
    expect(empty.length).toBe(16_384)
    expect(codeOf(() => decodePayload(empty.subarray(0, 8192)))).toBe('payload_malformed')
    const doubled = new Uint8Array(32_768)
    doubled.set(empty)
    expect(codeOf(() => decodePayload(doubled))).toBe('payload_malformed')
    expect(codeOf(() => decodePayload(empty.with(16_383, 1)))).toBe('payload_malformed')
    // Two headers, the statement in whole blocks, and the end leave exactly this much for the attachment.
    const json = encodeStatement(withFile(new Uint8Array(10_000))).length
    const room = (bucket: number) => bucket - 512 - Math.ceil(json / 512) * 512 - 512 - 1024
    for (const [size, bucket] of [
      [room(16_384), 16_384],
      [room(16_384) + 1, 32_768],
    ] as const) {
      const data = new Uint8Array(size)
      const statement = withFile(data)
      const payload = encodePayload(statement, [data])
      expect(payload.length).toBe(bucket)
      expect(decodePayload(payload)).toMatchObject({ attachments: [data] })
    }
  })

  test('what is in a payload is a statement and its attachments, in their order', async () => {
    const data = utf8('an order')
    const statement = withFile(data)
    const json = { name: 'statement.json', data: encodeStatement(statement) }
    const file = { name: 'attachments/1', data }
    const codeFor = (members: readonly TarMember[]) =>
      codeOf(() => decodePayload(padToBucket(encodeTar(members))))
    expect(codeFor([json, file])).toBeUndefined()
    expect(codeFor([])).toBe('payload_malformed')
    expect(codeFor([file, json])).toBe('payload_malformed')
    expect(codeFor([json, { ...file, name: 'attachments/0' }])).toBe('payload_malformed')
    expect(codeFor([json, { ...file, name: 'attachments/01' }])).toBe('payload_malformed')
    expect(codeFor([{ ...json, name: 'statement.JSON' }, file])).toBe('payload_malformed')
    expect(codeFor([json])).toBe('attachment_mismatch')
    expect(codeFor([json, file, { ...file, name: 'attachments/2' }])).toBe('attachment_mismatch')
    expect(codeFor([json, { ...file, data: utf8('an orden') }])).toBe('attachment_mismatch')
    expect(codeFor([{ ...json, data: utf8('{}') }, file])).toBe('statement_invalid')
    for (const files of [[], [data, data], [utf8('an orden')], [utf8('an order ')]])
      expect(codeOf(() => encodePayload(statement, files))).toBe('attachment_mismatch')
  })
})

describe('a note copied into another envelope', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await sceneOf()
  })

  test('is refused whatever else was copied with it, and for whichever trustee', async () => {
    const subsets = Array.from({ length: 2 ** copyable.length }, (_, bits) =>
      copyable.filter((_member, index) => bits & (1 << index)),
    )
    for (const [index, copied] of subsets.entries()) {
      const trustee = (index % 3) + 1
      const file = copiedInto(scene, trustee, copied)
      const refusal = await refusalOf(() =>
        openNote(file.notes[trustee - 1]!, file.envelope, trustee, identityOf(trustee)),
      )
      expect(refusal, copied.join()).toEqual({ code: 'note_binding_mismatch', details: { trustee } })
    }
  })

  test('with the whole header, needs the signature of the author whom the header names', async () => {
    const all = copiedInto(scene, 1, copyable as readonly Copyable[])
    const { signature: _, ...unsigned } = { ...all.envelope, author: scene.victim.envelope.author }
    const envelope = signedBy(scene.attackerEntropy, unsigned)
    const note = await openNote(all.notes[0]!, envelope, 1, identityOf(1))
    expect(note.condition).toEqual({ type: 'word' })
    expect(codeOf(() => decodeEnvelope(encodeEnvelope({ ...all, envelope })))).toBe('signature_invalid')
  })

  test('is not the one that the envelope names when it stands in another place', async () => {
    const { envelope, notes } = scene.victim
    for (const trustee of [2, 3, 4, 0])
      expect((await refusalOf(() => openNote(notes[0]!, envelope, trustee, identityOf(1)))).code).toBe(
        'note_hash_mismatch',
      )
  })
})

describe('the compartment for the desk', () => {
  const [desk, opening] = [identityOf(90), openingKeyOf(new Uint8Array(32).fill(5))]
  const evidence = utf8('Passport 000000')
  let [deskRecipient, openingRecipient] = ['', '']
  beforeAll(async () => {
    deskRecipient = await identityToRecipient(desk)
    openingRecipient = await identityToRecipient(opening)
  })
  const sealedOf = async (padded: Uint8Array) =>
    encryptTo([openingRecipient], await encryptTo([deskRecipient], padded))

  test('opens with both keys and with no other', async () => {
    const { data, size } = await sealDesk(evidence, [deskRecipient], openingRecipient)
    expect(size).toBe(16_384)
    expect(await openDesk(data, opening, desk)).toEqual(evidence)
    for (const [first, second] of [
      [opening, identityOf(91)],
      [openingKeyOf(new Uint8Array(32).fill(6)), desk],
      [desk, opening],
      ['', ''],
    ] as const)
      expect((await refusalOf(() => openDesk(data, first, second))).code).toBe('opening_key_wrong')
  })

  test('holds one member, evidence, and is padded to its bucket', async () => {
    const archive = (...members: TarMember[]) => encodeTar(members)
    const one = { name: 'evidence', data: evidence }
    expect(await openDesk(await sealedOf(padToBucket(archive(one))), opening, desk)).toEqual(evidence)
    for (const wrong of [
      utf8('nothing'),
      archive(one),
      padToBucket(archive()),
      padToBucket(archive(one, one)),
      padToBucket(archive({ ...one, name: 'evidence.txt' })),
      padToBucket(archive(one)).with(16_383, 1),
    ])
      expect((await refusalOf(async () => openDesk(await sealedOf(wrong), opening, desk))).code).toBe(
        'payload_malformed',
      )
  })

  test('is sealed only for a desk that there is', async () => {
    const sealFor = (roster: Roster) =>
      seal({ statement: plain, condition: word, roster, entropy: generateEntropy(), deskEvidence: evidence })
    expect(await refusalOf(() => sealFor(rosters.get(2)!))).toMatchObject({
      code: 'roster_invalid',
      details: { path: 'desk' },
    })
    const nobody = await rosterOf(2, 2, 0, 0, ['age1pq1qqqqqqqq'])
    expect(await refusalOf(() => sealFor(nobody))).toMatchObject({
      code: 'roster_invalid',
      details: { path: 'desk' },
    })
    const roster = await rosterOf(2, 2, 0, 0, [deskRecipient])
    const { file } = await sealFor(roster)
    const decoded = decodeEnvelope(file)
    const { openingKey } = await combineDisclosed(decoded.envelope, await notesOf(decoded))
    expect(await openDesk(decoded.desk!, openingKey, desk)).toEqual(evidence)
    const without = { ...decoded, envelope: decoded.envelope }
    delete (without as { desk?: Uint8Array }).desk
    expect(codeOf(() => decodeEnvelope(encodeEnvelope(without)))).toBe('envelope_malformed')
  })
})

describe('sealing', () => {
  test('refuses what could not be opened', async () => {
    const input = { statement: plain, condition: word, roster: rosters.get(3)!, entropy: generateEntropy() }
    const code = async (change: object) => (await refusalOf(() => seal({ ...input, ...change }))).code
    expect(await code({ threshold: 1 })).toBe('threshold_invalid')
    expect(await code({ threshold: 4 })).toBe('threshold_invalid')
    expect(await code({ condition: { type: 'soon' } })).toBe('condition_invalid')
    expect(await code({ condition: { type: 'at', time: 'tomorrow' } })).toBe('condition_invalid')
    expect(await code({ statement: { ...plain, title: '' } })).toBe('statement_invalid')
    expect(await code({ attachments: [nothing] })).toBe('attachment_mismatch')
    expect(await code({ roster: { ...input.roster, threshold: 3 } })).toBe('roster_invalid')
    const { version: _v, register: _r, signature: _s, ...fields } = input.roster
    const trustees = fields.trustees.with(1, { ...fields.trustees[1]!, recipient: 'age1pq1qqqqqqqq' })
    const roster = createRoster({ ...fields, trustees }, registerSeed)
    expect(await refusalOf(() => seal({ ...input, roster }))).toMatchObject({
      code: 'roster_invalid',
      details: { path: 'trustees.1.recipient' },
    })
  })

  test('tells how far it is', async () => {
    const seen: (readonly [number, number])[] = []
    await seal({
      statement: plain,
      condition: word,
      roster: rosters.get(3)!,
      entropy: generateEntropy(),
      onProgress: (done, all) => void seen.push([done, all]),
    })
    expect(seen).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ])
  })

  test('of one statement twice with the same words gives nothing that is the same but the author', async () => {
    const entropy = new Uint8Array(16).fill(4) as Entropy
    const [one, two] = await Promise.all(
      [1, 2].map(
        async () =>
          (await seal({ statement: plain, condition: word, roster: rosters.get(2)!, entropy })).envelope,
      ),
    )
    expect([one!.author, one!.locator, one!.roster, one!.origin]).toEqual([
      two!.author,
      two!.locator,
      two!.roster,
      two!.origin,
    ])
    const rest = [one!, two!].flatMap(({ payload, condition, shares, notes, signature }) =>
      [payload.hash, condition, signature].concat(shares, notes),
    )
    expect(new Set(rest).size).toBe(rest.length)
  })

  test('makes salts anew', () => {
    const salts = Array.from({ length: 100 }, () => randomSalt())
    expect(new Set(salts).size).toBe(100)
    for (const salt of salts) expect(decodeHex(salt)).toHaveLength(32)
  })
})

describe('a statement for the desk only', () => {
  const desk = identityOf(90)
  let roster: Roster
  beforeAll(async () => {
    roster = await rosterOf(2, 2, 0, 0, [
      await identityToRecipient(desk),
      await identityToRecipient(identityOf(91)),
    ])
  })

  const opened = async (identity: string | undefined, isForDesk = true) => {
    const { file } = await seal({
      statement: plain,
      condition: word,
      roster,
      entropy: generateEntropy(),
      isForDesk,
    })
    const { envelope, payload, notes } = decodeEnvelope(file)
    const shares = await Promise.all(
      notes.map((note, at) => openNote(note, envelope, at + 1, identityOf(at + 1))),
    )
    return openEnvelope(envelope, payload, shares, { desk: identity })
  }

  test('is read by each of the desk, with all shares', async () => {
    for (const identity of [desk, identityOf(91)]) expect((await opened(identity)).statement).toEqual(plain)
  })

  test('is read by nobody else, whoever has all shares', async () => {
    expect((await refusalOf(() => opened(undefined))).code).toBe('statement_for_desk')
    expect((await refusalOf(() => opened(identityOf(1)))).code).toBe('desk_key_wrong')
  })

  test('needs a desk', async () => {
    const without = await rosterOf(2, 2)
    const sealing = seal({
      statement: plain,
      condition: word,
      roster: without,
      entropy: generateEntropy(),
      isForDesk: true,
    })
    expect(await refusalOf(() => sealing)).toMatchObject({
      code: 'roster_invalid',
      details: { path: 'desk' },
    })
  })

  test('for everybody is read without the desk, and with its identity too', async () => {
    expect((await opened(undefined, false)).statement).toEqual(plain)
    expect((await opened(desk, false)).statement).toEqual(plain)
  })
})

/** The second lock: what it keeps shut, what it does not touch, and what the programs of others make of it. */
import { type Identity, Stanza } from 'age-encryption'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { decryptWith, encryptTo } from '../src/age.ts'
import { readTlockFile } from '../src/age-file.ts'
import { lockArchive } from '../src/date-lock.ts'
import {
  type Condition,
  type DisclosedShare,
  type EnvelopeFile,
  type Locks,
  type Roster,
  type RoundSignature,
  type Term,
  combineDisclosed,
  dateLockFor,
  decodeEnvelope,
  formatInstant,
  gatherFacts,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  judgeCondition,
  neverBefore,
  openEnvelope,
  openNote,
  openPayload,
  openingKeyOf,
  quicknet,
  roundAt,
  seal,
  timeOfRound,
} from '../src/index.ts'
import { decodePadded } from '../src/padded.ts'
import { sealPayload } from '../src/payload.ts'
import { lockFileKey, unlockFileKey, verifySignedRound } from '../src/tlock.ts'
import { conditions, facts, moments } from './arbitrary-facts.ts'
import { refusalOf } from './code-of.ts'
import { readIndex, readVector } from './making/keep.ts'
import { identityOf, rosterOf } from './making/keys.ts'
import { rounds, signatureOf } from './making/rounds.ts'
import { english, order } from './making/texts.ts'

const day = 86_400_000
const at = (time: number): Term => ({ type: 'at', time: formatInstant(time) })
const word: Term = { type: 'word' }
const silence: Term = { type: 'silence', duration: 'P30D' as never, grace: 'P7D' as never }
const atRound = (round: number): Condition => at(timeOfRound(round))
const statement = { ...english, attachments: [] }

describe('the round for an instant', () => {
  test('is the first that is not before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: quicknet.genesis, max: quicknet.genesis + 1e12 }), (instant) => {
        const round = roundAt(instant)
        expect(timeOfRound(round)).toBeGreaterThanOrEqual(instant)
        expect(timeOfRound(round) - instant).toBeLessThan(quicknet.period)
      }),
    )
    for (const { round } of rounds) expect(roundAt(timeOfRound(round))).toBe(round)
  })

  test('is the first of all for what was before the chain began', () => {
    for (const instant of [0, quicknet.genesis - 1, quicknet.genesis]) expect(roundAt(instant)).toBe(1)
    expect(roundAt(quicknet.genesis + 1)).toBe(2)
  })
})

describe('the date of a condition', () => {
  test.each<[string, Term, number | null]>([
    ['a date', at(day), day],
    ['a word', word, null],
    ['at once', { type: 'now' }, null],
    ['a silence', silence, null],
    ['both dates', { type: 'all', of: [at(day), at(2 * day)] }, 2 * day],
    ['either date', { type: 'any', of: [at(day), at(2 * day)] }, day],
    ['a date and a word', { type: 'all', of: [at(day), word] }, day],
    ['a date or a word', { type: 'any', of: [at(day), word] }, null],
    [
      'a date, or another and a word',
      { type: 'any', of: [at(2 * day), { type: 'all', of: [at(day), word] }] },
      day,
    ],
    [
      'a date and, or at once with a word',
      { type: 'all', of: [at(day), { type: 'any', of: [at(9 * day), word] }] },
      day,
    ],
  ])('%s', async (_, term, date) => {
    expect(neverBefore(term)).toBe(date)
    if (date === null)
      expect(await refusalOf(() => dateLockFor(term))).toMatchObject({ code: 'date_lock_invalid' })
    else expect(dateLockFor(term).round).toBe(roundAt(date))
  })

  test('is never after a moment at which it holds, whatever happens', () => {
    fc.assert(
      fc.property(conditions, facts, moments, (condition, known, now) => {
        fc.pre(judgeCondition(condition, gatherFacts(known), now).holds)
        expect(neverBefore(condition) ?? now).toBeLessThanOrEqual(now)
      }),
      { numRuns: 1000 },
    )
  })
})

interface Scene {
  readonly file: EnvelopeFile
  readonly shares: readonly DisclosedShare[]
}

async function sceneOf(
  roster: Roster,
  condition: Condition,
  dateLock: boolean,
  isForDesk = false,
): Promise<Scene> {
  const entropy = generateEntropy()
  const sealed = await seal({ statement, condition, roster, entropy, dateLock, isForDesk })
  const file = decodeEnvelope(sealed.file)
  const shares = await Promise.all(
    file.notes.map((note, index) => openNote(note, file.envelope, index + 1, identityOf(index + 1))),
  )
  return { file, shares }
}

const open = ({ file, shares }: Scene, count: number, signature?: RoundSignature) =>
  openEnvelope(file.envelope, file.payload, shares.slice(0, count), { signature })

describe('both locks', () => {
  let [locked, plain]: Scene[] = []
  beforeAll(async () => {
    const roster = await rosterOf(3, 2)
    locked = await sceneOf(roster, atRound(1000), true)
    plain = await sceneOf(roster, atRound(1000), false)
  })

  test('open with the shares and the signature of the round', async () => {
    const opened = await open(locked!, 2, signatureOf(1000))
    expect(opened.statement).toEqual(statement)
    expect(opened.dateLock).toEqual({ round: 1000, time: '2023-08-23T15:59:24Z' })
  })

  test('stay shut for all trustees together without the signature, and say for which they wait', async () => {
    expect(await refusalOf(() => open(locked!, 3))).toEqual({
      code: 'date_lock_closed',
      details: { round: 1000, time: '2023-08-23T15:59:24Z' },
    })
    for (const { round, signature } of rounds)
      if (round !== 1000)
        expect(await refusalOf(() => open(locked!, 3, signature))).toMatchObject({
          code: 'round_signature_invalid',
          details: { round: 1000 },
        })
  })

  test('stay shut for the signature without enough shares', async () => {
    expect(await refusalOf(() => open(locked!, 1, signatureOf(1000)))).toMatchObject({
      code: 'shares_too_few',
    })
    const other = openingKeyOf(new Uint8Array(32).fill(9))
    const refusal = await refusalOf(() =>
      openPayload(locked!.file.payload, other, { signature: signatureOf(1000) }),
    )
    expect(refusal.code).toBe('opening_key_wrong')
  })

  /** Whoever breaks the second lock, by whatever means, gets the file key without a signature. */
  test('whoever can open every date lock still needs the shares', async () => {
    const { openingKey } = await combineDisclosed(locked!.file.envelope, locked!.shares)
    const [member] = decodePadded(await decryptWith(openingKey, locked!.file.payload))
    const point = verifySignedRound(1000, signatureOf(1000))
    const broken: Identity = { unwrapFileKey: ([stanza]) => unlockFileKey(stanza!.body, point).fileKey }
    expect((await decryptWith(broken, member!.data)).length).toBe(16_384 - 2048 - 4)
    await expect(decryptWith(broken, locked!.file.payload)).rejects.toThrow()
    expect(readTlockFile(locked!.file.payload)).toBeUndefined()
  })

  test('nothing outside shows that there is a second one', () => {
    const shapeOf = ({ file: { envelope, payload, notes } }: Scene) => ({
      members: Object.keys(envelope),
      payload: [payload.length, envelope.payload.size],
      notes: notes.map(({ length }) => length),
    })
    expect(shapeOf(locked!)).toEqual(shapeOf(plain!))
    const text = new TextDecoder('latin1').decode(locked!.file.payload)
    // As it stands in a header: five letters come up in what is encrypted by chance.
    expect(text).not.toContain('-> tlock')
    expect(text.split('\n')[1]).toMatch(/^-> X25519 /)
  })

  test('a signature changes nothing where there is one lock', async () => {
    const opened = await open(plain!, 2, signatureOf(1000))
    expect([opened.statement, opened.dateLock]).toEqual([statement, undefined])
  })

  test('stand around what is for the desk only, which then needs a third', async () => {
    const desk = await generateHybridIdentity()
    const roster = await rosterOf(2, 2, 0, 0, [await identityToRecipient(desk)])
    const { file, shares } = await sceneOf(roster, atRound(1000), true, true)
    const opened = (locks: Locks) => openEnvelope(file.envelope, file.payload, shares, locks)
    const signature = signatureOf(1000)
    expect((await opened({ desk, signature })).dateLock?.round).toBe(1000)
    expect(await refusalOf(() => opened({ desk }))).toMatchObject({ code: 'date_lock_closed' })
    expect(await refusalOf(() => opened({ signature }))).toMatchObject({ code: 'statement_for_desk' })
  })

  test('are not sealed for a condition that may open earlier', async () => {
    const roster = await rosterOf(2, 2)
    const input = { statement, roster, entropy: generateEntropy(), dateLock: true }
    for (const condition of [word, silence, { type: 'any', of: [atRound(1000), word] } as const])
      expect(await refusalOf(() => seal({ ...input, condition }))).toMatchObject({
        code: 'date_lock_invalid',
      })
  })
})

test('an archive of any size fills its bucket, so that its size tells no more than without a lock', async () => {
  const recipient = await identityToRecipient(openingKeyOf(new Uint8Array(32).fill(5)))
  const sizeOf = async (size: number) => {
    const payload = await lockArchive(new Uint8Array(size), { round: 1000, time: '' })
    expect(readTlockFile(decodePadded(payload)[0]!.data)?.round).toBe(1000)
    return [payload.length, (await sealPayload(recipient, payload)).length]
  }
  for (const bucket of [16_384, 65_536, 131_072, 1_048_576]) {
    const room = bucket - 2048 - bucket / 4096
    expect(await sizeOf(room)).toEqual([bucket, expect.any(Number)])
    expect((await sizeOf(room + 1))[0]).toBe(2 * bucket)
    expect(await sizeOf(room / 2 + 1024)).toEqual(await sizeOf(room))
  }
  const most = 16_777_216 - 2048 - 4096
  expect((await sizeOf(most))[0]).toBe(16_777_216)
  expect(await refusalOf(() => sizeOf(most + 1))).toMatchObject({ code: 'too_large' })
})

describe('the stanza', () => {
  type Case = { file: string; round: number; signature: RoundSignature }

  /** The body of the one stanza of an age file, as it stands in its header. */
  async function bodyOf(file: Uint8Array): Promise<Uint8Array> {
    let found: Stanza | undefined
    const identity: Identity = { unwrapFileKey: ([stanza]) => ((found = stanza), null) }
    await decryptWith(identity, file).catch(() => {})
    return found!.body
  }

  test.each(readIndex<Case>('valid', 'tlock'))(
    'of $file is the one that we make of the same',
    async (one) => {
      const body = await bodyOf(readVector('valid', 'tlock', one.file))
      const { fileKey, sigma } = unlockFileKey(body, verifySignedRound(one.round, one.signature))
      expect(lockFileKey(fileKey, one.round, sigma)).toEqual(body)
    },
  )

  test('with any bit changed does not open', async () => {
    const point = verifySignedRound(1000, signatureOf(1000))
    const body = await bodyOf(readVector('valid', 'tlock', 'go-kyber.age'))
    for (let byte = 0; byte < body.length; byte += 5)
      expect(
        await refusalOf(() => unlockFileKey(body.with(byte, body[byte]! ^ (1 << (byte % 8))), point)),
      ).toMatchObject({
        code: 'payload_malformed',
      })
  })

  test('cut short or random is refused and nothing else', async () => {
    const point = verifySignedRound(1000, signatureOf(1000))
    const body = await bodyOf(readVector('valid', 'tlock', 'go-kyber.age'))
    for (let end = 0; end < body.length; end += 1)
      expect((await refusalOf(() => unlockFileKey(body.subarray(0, end), point))).code).toBe(
        'payload_malformed',
      )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await refusalOf(() => unlockFileKey(bytes, point))).code).toBe('payload_malformed')
      }),
    )
  })
})

describe('the header of a locked file', () => {
  const sample = readVector('valid', 'tlock', 'go-kyber.age')

  test('is read as long as it is whole, and what follows gives the size', () => {
    // Nonce and tag come before and after the plaintext.
    const empty = sample.length - 'hello from Go\n'.length
    for (let end = 0; end <= empty; end += 1) expect(readTlockFile(sample.subarray(0, end))).toBeUndefined()
    for (let end = empty + 1; end <= sample.length; end += 1)
      expect(readTlockFile(sample.subarray(0, end))).toEqual({ round: 1000, size: end - empty })
  })

  test('random bytes are none', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => readTlockFile(bytes) === undefined))
  })

  test('of a file to somebody else is none', async () => {
    const recipient = await identityToRecipient(await generateHybridIdentity())
    expect(readTlockFile(await encryptTo([recipient], order))).toBeUndefined()
  })
})

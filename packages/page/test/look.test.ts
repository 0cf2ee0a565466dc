/** What a register shows to somebody who comes back is believed only when it verifies. */
import { type Client, ClientError } from '@avow/client'
import {
  type AuthorKeys,
  type Report,
  createAct,
  createHolding,
  decodeEnvelope,
  deriveKeys,
  entryOf,
  generateEntropy,
  identityToRecipient,
  seal,
  sealReport,
} from '@avow/core'
import { encodeBundle } from '@avow/verify'
import { beforeAll, describe, expect, test } from 'vitest'
import { type House, houseOf, openingOf, logKey, registerSeed, seedOf } from '../../verify/test/opening-of.ts'
import { createReferenceLog } from '../../verify/test/reference-log.ts'
import { lookFor } from '../src/deposit/look.ts'
import { takeToRegister } from '../src/deposit/take.ts'
import { statementOf } from '../src/write/statement-of.ts'
import { filledDraft } from './draft-of.ts'

const entropy = generateEntropy()
const keys = deriveKeys(entropy)
const witnessed = '2026-11-01T12:00:01Z'
let house: House
let file: Uint8Array
let client: Client

/** The receipt of an act that is alone in its log. */
function receiptOf(act: Parameters<typeof entryOf>[0], key = logKey): string {
  const log = createReferenceLog(key)
  log.append(entryOf(act))
  const [one, two] = house.witnesses
  const time = Date.parse(witnessed) / 1000
  return log.proof(0, 1, [
    { key: one!, time: time - 1 },
    { key: two!, time },
  ])
}

/** A register's answers to one author, of which a test may change one. */
function clientOf(changes: Partial<Client> = {}): Client {
  const { envelope, statement } = decodeEnvelope(file)
  const act = createAct({ kind: 'deposit', statement, body: {} }, registerSeed)
  const logged = { index: 0, act, receipt: receiptOf(act), witnessed: null }
  const holdings = house.trustees.map(({ seed }, at) =>
    createHolding({ statement, trustee: at + 1, state: 'holds', code: null }, seed),
  )
  const status = { statement, state: 'witnessed', envelope, acts: [logged], waiting: [], holdings }
  return {
    status: async () => status,
    rosterOf: async () => house.roster,
    submit: async () => ({ statement, state: 'witnessed', ...logged }),
    ...changes,
  } as unknown as Client
}

beforeAll(async () => {
  house = await houseOf()
  const { roster } = house
  file = (await seal({ statement: statementOf(filledDraft()), condition: { type: 'word' }, roster, entropy }))
    .file
  client = clientOf()
})

describe('coming back', () => {
  test('shows the deposit of the words, and who has signed that they hold it', async () => {
    const { known, verdict } = await lookFor(client, keys)
    expect(verdict?.author.status).toBe('proven')
    expect(known.deposit).toMatchObject({ index: 0, time: witnessed })
    expect(known.holders.map(({ state }) => state)).toEqual(['holds', 'holds', 'holds'])
  })

  test('a deposit that other words have signed is not theirs', async () => {
    const others: AuthorKeys = deriveKeys(generateEntropy())
    await expect(lookFor(client, others)).rejects.toMatchObject({ code: 'deposit_foreign' })
  })

  test('neither is one that the register calls by the name of another', async () => {
    const status = await client.status(keys.locator)
    const renamed = clientOf({ status: async () => ({ ...status, statement: '00'.repeat(32) as never }) })
    await expect(lookFor(renamed, keys)).rejects.toMatchObject({ code: 'deposit_foreign' })
  })

  test('nor is the proof of another statement', async () => {
    const status = await client.status(keys.locator)
    const { bundle } = await openingOf(house)
    const other = clientOf({
      status: async () => ({ ...status, state: 'published' }),
      proof: async () => encodeBundle(bundle),
    })
    await expect(lookFor(other, keys)).rejects.toMatchObject({ code: 'deposit_foreign' })
  })

  test('an answer that its trustee has not signed is shown as false, not as held', async () => {
    const status = await client.status(keys.locator)
    const [first, ...rest] = status.holdings
    const forged = createHolding({ ...first!, trustee: 1 }, seedOf(77))
    const showing = clientOf({ status: async () => ({ ...status, holdings: [forged, ...rest] }) })
    const { known } = await lookFor(showing, keys)
    expect(known.holders.map(({ state }) => state)).toEqual(['false', 'holds', 'holds'])
  })

  test('what a trustee reports is read with the words, and only when that trustee has signed it', async () => {
    const status = await client.status(keys.locator)
    const { statement } = status
    const fields = {
      statement,
      time: witnessed,
      checkIn: null,
      condition: { type: 'word' },
      warning: null,
      silences: [],
    } satisfies Omit<Report, 'version' | 'trustee'>
    const mailbox = await identityToRecipient(keys.mailbox)
    const reporting = async (trustee: number, seed: Uint8Array, to = mailbox) =>
      createHolding(
        {
          statement,
          trustee,
          state: 'holds',
          code: null,
          report: await sealReport({ ...fields, trustee }, to),
        },
        seed,
      )
    const [one, two] = house.trustees
    const stranger = await identityToRecipient(deriveKeys(generateEntropy()).mailbox)
    const holdings = [
      await reporting(1, one!.seed),
      await reporting(2, two!.seed, stranger),
      await reporting(3, seedOf(77)),
    ]
    const { known } = await lookFor(clientOf({ status: async () => ({ ...status, holdings }) }), keys)
    expect(known.holders.map(({ state, report }) => [state, report?.condition.type])).toEqual([
      ['holds', 'word'],
      ['holds', undefined],
      ['false', undefined],
    ])
  })

  test('an act that the log does not hold is not shown', async () => {
    const status = await client.status(keys.locator)
    const word = createAct({ kind: 'word', statement: status.statement, body: {} }, keys.seed)
    const acts = [...status.acts, { ...status.acts[0]!, act: word }]
    const { known, verdict } = await lookFor(clientOf({ status: async () => ({ ...status, acts }) }), keys)
    expect(known.word).toBeUndefined()
    expect(verdict?.time.status).toBe('mismatch')
  })

  test('a check-in that the log does not hold is not shown', async () => {
    const status = await client.status(keys.locator)
    const body = { time: '2026-11-02T00:00:00Z' }
    const act = createAct({ kind: 'check-in', statement: status.statement, body }, keys.seed)
    const acts = [...status.acts, { ...status.acts[0]!, act }]
    const { known } = await lookFor(clientOf({ status: async () => ({ ...status, acts }) }), keys)
    expect(known.sign).toBeUndefined()
  })

  test('what the register has and the log has not is shown as that, and judged later', async () => {
    const status = await client.status(keys.locator)
    const waiting = [{ kind: 'deposit', loggedBy: '2026-11-01T12:00:04Z' }]
    const early = clientOf({ status: async () => ({ ...status, state: 'received', acts: [], waiting }) })
    const { known, verdict } = await lookFor(early, keys)
    expect(verdict).toBeUndefined()
    expect(known.deposit).toBeUndefined()
    expect(known.waiting.get('deposit')).toBe('2026-11-01T12:00:04Z')
  })

  test('a register that does not answer is an error that says so', async () => {
    const silent = clientOf({ status: () => Promise.reject(new ClientError('unreachable', 'no answer')) })
    await expect(lookFor(silent, keys)).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('depositing', () => {
  const parcel = () => ({ file, statement: decodeEnvelope(file).statement, roster: house.roster })
  const answered = async () => {
    const answer = await client.submit(file)
    if (answer.state === 'received') throw new Error('the double answers at once')
    return answer
  }

  test('is logged when the receipt verifies', async () => {
    const { deposit } = await takeToRegister(client, parcel(), 'received')
    expect(deposit).toMatchObject({ index: 0, time: witnessed })
  })

  test('is received, and not logged, when the register says so', async () => {
    const { statement } = parcel()
    const loggedBy = '2026-11-01T12:00:04Z'
    const slow = clientOf({ submit: async () => ({ statement, state: 'received', loggedBy }) })
    expect(await takeToRegister(slow, parcel(), 'received')).toEqual({ loggedBy })
  })

  test('a receipt of another log, or for another act, is not taken', async () => {
    const answer = await answered()
    const other = createAct({ kind: 'deposit', statement: answer.statement, body: {} }, registerSeed)
    const receipt = receiptOf(answer.act, { ...logKey, seed: seedOf(11) })
    for (const wrong of [
      { ...answer, act: other },
      { ...answer, receipt },
    ])
      await expect(
        takeToRegister(clientOf({ submit: async () => wrong }), parcel(), 'logged'),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^receipt_/) })
  })

  test('an answer for another statement is not taken', async () => {
    const { roster } = house
    const sealed = await seal({
      statement: statementOf(filledDraft()),
      condition: { type: 'now' },
      roster,
      entropy,
    })
    const another = { ...parcel(), statement: sealed.statement }
    await expect(takeToRegister(client, another, 'logged')).rejects.toMatchObject({ code: 'deposit_foreign' })
  })
})

/** Vectors of date locks: rounds that drand published, files that others locked, payloads with a second lock. */
import { encryptTo } from '../../src/age.ts'
import { lockArchive } from '../../src/date-lock.ts'
import {
  type Condition,
  type Entropy,
  type Statement,
  encodeRoster,
  encodeStatement,
  encodeTar,
  formatWords,
  identityToRecipient,
  openingKeyOf,
  seal,
  timeOfRound,
  utf8,
} from '../../src/index.ts'
import { padTo, padToBucket } from '../../src/padded.ts'
import { encodeArchive } from '../../src/payload.ts'
import { recipientOf } from '../../src/tlock.ts'
import { keepFile, keepIndex, readIndex } from './keep.ts'
import { identityOf, rosterOf } from './keys.ts'
import { rounds, signatureOf } from './rounds.ts'
import { chinese, english, order } from './texts.ts'

const instantOf = (round: number): string => new Date(timeOfRound(round)).toISOString().replace('.000', '')

function keepRounds(): void {
  const valid = rounds.map((one) => ({ name: `round-${one.round}`, ...one, time: instantOf(one.round) }))
  const signature = signatureOf(1000)
  const invalid = {
    'of-another-round': { round: 1001, signature },
    'of-another-chain': {
      round: 1000,
      signature:
        'b09eacd45767c4d58306b98901ad0d6086e2663766f3a4ec71d00cf26f0f49eaf248abc7151c60cf419c4e8b37e80412',
    },
    'cut-short': { round: 1000, signature: signature.slice(0, -2) },
    'in-capitals': { round: 1000, signature: signature.toUpperCase() },
    'not-compressed': { round: 1000, signature: `34${signature.slice(2)}` },
    'of-the-other-sign': { round: 1000, signature: `94${signature.slice(2)}` },
    'not-on-the-curve': { round: 1000, signature: `${signature.slice(0, -2)}3a` },
    'point-at-infinity': { round: 1000, signature: `c0${'00'.repeat(47)}` },
  }
  const code = 'round_signature_invalid'
  keepIndex('valid', 'round', valid)
  keepIndex(
    'invalid',
    'round',
    Object.entries(invalid).map(([name, one]) => ({ name, ...one, code })),
  )
}

/** Files that programs of others made; the file keys and sigmas in them are what their signatures give. */
function keepOthers(): void {
  keepIndex('valid', 'tlock', [
    {
      file: 'go-tlock.age',
      madeBy: 'github.com/drand/tlock, published among its tests',
      round: 12_040_883,
      signature: signatureOf(12_040_883),
      plaintext: 'hello world',
    },
    {
      file: 'go-kyber.age',
      madeBy: 'github.com/drand/kyber v1.3.1, by interop/cmd/timelock',
      round: 1000,
      signature: signatureOf(1000),
      plaintext: 'hello from Go\n',
    },
    {
      file: 'go-kyber-second-hash.age',
      madeBy: 'github.com/drand/kyber v1.3.1, by interop/cmd/timelock; the first hash H3 is no scalar',
      round: 1000,
      signature: signatureOf(1000),
      plaintext: 'hello from Go\n',
    },
  ])
}

interface Case {
  readonly statement: Statement
  readonly attachments: readonly Uint8Array[]
  readonly condition: Condition
  readonly round: 123 | 1000
}

const cases: Record<string, Case> = {
  'english-at-round-1000': {
    statement: english,
    attachments: [order],
    condition: { type: 'at', time: instantOf(1000) },
    round: 1000,
  },
  // No round is at this second; the first one after it is 123.
  'chinese-word-and-date': {
    statement: chinese,
    attachments: [],
    condition: {
      type: 'all',
      of: [{ type: 'word' }, { type: 'at', time: instantOf(122).replace('30Z', '31Z') }],
    },
    round: 123,
  },
}

async function keepLocked(name: string, { round, ...one }: Case): Promise<void> {
  if (readIndex<{ file: string }>('valid', 'date-lock').some(({ file }) => file === `${name}.avow`)) return
  const roster = await rosterOf(3, 2)
  const entropy = new Uint8Array(16).fill(round % 256) as Entropy
  const { file, statement, dateLock } = await seal({ ...one, roster, entropy, dateLock: true })
  keepFile('valid', 'date-lock', `${name}.avow`, file)
  keepFile('valid', 'date-lock', `${name}.statement.json`, encodeStatement(one.statement))
  keepFile('valid', 'date-lock', `${name}.roster.json`, encodeRoster(roster))
  const words = (await formatWords(entropy)).join(' ')
  const identities = roster.trustees.map((_, index) => identityOf(index + 1))
  const entry = { file: `${name}.avow`, statement, words, condition: one.condition, threshold: 2, identities }
  keepIndex('valid', 'date-lock', [{ ...entry, dateLock, roundSignature: signatureOf(round) }])
}

const openingKey = openingKeyOf(new Uint8Array(32).fill(5))
const room = 16_384 - 2048 - 4

/** Payloads, before they are encrypted to the opening key. */
async function wrongPayloads() {
  const archive = encodeArchive(english, [order])
  const dateLock = { round: 1000, time: instantOf(1000) }
  const payload = await lockArchive(archive, dateLock)
  const locked = (data: Uint8Array, ...recipients: (string | ReturnType<typeof recipientOf>)[]) =>
    encryptTo(recipients.length > 0 ? recipients : [recipientOf(1000)], data)
  const around = (data: Uint8Array) => padToBucket(encodeTar([{ name: 'locked.age', data }]))
  const file = await locked(padTo(room, archive))
  const text = new TextDecoder('latin1').decode(file)
  const withText = (from: string, to: string) =>
    around(Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0)))
  const recipient = await identityToRecipient(openingKey)
  const wrong: Record<string, readonly [Uint8Array, code: string, round?: 1000 | 123]> = {
    'without-a-signature': [payload, 'date_lock_closed'],
    'with-the-signature-of-another-round': [payload, 'round_signature_invalid', 123],
    'for-another-chain': [withText(' 52db9ba7', ' 52db9ba8'), 'payload_malformed', 1000],
    'round-with-a-leading-zero': [withText('tlock 1000', 'tlock 01000'), 'payload_malformed', 1000],
    'round-zero': [withText('tlock 1000', 'tlock 0'), 'payload_malformed', 1000],
    'round-without-a-time': [withText('tlock 1000', 'tlock 999999999999999'), 'payload_malformed', 1000],
    'round-changed': [withText('tlock 1000', 'tlock 123'), 'payload_malformed', 123],
    'to-a-second-recipient': [
      around(await locked(padTo(room, archive), recipientOf(1000), recipient)),
      'payload_malformed',
      1000,
    ],
    'to-an-x25519-recipient': [
      around(await locked(padTo(room, archive), recipient)),
      'payload_malformed',
      1000,
    ],
    'not-padded': [around(await locked(archive)), 'payload_malformed', 1000],
    'padding-not-zero': [
      around(await locked(padTo(room, archive).with(room - 1, 1))),
      'payload_malformed',
      1000,
    ],
    'cut-short': [around(file.subarray(0, -1)), 'payload_malformed', 1000],
    'last-byte-changed': [around(file.with(file.length - 1, file.at(-1)! ^ 1)), 'payload_malformed', 1000],
    'no-archive-in-it': [around(await locked(padTo(room, utf8('a letter')))), 'payload_malformed', 1000],
    'a-lock-in-the-lock': [
      around(await locked(padTo(room, encodeTar([{ name: 'locked.age', data: utf8('x') }])))),
      'payload_malformed',
      1000,
    ],
    'with-the-statement-beside-it': [
      padToBucket(
        encodeTar([
          { name: 'locked.age', data: file.subarray(0, 2000) },
          { name: 'statement.json', data: encodeStatement(english) },
        ]),
      ),
      'payload_malformed',
      1000,
    ],
    empty: [around(new Uint8Array(0)), 'payload_malformed', 1000],
  }
  return wrong
}

async function keepWrong(): Promise<void> {
  const recipient = await identityToRecipient(openingKey)
  for (const [name, [payload, code, round]] of Object.entries(await wrongPayloads())) {
    const file = `${name}.age`
    if (!keepFile('invalid', 'date-lock', file, await encryptTo([recipient], payload))) continue
    const roundSignature = round === undefined ? {} : { roundSignature: signatureOf(round) }
    keepIndex('invalid', 'date-lock', [{ file, openingKey, ...roundSignature, code }])
  }
}

export async function keepDateLocks(): Promise<void> {
  keepRounds()
  keepOthers()
  for (const [name, one] of Object.entries(cases)) await keepLocked(name, one)
  await keepWrong()
}

/** What was valid or invalid once must be so for ever (vectors/). */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type Condition,
  type DateLock,
  type Hash,
  type PublicKey,
  type RoundSignature,
  type Salt,
  type WordLanguage,
  checkCondition,
  checkTerms,
  conditionCommitment,
  decodeAcknowledgement,
  credentialOf,
  decodeAct,
  decodeEnvelope,
  decodeHolding,
  decodeRoster,
  decodeStatement,
  deriveKeys,
  encodeAct,
  encodeCanonical,
  encodeEnvelope,
  encodeHex,
  encodeRoster,
  encodeStatement,
  entryOf,
  formatBody,
  openDesk,
  openEnvelope,
  openNote,
  openPayload,
  parseRoundSignature,
  parseBody,
  parseWords,
  policyOf,
  rosterHashOf,
  textHashOf,
  timeOfRound,
} from '../src/index.ts'
import { decryptWith } from '../src/age.ts'
import { readTlockFile } from '../src/age-file.ts'
import { identityOf as roundIdentityOf, verifySignedRound } from '../src/tlock.ts'
import { refusalOf } from './code-of.ts'
import { type PlacedFacts, evaluationOf, firstTerms } from './making/conditions.ts'
import { type Kind, pathOf, readIndex, readVector } from './making/keep.ts'

interface Entry {
  readonly file: string
}
interface Invalid extends Entry {
  readonly code: string
}

const files: Readonly<Record<Kind, readonly string[]>> = {
  valid: ['statement', 'act', 'roster', 'holding', 'acknowledgement', 'envelope', 'date-lock', 'tlock'],
  invalid: [
    'statement',
    'act',
    'roster',
    'holding',
    'acknowledgement',
    'envelope',
    'note-binding',
    'date-lock',
  ],
}

test.each(
  Object.entries(files).flatMap(([kind, formats]) =>
    formats.map((format) => [kind as Kind, format] as const),
  ),
)('%s/%s: every file is in the index, and there are some', (kind, format) => {
  const listed = readIndex<Entry>(kind, format).map(({ file }) => file)
  const there = readdirSync(pathOf(kind, format, '.')).filter(
    (file) => file !== 'index.json' && !/\.(?:roster|statement)\.json$/.test(file),
  )
  expect(listed.length).toBeGreaterThan(1)
  expect(listed.toSorted()).toEqual(there.toSorted())
})

describe('statement', () => {
  type Valid = Entry & { textHash: Hash; text: string }
  test.each(readIndex<Valid>('valid', 'statement'))('$file', ({ file, textHash, text }) => {
    const bytes = readVector('valid', 'statement', file)
    const statement = decodeStatement(bytes)
    expect(encodeStatement(statement)).toEqual(bytes)
    expect(textHashOf(bytes)).toBe(textHash)
    expect(formatBody(statement.body)).toBe(text)
    expect(formatBody(parseBody(text))).toBe(text)
  })

  type No = Invalid & { cause: string; path: string | null }
  test.each(readIndex<No>('invalid', 'statement'))('$file', async ({ file, code, cause, path }) => {
    const refusal = await refusalOf(() => decodeStatement(readVector('invalid', 'statement', file)))
    expect(refusal).toEqual({ code, cause, details: path === null ? {} : { path } })
  })
})

/** Made when no version knew `check-in`: whoever does finds that this is none. */
const sinceReserved: Readonly<Record<string, string>> = { 'reserved-kind.json': 'act_malformed' }

describe('act', () => {
  test.each(readIndex<Entry & { entry: string }>('valid', 'act'))('$file', ({ file, entry }) => {
    const bytes = readVector('valid', 'act', file)
    const act = decodeAct(bytes)
    expect(encodeAct(act)).toEqual(bytes)
    expect(encodeHex(entryOf(act))).toBe(entry)
  })
  test.each(readIndex<Invalid>('invalid', 'act'))('$file: $code', async ({ file, code }) => {
    const expected = { code: sinceReserved[file] ?? code }
    expect(await refusalOf(() => decodeAct(readVector('invalid', 'act', file)))).toMatchObject(expected)
  })
})

describe('roster', () => {
  test.each(readIndex<Entry & { hash: Hash; policy: string }>('valid', 'roster'))('$file', (entry) => {
    const bytes = readVector('valid', 'roster', entry.file)
    const roster = decodeRoster(bytes)
    expect(encodeRoster(roster)).toEqual(bytes)
    expect(rosterHashOf(roster)).toBe(entry.hash)
    expect(policyOf(roster)).toBe(entry.policy)
  })
  test.each(readIndex<Invalid>('invalid', 'roster'))('$file', async ({ file, code }) => {
    expect(await refusalOf(() => decodeRoster(readVector('invalid', 'roster', file)))).toMatchObject({ code })
  })
})

describe('holding', () => {
  test.each(readIndex<Entry & { key: PublicKey }>('valid', 'holding'))('$file', ({ file, key }) => {
    const bytes = readVector('valid', 'holding', file)
    expect(encodeCanonical(decodeHolding(bytes, key))).toEqual(bytes)
  })
  test.each(readIndex<Invalid & { key: PublicKey }>('invalid', 'holding'))(
    '$file: $code',
    async ({ file, key, code }) => {
      expect(await refusalOf(() => decodeHolding(readVector('invalid', 'holding', file), key))).toMatchObject(
        {
          code,
        },
      )
    },
  )
})

describe('acknowledgement', () => {
  type Acknowledged = Entry & { readonly act: string; readonly key: PublicKey }
  const decode = (kind: Kind, { file, act, key }: Acknowledged) =>
    decodeAcknowledgement(
      readVector(kind, 'acknowledgement', file),
      decodeAct(readVector('valid', 'act', act)),
      key,
    )
  test.each(readIndex<Acknowledged>('valid', 'acknowledgement'))('$file', (one) => {
    expect(encodeCanonical(decode('valid', one))).toEqual(readVector('valid', 'acknowledgement', one.file))
  })
  test.each(readIndex<Acknowledged & Invalid>('invalid', 'acknowledgement'))('$file: $code', async (one) => {
    expect(await refusalOf(() => decode('invalid', one))).toMatchObject({ code: one.code })
  })
})

describe('condition', () => {
  interface Case {
    name: string
    condition: Condition
    salt: Salt
    commitment: Hash
    facts: PlacedFacts
    now: number
    evaluation: object
  }
  test.each(readIndex<Case>('valid', 'condition'))('$name', (one) => {
    expect(checkCondition(one.condition)).toEqual(one.condition)
    expect(conditionCommitment(one.condition, one.salt)).toBe(one.commitment)
    expect(evaluationOf(one.condition, one.facts, one.now)).toEqual(one.evaluation)
  })
  test.each(readIndex<{ name: string; condition: unknown; code: string }>('invalid', 'condition'))(
    '$name: $code',
    async ({ condition, code }) => {
      expect(await refusalOf(() => checkTerms(condition, firstTerms))).toMatchObject({ code })
    },
  )
})

describe('words', () => {
  interface Case {
    name: string
    text: string
    language?: WordLanguage
    entropy: string
    keys: object
  }
  test.each(readIndex<Case>('valid', 'words'))('$name', async ({ text, language, entropy, keys }) => {
    const read = await parseWords(text)
    expect(encodeHex(read.entropy)).toBe(entropy)
    if (language) expect((await parseWords(text, language)).entropy).toEqual(read.entropy)
    const { seed, ...derived } = deriveKeys(read.entropy)
    expect({ seed: encodeHex(seed), ...derived }).toEqual(keys)
  })
  test.each(readIndex<{ name: string; text: string; code: string; details: object }>('invalid', 'words'))(
    '$name: $code',
    async ({ text, code, details }) => {
      expect(await refusalOf(() => parseWords(text))).toEqual({ code, details })
    },
  )
})

interface Sealed extends Entry {
  readonly statement: Hash
  readonly words: string
  readonly condition: Condition
  readonly threshold: number
  readonly identities: readonly string[]
  readonly deskIdentity?: string
  readonly token?: PublicKey
  readonly deskEvidence?: string
  readonly isForDesk?: boolean
  readonly dateLock?: DateLock
  readonly roundSignature?: RoundSignature
}

describe.each(['envelope', 'date-lock'])('%s', (format) => {
  test.each(readIndex<Sealed>('valid', format))('$file opens', async (one) => {
    const bytes = readVector('valid', format, one.file)
    const file = decodeEnvelope(bytes)
    const name = one.file.replace('.avow', '')
    expect(encodeEnvelope(file)).toEqual(bytes)
    expect(file.statement).toBe(one.statement)
    const keys = deriveKeys((await parseWords(one.words)).entropy)
    expect([file.envelope.author, file.envelope.locator]).toEqual([keys.publicKey, keys.locatorHash])
    const roster = decodeRoster(readVector('valid', format, `${name}.roster.json`))
    expect(file.envelope.roster).toBe(rosterHashOf(roster))
    const notes = await Promise.all(
      one.identities.map((identity, index) =>
        openNote(file.notes[index]!, file.envelope, index + 1, identity),
      ),
    )
    for (const note of notes) expect(note.condition).toEqual(one.condition)
    for (const note of notes) expect(await credentialOf(note, roster)).toBe(one.token ?? null)
    const shares = notes.slice(-one.threshold)
    const open = (desk?: string) =>
      openEnvelope(file.envelope, file.payload, shares, { signature: one.roundSignature, desk })
    if (one.isForDesk) expect((await refusalOf(open)).code).toBe('statement_for_desk')
    const opened = await open(one.deskIdentity)
    expect(opened.dateLock).toEqual(one.dateLock)
    expect(opened.statementBytes).toEqual(readVector('valid', format, `${name}.statement.json`))
    expect(opened.attachments).toHaveLength(opened.statement.attachments.length)
    if (file.desk)
      expect(new TextDecoder().decode(await openDesk(file.desk, opened.openingKey, one.deskIdentity!))).toBe(
        one.deskEvidence,
      )
    expect(file.desk === undefined).toBe(one.deskEvidence === undefined)
  })
})

describe('envelope', () => {
  test.each(readIndex<Invalid>('invalid', 'envelope'))('$file: $code', async ({ file, code }) => {
    expect(await refusalOf(() => decodeEnvelope(readVector('invalid', 'envelope', file)))).toMatchObject({
      code,
    })
  })
})

describe('date-lock', () => {
  type No = Invalid & { openingKey: string; roundSignature?: RoundSignature }
  test.each(readIndex<No>('invalid', 'date-lock'))('$file: $code', async (one) => {
    const payload = readVector('invalid', 'date-lock', one.file)
    const refusal = await refusalOf(() =>
      openPayload(payload, one.openingKey, { signature: one.roundSignature }),
    )
    expect(refusal).toMatchObject({ code: one.code })
  })
})

describe('round', () => {
  interface Case {
    name: string
    round: number
    time: string
    signature: string
    code: string
  }
  const verify = ({ round, signature }: Case) => verifySignedRound(round, parseRoundSignature(signature))
  test.each(readIndex<Case>('valid', 'round'))('$name', (one) => {
    expect(verify(one).toHex()).toBe(one.signature)
    expect(timeOfRound(one.round)).toBe(Date.parse(one.time))
  })
  test.each(readIndex<Case>('invalid', 'round'))('$name: $code', async (one) => {
    expect(await refusalOf(() => verify(one))).toMatchObject({ code: one.code })
  })
})

describe('tlock', () => {
  type Case = Entry & { round: number; signature: RoundSignature; plaintext: string }
  test.each(readIndex<Case>('valid', 'tlock'))('$file', async ({ file, round, signature, plaintext }) => {
    const bytes = readVector('valid', 'tlock', file)
    const opened = await decryptWith(roundIdentityOf(round, signature), bytes)
    expect(new TextDecoder().decode(opened)).toBe(plaintext)
    expect(readTlockFile(bytes)).toEqual({ round, size: plaintext.length })
  })
})

/** Made when trustees did not evaluate `silence`: whoever does finds that this is none. */
const sinceKnown: Readonly<Record<string, string>> = { 'condition-unknown.avow': 'condition_invalid' }

interface Copied extends Invalid {
  readonly trustee: number
  readonly identity: string
}

describe('note-binding', () => {
  test.each(readIndex<Copied>('invalid', 'note-binding'))('$file: $code', async (one) => {
    const read = async () => {
      const { envelope, notes } = decodeEnvelope(readVector('invalid', 'note-binding', one.file))
      return openNote(notes[one.trustee - 1]!, envelope, one.trustee, one.identity)
    }
    expect(await refusalOf(read)).toMatchObject({ code: sinceKnown[one.file] ?? one.code })
  })
})

/** Everybody's keys, the roster, and statements that were sealed once for many histories. */
import {
  type Condition,
  type Duration,
  type Entropy,
  type Envelope,
  type EnvelopeFile,
  type Hash,
  type InstitutionTag,
  type Note,
  type Roster,
  type Salt,
  conditionCommitment,
  createRoster,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  encodeHex,
  formatInstant,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  openEnvelope,
  openNote,
  parseBody,
  policyOf,
  publicKeyOf,
  randomBytes,
  seal,
  sign,
} from '@avow/core'
import { type Policy, type SignerKey, formatVkey, keyType, parsePolicy, verifierKeyOf } from '@avow/tlog'
import type { Keys } from '@avow/trustee'
import { holdCeremony, tagFor } from './institutions.ts'
import { replacePrimitives } from './primitives.ts'
import { createRandom, withChanceOf } from './random.ts'

/** When every history begins. */
export const startTime = Date.parse('2027-01-01T00:00:00Z')

/** Milliseconds between two rounds of everybody. From a register as it is run to one that is asked once a day. */
export const paces = [20_000, 3_600_000, 86_400_000] as const
/** The pace of histories with a silence: what is asked less often than every ten minutes hears nothing. */
export const hearingPace = 300_000

export const thresholds = [2, 3, 4] as const

/** A statement that some author has sealed. */
export interface Sealed {
  readonly statement: Hash
  readonly file: EnvelopeFile
  /** Signs the author's acts. */
  readonly author: Uint8Array
  readonly condition: Condition
  readonly threshold: number
  /** What its notes hold, of trustee 1 first; none for a copy. */
  readonly held: readonly Note[]
  /** An adversary's envelope with the notes of somebody else's, and whose. */
  readonly copyOf?: Hash
}

export interface House {
  readonly roster: Roster
  /** Of the roster. */
  readonly policy: Policy
  readonly log: SignerKey
  readonly witnesses: readonly SignerKey[]
  readonly trustees: readonly Keys[]
  readonly register: Uint8Array
  readonly pool: readonly Sealed[]
}

const trusteeCount = 5
const witnessCount = 3
const quorum = 2
const origin = 'register.example'

const seed = (): Uint8Array => randomBytes(32)

const signerOf = (name: string, type: SignerKey['type']): SignerKey => ({ name, type, seed: seed() })

async function makeKeys(): Promise<Omit<House, 'pool'>> {
  const log = signerOf(origin, keyType.ed25519)
  const witnesses = Array.from({ length: witnessCount }, (_, at) =>
    signerOf(`witness.example/${at + 1}`, keyType.cosignature),
  )
  const trustees: Keys[] = []
  for (let at = 0; at < trusteeCount; at += 1)
    trustees.push({ seed: seed(), identity: await generateHybridIdentity() })
  const register = seed()
  const listed = await Promise.all(
    trustees.map(async (keys, at) => ({
      name: `Trustee ${at + 1}`,
      key: publicKeyOf(keys.seed),
      recipient: await identityToRecipient(keys.identity),
    })),
  )
  const vkeyOf = (key: SignerKey) => formatVkey(verifierKeyOf(key))
  const roster = createRoster(
    {
      origin,
      log: vkeyOf(log),
      witnesses: witnesses.map((key, at) => ({ name: `w${at + 1}`, vkey: vkeyOf(key) })),
      quorum,
      trustees: listed,
      threshold: 3,
      desk: [],
    },
    register,
  )
  const policy = parsePolicy(policyOf(roster))
  return { roster, policy, log, witnesses, trustees, register }
}

const statement = createStatement({
  kind: 'testimony',
  title: 'What I saw',
  language: 'en',
  body: parseBody('I was there.'),
  declarant: { as: 'nobody' },
  institutions: [{ name: 'The Institution' }],
})

/** Everything is opened once, so that what is remembered of it (memo.ts) comes without waiting in every history. */
async function openOnce(trustees: readonly Keys[], { envelope, payload, notes }: EnvelopeFile) {
  const held = await Promise.all(
    notes.map((note, at) => openNote(note, envelope, at + 1, trustees[at]!.identity)),
  )
  await openEnvelope(envelope, payload, held)
  return held
}

async function sealOne(
  keys: Omit<House, 'pool'>,
  condition: Condition,
  threshold: number,
  entropy: Entropy = generateEntropy(),
): Promise<Sealed> {
  const sealed = await seal({ statement, condition, roster: keys.roster, entropy, threshold })
  const file = decodeEnvelope(sealed.file)
  const held = await openOnce(keys.trustees, file)
  return { statement: sealed.statement, file, author: deriveKeys(entropy).seed, condition, threshold, held }
}

/** The notes of somebody's envelope in another's, who wants them opened at once. */
function copyNotes(victim: Sealed): Sealed {
  const author = seed()
  const condition: Condition = { type: 'now' }
  const { signature: _, ...header } = victim.file.envelope
  const unsigned: Omit<Envelope, 'signature'> = {
    ...header,
    author: publicKeyOf(author),
    condition: conditionCommitment(condition, encodeHex(seed()) as Salt),
  }
  const envelope = {
    ...unsigned,
    signature: sign('avow/envelope-signature/v1', author, encodeCanonical(unsigned)),
  }
  const file = decodeEnvelope(encodeEnvelope({ ...victim.file, envelope }))
  return {
    statement: file.statement,
    file,
    author,
    condition,
    threshold: victim.threshold,
    held: [],
    copyOf: victim.statement,
  }
}

const at = (milliseconds: number): Condition => ({
  type: 'at',
  time: formatInstant(startTime + milliseconds),
})
const word: Condition = { type: 'word' }
/** The shortest silence that can be sealed: two hours. */
const silence: Condition = {
  type: 'silence',
  duration: 'PT1H' as Duration,
  grace: 'PT1H' as Duration,
}

const conditions: readonly Condition[] = [
  { type: 'now' },
  word,
  word,
  ...paces.flatMap((pace) => [2, 5].map((rounds) => at(rounds * pace))),
  ...paces.map((pace): Condition => ({ type: 'any', of: [word, at(4 * pace)] })),
  ...paces.map((pace): Condition => ({ type: 'all', of: [word, at(3 * pace)] })),
  silence,
  { type: 'any', of: [word, silence] },
  { type: 'all', of: [at(12 * hearingPace), silence] },
]

/** A tag that nobody has made: whoever seals with it finds nobody. */
const forgedTag = (): InstitutionTag => `tag:${encodeHex(seed())}`

/** What authors ask who wait for each other: the conditions of each author. */
function conditionsTogether([one, other]: readonly [InstitutionTag, InstitutionTag]): readonly Condition[][] {
  const together = (size: number, institution = one): Condition => ({
    type: 'together',
    size,
    institution,
    vouched: false,
  })
  const any = (...of: Condition[]): Condition => ({ type: 'any', of })
  const all = (...of: Condition[]): Condition => ({ type: 'all', of })
  return [
    // Who deposits often counts once.
    [together(2), together(2), together(3)],
    [together(2)],
    [together(3)],
    [together(3)],
    [together(4)],
    [together(2, other)],
    [together(2, forgedTag()), together(2)],
    [any(word, together(3))],
    [all(word, together(2))],
    [all(together(2), together(2, other))],
    [any(all(word, together(3)), together(2, other))],
    [all(together(2), silence)],
  ]
}

async function sealTogether(
  keys: Omit<House, 'pool'>,
  tags: readonly [InstitutionTag, InstitutionTag],
  threshold: number,
): Promise<Sealed[]> {
  const pool: Sealed[] = []
  for (const own of conditionsTogether(tags)) {
    const entropy = generateEntropy()
    for (const condition of own) pool.push(await sealOne(keys, condition, threshold, entropy))
  }
  return pool
}

async function makeHouse(): Promise<House> {
  const keys = await makeKeys()
  const key = await holdCeremony(keys.roster, keys.trustees)
  const tags = [tagFor('wikidata:Q1', key), tagFor('local:harbour-union', key)] as const
  const pool: Sealed[] = []
  for (const threshold of thresholds) {
    const alone: Sealed[] = []
    for (const condition of conditions) alone.push(await sealOne(keys, condition, threshold))
    const together = await sealTogether(keys, tags, threshold)
    const victim = alone.findLast((one) => one.condition.type === 'word')!
    pool.push(...alone, ...together, copyNotes(victim), copyNotes(together[0]!))
  }
  return { ...keys, pool }
}

let house: Promise<House> | undefined

/** The one house of all histories; made at the first call, always the same. */
export function openHouse(): Promise<House> {
  replacePrimitives()
  house ??= withChanceOf(createRandom(1), makeHouse)
  return house
}

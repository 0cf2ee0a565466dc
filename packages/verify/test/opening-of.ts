/** Whole openings, for tests: an author, trustees, a log with witnesses, and the bundle that a register would write. */
import {
  type Act,
  type Condition,
  type EnvelopeFile,
  type Hash,
  type Roster,
  type RoundSignature,
  type Statement,
  type VouchingKey,
  createAct,
  createRoster,
  createStatement,
  decodeEnvelope,
  deriveKeys,
  describeAttachment,
  encodeStatement,
  entryOf,
  generateEntropy,
  generateHybridIdentity,
  identityToRecipient,
  openEnvelope,
  openNote,
  parseBody,
  policyOf,
  publicKeyOf,
  seal,
  textHashOf,
} from '@avow/core'
import { firstHolders, handOn, releaseParts } from '../../core/test/handing-on.ts'
import { type Bundle, versionFor } from '../src/index.ts'
import {
  type Cosigner,
  type NamedKey,
  type ReferenceLog,
  createReferenceLog,
  vkeyOf,
} from './reference-log.ts'

export const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

export const registerSeed = seedOf(200)
export const logKey: NamedKey = { name: 'avow.test', seed: seedOf(201), type: 1 }

export interface House {
  readonly roster: Roster
  readonly trustees: readonly { readonly seed: Uint8Array; readonly identity: string }[]
  readonly witnesses: readonly NamedKey[]
}

export interface HouseOptions {
  readonly trustees?: number
  readonly threshold?: number
  readonly witnesses?: number
  readonly quorum?: number
  /** By which its desk vouches. */
  readonly vouching?: VouchingKey
}

/** A roster and all the keys behind it. */
export async function houseOf({
  trustees = 3,
  threshold = 2,
  witnesses = 3,
  quorum = 2,
  vouching,
}: HouseOptions = {}): Promise<House> {
  const keys: NamedKey[] = Array.from({ length: witnesses }, (_, n) => {
    return { name: `witness.test/${n + 1}`, seed: seedOf(100 + n), type: 4 }
  })
  const holders = await Promise.all(
    Array.from({ length: trustees }, async (_, n) => ({
      seed: seedOf(n + 1),
      identity: await generateHybridIdentity(),
    })),
  )
  const listed = await Promise.all(
    holders.map(async ({ seed, identity }, n) => {
      return {
        name: `Trustee ${n + 1}`,
        key: publicKeyOf(seed),
        recipient: await identityToRecipient(identity),
      }
    }),
  )
  const roster = createRoster(
    {
      origin: logKey.name,
      log: vkeyOf(logKey),
      witnesses: keys.map((key, n) => ({ name: `w${n + 1}`, vkey: vkeyOf(key) })),
      quorum,
      trustees: listed,
      threshold,
      desk: [],
      ...(vouching ? { vouching } : {}),
    },
    registerSeed,
  )
  return { roster, trustees: holders, witnesses: keys }
}

export interface HandOn {
  readonly to: House
  /** Numbers of those who hand on, and of those who then release. */
  readonly by: readonly number[]
  readonly releases: readonly number[]
}

export interface OpeningOptions {
  readonly condition?: Condition
  /** Numbers of the trustees who release, in the order of the log; the first `threshold` are combined. */
  readonly releases?: readonly number[]
  /** Whether the author gives the word, and before how many releases. */
  readonly wordBefore?: number
  /** Seconds: when the witnesses sign the first act; each later act is a minute later. */
  readonly start?: number
  /** Seconds that pass between the deposit and what follows. */
  readonly silent?: number
  /** Changes acts before they are logged. */
  readonly change?: (act: Act) => Act
  readonly attachment?: Uint8Array
  /** Seconds at which `notBefore` is signed; none without. */
  readonly notBefore?: number
  /** Handed on to others, who release in place of `releases`. */
  readonly handOn?: HandOn
  /** The signature that opens a date lock; none without. */
  readonly roundSignature?: RoundSignature
}

export interface Opening extends House {
  readonly bundle: Bundle
  readonly log: ReferenceLog
  readonly authorSeed: Uint8Array
  readonly statementId: Hash
  /** A receipt of the act at a place of the bundle, as the witnesses would sign it. */
  readonly receipt: (place: number, cosigners?: readonly Cosigner[]) => string
}

export const startOf = (instant: string): number => Date.parse(instant) / 1000

const statementWith = (attachment: Uint8Array | undefined): Statement =>
  createStatement({
    kind: 'resignation',
    title: 'I leave',
    language: 'en',
    body: parseBody('I served for twenty years.\n\nI do not serve any longer.'),
    declarant: { as: 'role', name: 'a clerk' },
    institutions: [{ name: 'The Institution', id: 'wikidata:Q1' }],
    ...(attachment
      ? { attachments: [describeAttachment('order.pdf', 'application/pdf', attachment, 'original')] }
      : {}),
  })

async function handedOnActs(file: EnvelopeFile, house: House, { to, by, releases }: HandOn): Promise<Act[]> {
  const { acts, holders } = await handOn(file, await firstHolders(file, house), to, by)
  return [...acts, ...releases.map((n) => releaseParts(file.statement, holders, n))]
}

/** Everything from sealing to publication, by the rules unless `options` break them. */
export async function openingOf(house: House, options: OpeningOptions = {}): Promise<Opening> {
  const {
    condition = { type: 'now' },
    releases = [1, 2],
    start = startOf('2026-11-01T12:00:00Z'),
    silent = 0,
  } = options
  const entropy = generateEntropy()
  const author = deriveKeys(entropy)
  const statement = statementWith(options.attachment)
  const attachments = options.attachment ? [options.attachment] : []
  const { roundSignature } = options
  const dateLock = roundSignature !== undefined
  const sealed = await seal({ statement, attachments, condition, roster: house.roster, entropy, dateLock })
  const file = decodeEnvelope(sealed.file)
  const { envelope, payload, notes } = file
  const held = await Promise.all(
    releases.map((n) => openNote(notes[n - 1]!, envelope, n, house.trustees[n - 1]!.identity)),
  )
  const used = held.slice(0, envelope.threshold)
  const shares = used.length < 2 ? held : used
  const id = sealed.statement
  const handedOn = options.handOn && (await handedOnActs(file, house, options.handOn))
  const opened = await openEnvelope(envelope, payload, handedOn ? [] : shares, {
    signature: roundSignature,
    acts: handedOn ?? [],
  })
  const released: Act[] =
    handedOn ??
    held.map(({ trustee, share, shareSalt, condition, conditionSalt }) => {
      const body = { trustee, share, shareSalt, condition, conditionSalt }
      return createAct({ kind: 'release', statement: id, body }, house.trustees[trustee - 1]!.seed)
    })
  if (options.wordBefore !== undefined)
    released.splice(options.wordBefore, 0, createAct({ kind: 'word', statement: id, body: {} }, author.seed))
  const open = { openingKey: opened.openingKey, trustees: [...opened.trustees] }
  const acts: Act[] = [
    createAct({ kind: 'deposit', statement: id, body: {} }, registerSeed),
    ...released,
    createAct({ kind: 'open', statement: id, body: open }, registerSeed),
    createAct(
      { kind: 'publish', statement: id, body: { text: textHashOf(encodeStatement(statement)) } },
      registerSeed,
    ),
  ].map(options.change ?? ((act) => act))

  // Other statements stand in between, as in life.
  const log = createReferenceLog(logKey, [seedOf(7), seedOf(8), seedOf(9)])
  const indices = acts.map((act) => {
    const index = log.append(entryOf(act))
    log.append(seedOf(index % 250))
    return index
  })
  const quorum = (time: number): Cosigner[] => house.witnesses.map((key, n) => ({ key, time: time + n }))
  const receipt = (
    place: number,
    cosigners: readonly Cosigner[] = quorum(start + place * 60 + (place > 0 ? silent : 0)),
  ) => log.proof(indices[place]!, indices[place]! + 2, cosigners)
  const notBefore = options.notBefore
  const bundle: Bundle = {
    ...versionFor(roundSignature),
    roster: house.roster,
    policy: policyOf(house.roster),
    envelope,
    payload,
    openingKey: opened.openingKey,
    statement,
    acts: acts.map((act, place) => ({ act, receipt: receipt(place) })),
    ...(options.handOn ? { rosters: [options.handOn.to.roster] } : {}),
    ...(notBefore === undefined ? {} : { notBefore: log.checkpoint(indices[1]!, quorum(notBefore)) }),
  }
  return { ...house, bundle, log, authorSeed: author.seed, statementId: id, receipt }
}

/** Every hash and every signature under a domain of its own (spec/README.md, "Domains"), computed here by the platform alone. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SignatureDomain } from '../src/domain.ts'
import {
  type Condition,
  type EnvelopeHeader,
  type Hash,
  type Part,
  type PublicKey,
  type Salt,
  type Share,
  type Signature,
  bindingOf,
  checkAcknowledgement,
  checkAct,
  checkEnvelope,
  checkFeedRequest,
  checkHolding,
  checkRoster,
  conditionCommitment,
  createAcknowledgement,
  createAct,
  createFeedRequest,
  createHolding,
  createRoster,
  decodeAct,
  decodeEnvelope,
  decodeRoster,
  encodeAct,
  encodeBase64,
  encodeCanonical,
  entryOf,
  hashOf,
  hashOfAttachment,
  hashOfDesk,
  hashOfNote,
  hashOfPartNote,
  hashOfPayload,
  locatorHashOf,
  partCommitment,
  publicKeyOf,
  rosterHashOf,
  shareCommitment,
  sign,
  statementIdOf,
  textHashOf,
  utf8,
  verifySignature,
} from '../src/index.ts'
import { codeOf } from './hostile.ts'
import { readVector } from './making/keep.ts'
import { registerSeed, seedOf } from './making/keys.ts'

const sha256 = (...parts: readonly (Uint8Array | string)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
const hex = (text: string): Uint8Array => Buffer.from(text, 'hex')
const base64 = (text: string): Uint8Array => Buffer.from(text, 'base64')

const data = utf8('some bytes')
const salt = 'c9'.repeat(32) as Salt
const share = encodeBase64(new Uint8Array(33).fill(7)) as Share
const part = encodeBase64(new Uint8Array(90).fill(7)) as Part
const condition: Condition = { type: 'word' }
const { envelope } = decodeEnvelope(readVector('valid', 'envelope', 'arabic-desk.avow'))
const roster = decodeRoster(readVector('valid', 'roster', 'three-trustees-two-witnesses.json'))
const act = decodeAct(readVector('valid', 'act', 'release.json'))
const { notes: _n, signature: _s, ...header } = envelope

describe('hashes', () => {
  test.each<readonly [domain: string, hash: string, ...parts: (Uint8Array | string)[]]>([
    ['avow/statement/v1', textHashOf(data), data],
    ['avow/payload/v1', hashOfPayload(data), data],
    ['avow/note/v1', hashOfNote(data), data],
    ['avow/desk/v1', hashOfDesk(data), data],
    ['avow/attachment/v1', hashOfAttachment(data), data],
    ['avow/locator/v1', locatorHashOf('ab'.repeat(32) as never), hex('ab'.repeat(32))],
    ['avow/share/v1', shareCommitment(31, share, salt), hex(salt), Uint8Array.of(31), base64(share)],
    ['avow/part-note/v1', hashOfPartNote(data), data],
    ['avow/part/v1', partCommitment(30, 31, part, salt), hex(salt), Uint8Array.of(30, 31), base64(part)],
    ['avow/condition/v1', conditionCommitment(condition, salt), hex(salt), '{"type":"word"}'],
    ['avow/binding/v1', bindingOf(header), encodeCanonical(header)],
    ['avow/envelope/v1', statementIdOf(envelope), encodeCanonical(envelope)],
    ['avow/roster/v1', rosterHashOf(roster), encodeCanonical(roster)],
    ['avow/entry/v1', Buffer.from(entryOf(act)).toString('hex'), hex(act.salt), encodeAct(act)],
  ])('%s', (domain, hash, ...parts) => {
    expect(hash).toBe(sha256(domain, '\0', ...parts))
  })

  test('one has no domain: the hash of a file that other tools hash too', () => {
    expect(hashOf(data)).toBe(sha256(data))
  })

  test('of the same bytes differ from domain to domain', () => {
    const all = [textHashOf, hashOfPayload, hashOfNote, hashOfDesk, hashOfAttachment, hashOf].map((one) =>
      one(data),
    )
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('commitments', () => {
  test('open to one value only', () => {
    const other = encodeBase64(new Uint8Array(33).fill(8)) as Share
    const all = [
      shareCommitment(1, share, salt),
      shareCommitment(2, share, salt),
      shareCommitment(1, other, salt),
      shareCommitment(1, share, 'ca'.repeat(32) as Salt),
      conditionCommitment(condition, salt),
      conditionCommitment({ type: 'now' }, salt),
      conditionCommitment({ type: 'at', time: '2031-05-17T08:00:00Z' }, salt),
      conditionCommitment(condition, 'ca'.repeat(32) as Salt),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('the binding changes with every member of the header, and not with notes or signature', () => {
    const bindings = Object.keys(header).map((member) => {
      const { [member as keyof EnvelopeHeader]: _, ...rest } = header
      return bindingOf(rest as EnvelopeHeader)
    })
    expect(new Set([...bindings, bindingOf(header)]).size).toBe(Object.keys(header).length + 1)
    expect(bindingOf(envelope)).toBe(bindingOf(header))
    expect(bindingOf({ ...envelope, notes: [] })).toBe(bindingOf(header))
  })

  test('an entry says nothing without its salt, and another thing with another', () => {
    const fields = { kind: 'deposit', statement: 'ab'.repeat(32) as Hash, body: {} } as const
    const entries = [salt, 'ca'.repeat(32) as Salt].map((one) =>
      entryOf(createAct(fields, registerSeed, one)),
    )
    expect(entries[0]).not.toEqual(entries[1])
    expect(createAct(fields, registerSeed, salt)).toEqual(createAct(fields, registerSeed, salt))
    expect(createAct(fields, registerSeed).salt).not.toBe(createAct(fields, registerSeed).salt)
  })
})

/** Whether the platform says that a signature over `domain || 0x00 || bytes` is by the key. */
function isSigned(domain: string, publicKey: PublicKey, bytes: Uint8Array, signature: Signature): boolean {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), hex(publicKey)])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  return verify(null, Buffer.concat([Buffer.from(`${domain}\0`), bytes]), key, base64(signature))
}

const without = <T extends { signature: Signature }>({ signature: _, ...rest }: T) => encodeCanonical(rest)

describe('signatures', () => {
  const seed = seedOf(3)
  const key = publicKeyOf(seed)
  const holding = createHolding(
    { statement: 'ab'.repeat(32) as Hash, trustee: 3, state: 'holds', code: null },
    seed,
  )
  const request = createFeedRequest(
    { trustee: 3, after: 0, size: 7, time: '2026-11-01T12:00:00Z', wait: 0 },
    seed,
  )
  const acknowledgement = createAcknowledgement(act, Date.parse('2026-11-01T12:00:00Z'), seed)
  const { version: _v, register: _r, signature: _s, ...fields } = roster
  const made = createRoster(fields, registerSeed)

  const signed: readonly (readonly [
    domain: SignatureDomain,
    publicKey: PublicKey,
    value: { signature: Signature },
    check: (value: never) => unknown,
  ])[] = [
    ['avow/envelope-signature/v1', envelope.author, envelope, checkEnvelope],
    ['avow/act/v1', act.actor, act, checkAct],
    ['avow/roster-signature/v1', made.register, made, checkRoster],
    ['avow/holding/v2', key, holding, (value) => checkHolding(value, key)],
    ['avow/acknowledgement/v1', key, acknowledgement, (value) => checkAcknowledgement(value, act, key)],
    ['avow/feed/v1', key, request, (value) => checkFeedRequest(value, key)],
  ]

  test.each(signed)('%s', (domain, publicKey, value, check) => {
    expect(isSigned(domain, publicKey, without(value), value.signature)).toBe(true)
    expect(check(value as never)).toEqual(value)
    // The same bytes, signed by the same key for another use.
    const domains = signed.map(([one]) => one).filter((one) => one !== domain)
    for (const other of domains) {
      expect(isSigned(other, publicKey, without(value), value.signature)).toBe(false)
      expect(codeOf(() => verifySignature(other, publicKey, without(value), value.signature))).toBe(
        'signature_invalid',
      )
    }
  })

  test.each(signed.slice(1))(
    '%s: signed for another use, by somebody else, or not at all',
    (domain, _k, value, check) => {
      const bytes = without(value)
      const owner = domain === 'avow/roster-signature/v1' ? registerSeed : seed
      const wrong = [
        sign(domain === 'avow/feed/v1' ? 'avow/act/v1' : 'avow/feed/v1', owner, bytes),
        sign(domain, seedOf(77), bytes),
        encodeBase64(new Uint8Array(64)) as Signature,
      ]
      for (const signature of wrong)
        expect(codeOf(() => check({ ...value, signature } as never))).toMatch(/^(signature|roster)_invalid$/)
    },
  )

  test('what was verified is given back', () => {
    const signature = sign('avow/act/v1', seed, data)
    expect(verifySignature('avow/act/v1', key, data, signature)).toBe(data)
    expect(codeOf(() => verifySignature('avow/act/v1', key, utf8('some byte'), signature))).toBe(
      'signature_invalid',
    )
    expect(codeOf(() => verifySignature('avow/act/v1', publicKeyOf(seedOf(4)), data, signature))).toBe(
      'signature_invalid',
    )
    expect(codeOf(() => verifySignature('avow/act/v1', 'x' as PublicKey, data, signature))).toBe('malformed')
    expect(codeOf(() => verifySignature('avow/act/v1', key, data, 'x' as Signature))).toBe('malformed')
  })
})

test('the specification lists every domain that the code has, once', () => {
  const root = new URL('../../../', import.meta.url)
  const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
  const table = read('spec/README.md').split('## Domains')[1]!
  const specified = [...table.matchAll(/^\| `(avow\/[a-z-]+\/v\d+)`/gm)].map(([, domain]) => domain!)
  const coded = [...read('packages/core/src/domain.ts').matchAll(/^ {2}\| '(avow\/[^']+)'/gm)].map(
    ([, domain]) => domain!,
  )
  expect(coded.length).toBeGreaterThan(15)
  expect(new Set(coded).size).toBe(coded.length)
  expect(new Set(specified).size).toBe(specified.length)
  // A register makes its covers itself: nothing else ever needs to know one.
  expect(specified.toSorted()).toEqual([...coded, 'avow/cover/v1'].toSorted())
})

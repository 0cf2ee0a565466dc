/** The types keep apart what is a string either way. `tsc` reads this file too: a line that stops being an error fails the type check. */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type Act,
  type ActOf,
  type AuthorKeys,
  type CoreError,
  type CoreErrorCode,
  type Entropy,
  type Envelope,
  type EnvelopeFile,
  type Hash,
  type Locator,
  type Note,
  type Opened,
  type OpeningKey,
  type PublicKey,
  type Roster,
  type Salt,
  type Seed,
  type Share,
  type Signature,
  type Statement,
  combineShares,
  conditionCommitment,
  createAct,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  hashWithDomain,
  locatorHashOf,
  openingKeyOf,
  publicKeyOf,
  randomSalt,
  rosterHashOf,
  shareCommitment,
  sign,
  statementIdOf,
  verifySignature,
} from '../src/index.ts'

/** Brands that are all strings underneath. */
interface Strings {
  hash: Hash
  salt: Salt
  publicKey: PublicKey
  signature: Signature
  locator: Locator
  share: Share
  openingKey: OpeningKey
}

type Others<Name extends keyof Strings> = Strings[Exclude<keyof Strings, Name>]

describe('a brand', () => {
  test('is a string, and no string is a brand', () => {
    expectTypeOf<Strings[keyof Strings]>().toExtend<string>()
    expectTypeOf<string>().not.toExtend<Strings[keyof Strings]>()
    expectTypeOf<'00'>().not.toExtend<Hash>()
  })

  test('is no other brand', () => {
    expectTypeOf<Extract<Others<'hash'>, Hash>>().toBeNever()
    expectTypeOf<Extract<Others<'salt'>, Salt>>().toBeNever()
    expectTypeOf<Extract<Others<'publicKey'>, PublicKey>>().toBeNever()
    expectTypeOf<Extract<Others<'signature'>, Signature>>().toBeNever()
    expectTypeOf<Extract<Others<'locator'>, Locator>>().toBeNever()
    expectTypeOf<Extract<Others<'share'>, Share>>().toBeNever()
    expectTypeOf<Extract<Others<'openingKey'>, OpeningKey>>().toBeNever()
  })

  test('of bytes is not the other of bytes', () => {
    expectTypeOf<Seed>().toExtend<Uint8Array>()
    expectTypeOf<Entropy>().toExtend<Uint8Array>()
    expectTypeOf<Uint8Array>().not.toExtend<Seed>()
    expectTypeOf<Uint8Array>().not.toExtend<Entropy>()
    expectTypeOf<Seed>().not.toExtend<Entropy>()
    expectTypeOf<Entropy>().not.toExtend<Seed>()
  })
})

describe('what functions give', () => {
  test('is branded', () => {
    expectTypeOf(hashWithDomain).returns.toEqualTypeOf<Hash>()
    expectTypeOf(statementIdOf).returns.toEqualTypeOf<Hash>()
    expectTypeOf(rosterHashOf).returns.toEqualTypeOf<Hash>()
    expectTypeOf(shareCommitment).returns.toEqualTypeOf<Hash>()
    expectTypeOf(conditionCommitment).returns.toEqualTypeOf<Hash>()
    expectTypeOf(locatorHashOf).returns.toEqualTypeOf<Hash>()
    expectTypeOf(sign).returns.toEqualTypeOf<Signature>()
    expectTypeOf(publicKeyOf).returns.toEqualTypeOf<PublicKey>()
    expectTypeOf(randomSalt).returns.toEqualTypeOf<Salt>()
    expectTypeOf(openingKeyOf).returns.toEqualTypeOf<OpeningKey>()
    expectTypeOf(deriveKeys).returns.toEqualTypeOf<AuthorKeys>()
    expectTypeOf(decodeEnvelope).returns.toEqualTypeOf<EnvelopeFile>()
  })

  test('is branded inside too', () => {
    expectTypeOf<Envelope['author']>().toEqualTypeOf<PublicKey>()
    expectTypeOf<Envelope['signature']>().toEqualTypeOf<Signature>()
    expectTypeOf<Envelope['shares'][number]>().toEqualTypeOf<Hash>()
    expectTypeOf<Note['shareSalt']>().toEqualTypeOf<Salt>()
    expectTypeOf<Note['share']>().toEqualTypeOf<Share>()
    expectTypeOf<Opened['openingKey']>().toEqualTypeOf<OpeningKey>()
    expectTypeOf<ActOf<'release'>['body']['share']>().toEqualTypeOf<Share>()
    expectTypeOf<Statement['attachments'][number]['hash']>().toEqualTypeOf<Hash>()
    expectTypeOf<Roster['trustees'][number]['key']>().toEqualTypeOf<PublicKey>()
  })

  test('tells acts of a statement from acts of the register', () => {
    expectTypeOf<ActOf<'deposit'>['statement']>().toEqualTypeOf<Hash>()
    expectTypeOf<ActOf<'roster'>['statement']>().toEqualTypeOf<null>()
    expectTypeOf<Act['kind']>().toEqualTypeOf<
      | 'deposit'
      | 'word'
      | 'withdraw'
      | 'check-in'
      | 'pause'
      | 'release'
      | 'reshare'
      | 'hold'
      | 'release-parts'
      | 'open'
      | 'publish'
      | 'roster'
      | 'page'
    >()
    expectTypeOf<CoreError['code']>().toEqualTypeOf<CoreErrorCode>()
    expectTypeOf<string>().not.toExtend<CoreErrorCode>()
  })
})

/** Never called: each line below is one that must not compile. */
export function doesNotCompile(
  hash: Hash,
  salt: Salt,
  key: PublicKey,
  signature: Signature,
  share: Share,
): void {
  const data = encodeCanonical({})
  const seed = new Uint8Array(32)
  // @ts-expect-error a hash is not a signature
  verifySignature('avow/act/v1', key, data, hash)
  // @ts-expect-error a signature is not a key
  verifySignature('avow/act/v1', signature, data, signature)
  // @ts-expect-error a domain for hashes signs nothing
  sign('avow/envelope/v1', seed, data)
  // @ts-expect-error a domain for signatures hashes nothing
  hashWithDomain('avow/act/v1', data)
  // @ts-expect-error a domain that there is not
  hashWithDomain('avow/statement/v2', data)
  // @ts-expect-error a hash is not a salt
  conditionCommitment({ type: 'word' }, hash)
  // @ts-expect-error a salt is not a share
  shareCommitment(1, salt, salt)
  // @ts-expect-error a share is not a salt
  shareCommitment(1, share, share)
  // @ts-expect-error the hash of a locator is not a locator
  locatorHashOf(hash)
  // @ts-expect-error a seed is not the entropy behind the words
  deriveKeys(seed)
  // @ts-expect-error signatures do not combine
  void combineShares([signature, signature])
  // @ts-expect-error an act of the register is about no statement
  createAct({ kind: 'roster', statement: hash, body: { roster: hash } }, seed)
  // @ts-expect-error a word has nothing to say
  createAct({ kind: 'word', statement: hash, body: { text: hash } }, seed)
  // @ts-expect-error a condition that there is not
  conditionCommitment({ type: 'soon' }, salt)
}

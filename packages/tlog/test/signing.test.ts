import { describe, expect, test } from 'vitest'
import {
  type KeyType,
  cosignedMessage,
  createCosigner,
  createNoteSigner,
  formatCheckpoint,
  formatNote,
  formatPolicy,
  keyType,
  parseNote,
  parsePolicy,
  signNote,
  verifierKeyOf,
  verifyCheckpoint,
  verifyCosignature,
  verifyCosignatureOrUntimed,
  verifyNote,
  verifySubtreeCosignature,
  verifyWitnessedCheckpoint,
} from '../src/index.ts'
import { cosignerOf, noon, seedOf, signerOf, vkeyOf } from './making/keys.ts'
import { codeOf } from './refusal.ts'

const origin = 'register.example/log'
const text = formatCheckpoint({ origin, size: 3, root: new Uint8Array(32), extensions: [] })

describe('a key', () => {
  test('of a name that no note can have, or of another length, is refused', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u2028b', '\uD800'])
      expect(codeOf(() => verifierKeyOf({ name, type: 1, seed: seedOf(1) }))).toBe('skey_malformed')
    for (const length of [0, 31, 33, 64])
      expect(codeOf(() => verifierKeyOf({ name: 'a', type: 1, seed: new Uint8Array(length) }))).toBe(
        'skey_malformed',
      )
  })

  test('has another ID for each type', () => {
    const ids = Object.values(keyType).map((type) =>
      String(verifierKeyOf({ name: 'a', type, seed: seedOf(1) }).keyId),
    )
    expect(new Set(ids).size).toBe(3)
  })

  test('signs only what its type is for', () => {
    const of = (type: KeyType) => ({ name: 'a', type, seed: seedOf(1) })
    expect(codeOf(() => createNoteSigner(of(keyType.cosignature)))).toBe('vkey_unsupported')
    expect(codeOf(() => createNoteSigner(of(keyType.mlDsa44)))).toBe('vkey_unsupported')
    expect(codeOf(() => createCosigner(of(keyType.ed25519)))).toBe('vkey_unsupported')
  })
})

describe('a note', () => {
  test('is signed by several, each of whom can be verified alone', () => {
    const signers = [signerOf('a', 1), signerOf('b', 2)]
    const note = parseNote(signNote('text\n', signers))
    for (const { key } of signers) expect(verifyNote(note, key)).toBe('text\n')
  })

  test.each(['', 'no newline', 'tab\t\n', 'carriage return\r\n', '\uD800\n'])(
    '%j is no text of a note',
    (text) => {
      expect(codeOf(() => signerOf('a', 1).sign(text))).toBe('note_malformed')
    },
  )
})

describe.each([keyType.cosignature, keyType.mlDsa44])('a cosignature of type %i', (type) => {
  const cosigner = cosignerOf('witness.example', 7, type)

  test('carries its time', () => {
    for (const time of [1, noon, 2 ** 32, Number.MAX_SAFE_INTEGER])
      expect(verifyCosignature(cosigner.cosign(text, time), cosigner.key, text)).toBe(time)
  })

  test('of a time that is none, or of what is no checkpoint, is not made', () => {
    for (const time of [0, -1, 0.5, Number.NaN, 2 ** 53])
      expect(codeOf(() => cosigner.cosign(text, time))).toBe('cosignature_malformed')
    expect(codeOf(() => cosigner.cosign('text\n', noon))).toBe('checkpoint_malformed')
  })

  test('is not that of another witness, log, size or root', () => {
    const line = cosigner.cosign(text, noon)
    const other = cosignerOf('witness.example', 8, type)
    expect(codeOf(() => verifyCosignature(line, other.key, text))).toBe('signature_invalid')
    for (const [from, to] of [
      [origin, 'other.example'],
      ['\n3\n', '\n4\n'],
      ['AAAA', 'AAAB'],
    ] as const)
      expect(codeOf(() => verifyCosignature(line, cosigner.key, text.replace(from, to)))).toBe(
        'signature_invalid',
      )
  })
})

describe('the message of an ML-DSA-44 cosignature', () => {
  const { key } = cosignerOf('witness.example', 7, keyType.mlDsa44)

  test('is the structure of C2SP tlog-cosignature', () => {
    const hex = Buffer.from(cosignedMessage(key, text, 0x01020304)).toString('hex')
    const ascii = (text: string) => Buffer.from(text).toString('hex')
    expect(hex).toBe(
      [
        ascii('subtree/v1\n\0'),
        `0f${ascii('witness.example')}`,
        '0000000001020304',
        `14${ascii(origin)}`,
        '0000000000000000',
        '0000000000000003',
        '00'.repeat(32),
      ].join(''),
    )
  })

  test('has no room for a name or an origin of more than 255 bytes', () => {
    const [fits, long] = ['я'.repeat(127), 'я'.repeat(128)]
    const textOf = (origin: string) =>
      formatCheckpoint({ origin, size: 0, root: new Uint8Array(32), extensions: [] })
    expect(codeOf(() => cosignedMessage({ ...key, name: fits }, textOf(fits), 1))).toBeUndefined()
    expect(codeOf(() => cosignedMessage({ ...key, name: long }, text, 1))).toBe('cosignature_malformed')
    expect(codeOf(() => cosignedMessage(key, textOf(long), 1))).toBe('cosignature_malformed')
  })

  test('does not hold the extension lines, which an Ed25519 cosignature does', () => {
    const extended = `${text}extension\n`
    expect(cosignedMessage(key, extended, 1)).toEqual(cosignedMessage(key, text, 1))
    const ed25519 = cosignerOf('witness.example', 7).key
    expect(cosignedMessage(ed25519, extended, 1)).not.toEqual(cosignedMessage(ed25519, text, 1))
  })
})

describe('a cosignature of a subtree', () => {
  const cosigner = cosignerOf('witness.example', 7, keyType.mlDsa44)
  const subtree = { start: 8, end: 13, hash: new Uint8Array(32).fill(5) }
  const line = cosigner.cosignSubtree(origin, subtree)

  test('has no time, and is of this subtree of this log only', () => {
    expect(verifySubtreeCosignature(line, cosigner.key, origin, subtree)).toBe(subtree)
    expect(line.signature.subarray(0, 8)).toEqual(new Uint8Array(8))
    const refusal = (origin: string, change: object) =>
      codeOf(() => verifySubtreeCosignature(line, cosigner.key, origin, { ...subtree, ...change }))
    expect(refusal('other.example', {})).toBe('signature_invalid')
    for (const change of [{ start: 0 }, { end: 12 }, { hash: new Uint8Array(32) }])
      expect(refusal(origin, change)).toBe('signature_invalid')
    expect(refusal(origin, { start: 7 })).toBe('cosignature_malformed')
  })

  test('with a time in it is none', () => {
    const timed = { ...line, signature: line.signature.with(7, 1) }
    expect(codeOf(() => verifySubtreeCosignature(timed, cosigner.key, origin, subtree))).toBe(
      'cosignature_malformed',
    )
  })

  test('is not made of what is no subtree, and by no Ed25519 key', () => {
    expect(codeOf(() => cosigner.cosignSubtree(origin, { ...subtree, start: 9 }))).toBe(
      'cosignature_malformed',
    )
    expect(codeOf(() => cosignerOf('witness.example', 7).cosignSubtree(origin, subtree))).toBe(
      'vkey_unsupported',
    )
  })

  test('of the whole tree is a line of a checkpoint that a log may have made, and that no witness may', () => {
    const whole = cosigner.cosignSubtree(origin, { start: 0, end: 3, hash: new Uint8Array(32) })
    expect(verifyCosignatureOrUntimed(whole, cosigner.key, text)).toBe(0)
    expect(codeOf(() => verifyCosignature(whole, cosigner.key, text))).toBe('cosignature_malformed')
    expect(
      codeOf(() => verifyCosignatureOrUntimed(whole, cosigner.key, text.replace('\n3\n', '\n4\n'))),
    ).toBe('signature_invalid')
  })
})

describe('a checkpoint under a policy', () => {
  const [first, second] = [signerOf(origin, 1), signerOf(origin, 2)]
  const mlDsa = cosignerOf(origin, 3, keyType.mlDsa44)
  const policy = parsePolicy(
    `${[first, second, mlDsa].map((key) => `log ${vkeyOf(key)}\n`).join('')}quorum none\n`,
  )

  test('is signed by any one of the keys that the policy has for the log', () => {
    for (const signature of [first.sign(text), second.sign(text), mlDsa.cosign(text, noon)]) {
      const note = formatNote({ text, signatures: [signature] })
      expect(verifyWitnessedCheckpoint(note, policy)).toMatchObject({ origin, size: 3, cosignatures: [] })
    }
  })

  test('is refused as a whole when one of several signatures of the log does not verify', () => {
    const wrong = [second.sign('another text\n'), mlDsa.cosign(text.replace('\n3\n', '\n4\n'), noon)]
    for (const signature of wrong) {
      const note = formatNote({ text, signatures: [first.sign(text), signature] })
      expect(codeOf(() => verifyCheckpoint(note, policy))).toBe('signature_invalid')
    }
  })

  test('in its plainest form is the same policy', () => {
    expect(parsePolicy(formatPolicy(policy))).toEqual(policy)
  })
})

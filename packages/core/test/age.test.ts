/** age files by C2SP's published vectors (CCTV), for what Avow uses: X25519 and the post-quantum hybrid, binary. */
import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import * as published from 'cctv-age'
import { describe, expect, test } from 'vitest'
import { plaintextSizeOf } from '../src/age-file.ts'
import { decryptWith, encryptTo, generateHybridIdentity, identityToRecipient } from '../src/index.ts'
import { codeOf } from './hostile.ts'

interface Vector {
  readonly name: string
  readonly expect: string
  readonly payload?: string
  readonly identities: readonly string[]
  readonly isOurs: boolean
  readonly file: Uint8Array
}

/** Lines of `key: value`, an empty line, the file (the README of cctv-age, "Test file format"). */
function vectorOf(name: string, bytes: Uint8Array): Vector {
  const end = Buffer.from(bytes).indexOf('\n\n')
  const fields = Buffer.from(bytes.subarray(0, end))
    .toString()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const)
  const all = (key: string) => fields.filter(([one]) => one === key).map(([, value]) => value)
  const [payload] = all('payload')
  const body = bytes.subarray(end + 2)
  return {
    name,
    expect: all('expect')[0]!,
    ...(payload === undefined ? {} : { payload }),
    identities: all('identity'),
    // Avow neither uses passphrases nor armour.
    isOurs: all('passphrase').length === 0 && all('armored').length === 0 && all('identity').length > 0,
    file: all('compressed').length > 0 ? new Uint8Array(inflateSync(body)) : body,
  }
}

const vectors = Object.entries(published)
  .filter((entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array)
  .map(([name, bytes]) => vectorOf(name, bytes))
const ours = vectors.filter(({ isOurs }) => isOurs)

const isOpenedBy = async (identity: string, file: Uint8Array): Promise<Uint8Array | undefined> => {
  try {
    return await decryptWith(identity, file)
  } catch {
    return undefined
  }
}

describe('C2SP CCTV', () => {
  test('there are vectors of every kind', () => {
    expect(ours.length).toBeGreaterThan(70)
    const kinds = new Set(ours.map((one) => one.expect))
    for (const kind of ['success', 'no match', 'HMAC failure', 'header failure', 'payload failure'])
      expect(kinds).toContain(kind)
    expect(ours.filter(({ name }) => name.startsWith('hybrid')).length).toBeGreaterThan(10)
  })

  test.each(ours.map((vector) => [vector.name, vector.expect, vector] as const))(
    '%s: %s',
    async (_, what, vector) => {
      const opened = await Promise.all(vector.identities.map((identity) => isOpenedBy(identity, vector.file)))
      const plain = opened.filter((one) => one !== undefined)
      expect(plain.length > 0).toBe(what === 'success')
      for (const one of plain) expect(createHash('sha256').update(one).digest('hex')).toBe(vector.payload)
    },
  )

  /** By their headers alone: one recipient of our two types, and how much is in them. */
  test.each(ours.map((vector) => [vector.name, vector] as const))(
    '%s: its size, without a key',
    async (_, vector) => {
      const { file, identities } = vector
      for (const type of ['X25519', 'mlkem768x25519'] as const) {
        let size: number | undefined
        const code = codeOf(() => (size = plaintextSizeOf('x', file, type)))
        if (code !== undefined) expect(code).toBe('envelope_malformed')
        else if (vector.expect === 'success')
          expect(
            (await Promise.all(identities.map((one) => isOpenedBy(one, file)))).map((one) => one?.length),
          ).toContain(size)
      }
    },
  )

  test('a file with more than one recipient, or with another stanza beside, is not one of ours', () => {
    for (const name of [
      'x25519_multiple_recipients',
      'hybrid_multiple_recipients',
      'hybrid_and_x25519',
      'x25519_grease',
    ]) {
      const found = vectors.find((one) => one.name === name)
      expect(found, name).toBeDefined()
      for (const type of ['X25519', 'mlkem768x25519'] as const)
        expect(codeOf(() => plaintextSizeOf('x', found!.file, type))).toBe('envelope_malformed')
    }
    for (const [name, type] of [
      ['x25519', 'X25519'],
      ['hybrid', 'mlkem768x25519'],
    ] as const)
      expect(plaintextSizeOf('x', vectors.find((one) => one.name === name)!.file, type)).toBeGreaterThan(0)
  })
})

test('what is encrypted to a hybrid recipient opens with its identity and with no other', async () => {
  const [identity, other] = [await generateHybridIdentity(), await generateHybridIdentity()]
  for (const size of [1, 1024, 65_536, 65_537, 131_072]) {
    const data = new Uint8Array(size).fill(size % 251)
    const file = await encryptTo([await identityToRecipient(identity)], data)
    expect(plaintextSizeOf('x', file, 'mlkem768x25519')).toBe(size)
    expect(await decryptWith(identity, file)).toEqual(data)
    expect(await isOpenedBy(other, file)).toBeUndefined()
    expect(await isOpenedBy(identity, file.with(file.length - 1, file.at(-1)! ^ 1))).toBeUndefined()
    expect(await isOpenedBy(identity, file.subarray(0, -1))).toBeUndefined()
  }
})

/** Vouchers: blind signatures, requests, answers, spending (spec/vouching.md). */
import { createPrivateKey } from 'node:crypto'
import { getSuiteByName, BlindRSA } from '@cloudflare/blindrsa-ts'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type Condition,
  type Entropy,
  type Note,
  type SpentVoucher,
  type Voucher,
  bindingOf,
  checkVoucher,
  credentialOf,
  decodeBase64,
  decodeEnvelope,
  decodeHex,
  decodeVoucher,
  encodeBase64,
  encodeCanonical,
  encodeHex,
  encodeNote,
  generateEntropy,
  openNote,
  seal,
  spendVoucher,
} from '../src/index.ts'
import {
  answerVoucherRequest,
  createVoucherRequest,
  decodeVoucherAnswer,
  decodeVoucherRequest,
  decodeVoucherSecret,
  finishVoucher,
  generateVouchingKey,
  readVouchingKey,
} from '../src/voucher-request.ts'
import { refusalOf } from './code-of.ts'
import { type Decoder, cutShort, deep, exchanged, flipped, randomised } from './hostile.ts'
import { readIndex } from './making/keep.ts'
import { identityOf, rosterOf } from './making/keys.ts'
import { english, order } from './making/texts.ts'
import { type InvalidVoucher, type ValidVoucher, vouchingRoster } from './making/vouchers.ts'

const valid = readIndex<ValidVoucher>('valid', 'voucher')
const [first, second] = valid as [ValidVoucher, ValidVoucher]
const roster = await vouchingRoster(first.pem)
const word: Condition = { type: 'word' }
const vouched = checkedTogether(true)
const anybody = checkedTogether(false)

function checkedTogether(isVouched: boolean): Condition {
  return { type: 'together', size: 3, institution: `tag:${'ab'.repeat(32)}`, vouched: isVouched }
}

afterEach(() => void vi.restoreAllMocks())

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${encodeHex(bytes)}`)
const numberIn = (base64: string): bigint => numberOf(decodeBase64(base64))
const bytesOf = (number: bigint, length: number): Uint8Array =>
  decodeHex(number.toString(16).padStart(length * 2, '0'))

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (
    let [square, left] = [base % modulus, exponent];
    left > 0n;
    left >>= 1n, square = (square * square) % modulus
  )
    if (left & 1n) result = (result * square) % modulus
  return result
}

/** By the extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}

interface Rfc9474 {
  readonly name: string
  readonly p: string
  readonly q: string
  readonly n: string
  readonly e: string
  readonly d: string
  readonly msg: string
  readonly msg_prefix: string
  readonly input_msg: string
  readonly salt: string
  readonly inv: string
  readonly blinded_msg: string
  readonly blind_sig: string
  readonly sig: string
}

describe('the test vectors of RFC 9474, appendix A', () => {
  async function keysOf(vector: Rfc9474) {
    const [n, e, d, p, q] = (['n', 'e', 'd', 'p', 'q'] as const).map((name) => BigInt(vector[name]))
    const numbers = { n, e, d, p, q, dp: d! % (p! - 1n), dq: d! % (q! - 1n), qi: inverse(q!, p!) }
    const base64url = (number: bigint) => {
      const hex = number.toString(16)
      return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
    }
    const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, base64url(value!)]))
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-384' }
    const importKey = (key: JsonWebKey, use: 'sign' | 'verify') =>
      crypto.subtle.importKey('jwk', { kty: 'RSA', ...key }, algorithm, true, [use])
    return {
      publicKey: await importKey({ n: jwk['n']!, e: jwk['e']! }, 'verify'),
      privateKey: await importKey(jwk, 'sign'),
      modulus: n!,
    }
  }

  /** Gives what the RFC drew, one after the other. */
  function drawing(...drawn: readonly Uint8Array[]): void {
    const left = drawn.filter(({ length }) => length > 0)
    vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
      if (array!.byteLength > 0) (array as unknown as Uint8Array).set(left.shift()!)
      return array
    })
  }

  const hex = (text: string): Uint8Array => decodeHex(text.replace(/^0x/, ''))

  test.each(readIndex<Rfc9474>('valid', 'blind-rsa'))('$name', async (vector) => {
    const suite = getSuiteByName(BlindRSA, vector.name)
    const { publicKey, privateKey, modulus } = await keysOf(vector)
    const factor = bytesOf(inverse(BigInt(vector.inv), modulus), 512)
    drawing(hex(vector.msg_prefix), hex(vector.salt), factor)
    const message = suite.prepare(hex(vector.msg))
    expect(encodeHex(message)).toBe(vector.input_msg)
    const { blindedMsg, inv } = await suite.blind(publicKey, message)
    expect(encodeHex(blindedMsg)).toBe(vector.blinded_msg)
    const blindSignature = await suite.blindSign(privateKey, blindedMsg)
    expect(encodeHex(blindSignature)).toBe(vector.blind_sig)
    const signature = await suite.finalize(publicKey, message, blindSignature, inv)
    expect(encodeHex(signature)).toBe(vector.sig)
    expect(await suite.verify(publicKey, signature, message)).toBe(true)
    expect(await suite.verify(publicKey, signature, message.with(0, message[0]! ^ 1))).toBe(false)
  })
})

const json = (value: unknown): Uint8Array => encodeCanonical(value)
const spentBy = ({ voucher, binding }: ValidVoucher): SpentVoucher => spendVoucher(voucher, binding)
const credential = (voucher: SpentVoucher | undefined, condition: Condition = word) =>
  credentialOf({ voucher, condition, binding: first.binding }, roster)

describe.each(valid.map((one) => [one.name, one] as const))('the voucher "%s"', (_, one) => {
  test('is what its request, its answer and its secret make', async () => {
    expect(decodeVoucherRequest(json(one.request))).toEqual(one.request)
    expect(decodeVoucherAnswer(json(one.answer))).toEqual(one.answer)
    expect(decodeVoucherSecret(json(one.secret))).toEqual(one.secret)
    expect(decodeVoucher(json(one.voucher))).toEqual(one.voucher)
    // RSA signs a blinded number in one way only.
    expect(await answerVoucherRequest(one.request, await readVouchingKey(one.pem))).toEqual(one.answer)
    expect(await finishVoucher(one.answer, one.secret)).toEqual(one.voucher)
  })

  test('counts where it was spent', async () => {
    await checkVoucher(one.voucher, vouched, roster)
    expect(await credential(spentBy(one), vouched)).toBe(one.token)
  })
})

/** What each format is read by, and what it is then used for. */
async function use({ format, value }: InvalidVoucher): Promise<unknown> {
  const bytes = json(value)
  const reads = {
    request: async () => answerVoucherRequest(decodeVoucherRequest(bytes), await readVouchingKey(first.pem)),
    answer: async () => finishVoucher(decodeVoucherAnswer(bytes), first.secret),
    secret: async () => decodeVoucherSecret(bytes),
    voucher: async () => checkVoucher(decodeVoucher(bytes), word, roster),
    spent: async () => credential(value as SpentVoucher),
  }
  return reads[format]()
}

test.each(readIndex<InvalidVoucher>('invalid', 'voucher'))('$name: $reason', async (one) => {
  const said = await refusalOf(() => use(one))
  expect([said.code, said.details['reason']]).toEqual([one.code, one.reason])
})

const decoders: readonly Decoder[] = [
  {
    name: 'request',
    sample: json(first.request),
    again: (bytes) => json(decodeVoucherRequest(bytes)),
    codes: ['voucher_request_invalid'],
  },
  {
    name: 'answer',
    sample: json(first.answer),
    again: (bytes) => json(decodeVoucherAnswer(bytes)),
    codes: ['voucher_answer_invalid'],
  },
  {
    name: 'secret',
    sample: json(first.secret),
    again: (bytes) => json(decodeVoucherSecret(bytes)),
    codes: ['voucher_invalid'],
    secrets: [first.secret.seed.slice(0, 8), first.secret.inverse.slice(0, 8)],
  },
  {
    name: 'voucher',
    sample: json(first.voucher),
    again: (bytes) => json(decodeVoucher(bytes)),
    codes: ['voucher_invalid'],
    secrets: [first.voucher.seed.slice(0, 8), first.voucher.signature.slice(0, 8)],
  },
]

test.each(decoders.map((decoder) => [decoder.name, decoder] as const))(
  '%s: cut, changed, random',
  (_, decoder) => {
    cutShort(decoder)
    flipped(decoder)
    randomised(decoder, 100)
    exchanged(decoder)
    deep(decoder)
  },
)

describe('unlinkable', () => {
  /** The one factor by which a request would have come of a voucher; it is there for every two of them. */
  function factorBetween(asked: ValidVoucher, spent: ValidVoucher): boolean {
    const modulus = numberIn(asked.voucher.key)
    const [blind, signature] = [numberIn(asked.answer.signature), numberIn(spent.voucher.signature)]
    const factor = (blind * inverse(signature, modulus)) % modulus
    const message = power(signature, 65537n, modulus)
    return (message * power(factor, 65537n, modulus)) % modulus === numberIn(asked.request.blinded)
  }

  test('every request and answer fit every voucher equally well: nothing in them tells which', () => {
    for (const asked of valid) for (const spent of valid) expect(factorBetween(asked, spent)).toBe(true)
  })

  test('what the desk sees has nothing in common with what is spent, and is random', async () => {
    const { origin: _, ...spent } = { ...spentBy(first), origin: first.origin }
    const seen = new TextDecoder().decode(json([first.request, first.answer]))
    for (const value of [...Object.values(spent), first.voucher.seed])
      for (let at = 0; at + 12 <= value.length; at += 1) expect(seen).not.toContain(value.slice(at, at + 12))
    const [one, other] = [await createVoucherRequest(roster), await createVoucherRequest(roster)]
    expect(one.request.key).toBe(other.request.key)
    expect(one.request.blinded).not.toBe(other.request.blinded)
    expect(one.secret.seed).not.toBe(other.secret.seed)
  })
})

describe('a voucher', () => {
  const entropy: Entropy = generateEntropy()
  const sealing = (condition: Condition, voucher?: Voucher, under = roster) =>
    seal({
      statement: english,
      attachments: [order],
      condition,
      roster: under,
      entropy,
      ...(voucher ? { voucher } : {}),
    })
  const noteOf = async ({ file }: { file: Uint8Array }, trustee = 1): Promise<Note> => {
    const { envelope, notes } = decodeEnvelope(file)
    return openNote(notes[trustee - 1]!, envelope, trustee, identityOf(trustee))
  }

  test('goes sealed to every trustee, spent on this envelope, and stands nowhere else', async () => {
    const sealed = await sealing(vouched, first.voucher)
    for (const trustee of [1, 2, 3]) {
      const note = await noteOf(sealed, trustee)
      expect(note.binding).toBe(bindingOf(sealed.envelope))
      expect(await credentialOf(note, roster)).toBe(first.token)
    }
    expect(Buffer.from(sealed.file).includes(first.token)).toBe(false)
  })

  test('does not show in the size of a file', async () => {
    const sizes = await Promise.all(
      [sealing(anybody), sealing(anybody, first.voucher), sealing(word)].map(
        async (sealed) => (await sealed).file.length,
      ),
    )
    expect(new Set(sizes).size).toBe(1)
  })

  test('copied from a note cannot be spent on another statement, not even by a trustee', async () => {
    const { voucher } = await noteOf(await sealing(vouched, first.voucher))
    const other = await noteOf(await sealing(anybody))
    expect(await refusalOf(() => credentialOf({ ...other, voucher: voucher! }, roster))).toMatchObject({
      code: 'voucher_invalid',
      details: { reason: 'spending' },
    })
  })

  test('is needed by whoever counts vouched statements only, on both sides', async () => {
    const nested: Condition = { type: 'any', of: [word, vouched] }
    for (const condition of [vouched, nested]) {
      expect((await refusalOf(() => sealing(condition))).code).toBe('voucher_missing')
      expect((await refusalOf(() => credential(undefined, condition))).code).toBe('voucher_missing')
    }
    expect(await credential(undefined, anybody)).toBeNull()
  })

  test('of another register or another key is not sealed, and does not count', async () => {
    const none = await rosterOf(3, 2)
    const other = await vouchingRoster(await generateVouchingKey())
    for (const under of [none, other]) {
      const refused = { code: 'voucher_invalid', details: { reason: 'roster' } }
      expect(await refusalOf(() => sealing(word, first.voucher, under))).toMatchObject(refused)
    }
    const spent = { voucher: spentBy(first), condition: word, binding: first.binding }
    expect((await refusalOf(() => credentialOf(spent, none))).details['reason']).toBe('roster')
    expect((await refusalOf(() => credentialOf(spent, other))).details['reason']).toBe('signature')
    const elsewhere = { ...roster, origin: 'other.example' }
    expect((await refusalOf(() => credentialOf(spent, elsewhere))).details['reason']).toBe('signature')
    expect((await refusalOf(() => createVoucherRequest(none))).details['reason']).toBe('roster')
  })

  test('fits into a note with the longest condition', async () => {
    const tag = (digit: number) => `tag:${String(digit).repeat(64)}` as const
    const of = [1, 2].map((digit) => ({ ...vouched, size: 10_000, institution: tag(digit) }))
    const filler = { type: 'silence', duration: 'P3660D', grace: 'P366D' } as const
    const date = { type: 'at', time: '2030-01-01T00:00:00Z' } as const
    const longest = {
      type: 'all',
      of: [
        { type: 'any', of: [of[0], filler] },
        { type: 'any', of: [of[1], date] },
      ],
    }
    const condition = longest as Condition
    expect(encodeCanonical(condition).length).toBeGreaterThan(400)
    const note = await noteOf(await sealing(condition, second.voucher))
    expect(encodeNote(note)).toHaveLength(2048)
    // 112 bytes are left for the rest of the 512 that a condition may have.
    expect(encodeCanonical(note).length + 512 - encodeCanonical(condition).length).toBeLessThan(2048)
  })
})

describe('a vouching key', () => {
  test('is one that stock tools read, of 3,072 bits', async () => {
    const pem = await generateVouchingKey()
    const { modulusLength, publicExponent } = createPrivateKey(pem).asymmetricKeyDetails!
    expect([modulusLength, publicExponent]).toEqual([3072, 65537n])
    const { publicKey } = await readVouchingKey(pem)
    const { n } = createPrivateKey(pem).export({ format: 'jwk' })
    expect(publicKey).toBe(encodeBase64(Buffer.from(String(n), 'base64url')))
  })

  test.each([
    ['nothing', ''],
    ['another text', 'AGE-SECRET-KEY-PQ-1'],
    ['cut short', first.pem.slice(0, 900)],
    ['cut short inside', first.pem.replace(/\n[^-\n]+\n-----END/, '\n-----END')],
    ['another key', first.pem.replaceAll(/[A-Za-z0-9+/]{64}\n/g, '')],
  ])('%s is refused, and not repeated', async (_, pem) => {
    const refused = await refusalOf(() => readVouchingKey(pem))
    expect(refused).toEqual({ code: 'vouching_key_invalid', details: {} })
  })
})

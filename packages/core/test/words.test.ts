/** The words, and the keys that derive from them (spec/envelope.md, "The words"). */
import { createHash, hkdfSync } from 'node:crypto'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  AvowError,
  type Entropy,
  type Locator,
  type WordLanguage,
  decodeHex,
  deriveKeys,
  encodeHex,
  formatIdentity,
  formatWords,
  generateWords,
  hashWithDomain,
  locatorHashOf,
  parseIdentity,
  parseWords,
  publicKeyOf,
  wordLanguages,
  wordsOf,
} from '../src/index.ts'
import { codeOf, saidBy } from './hostile.ts'

const entropies = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => bytes as Entropy)
const withoutAccents = (text: string): string => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
const sameKey = (word: string): string => withoutAccents(word).toLowerCase()

describe.each(wordLanguages)('%s', (language) => {
  test('has 2,048 words, no two of which differ by an accent alone', async () => {
    const list = await wordsOf(language)
    expect(new Set(list.map(sameKey)).size).toBe(2048)
  })

  test('words come back, however they are written', async () => {
    await fc.assert(
      fc.asyncProperty(entropies, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), async (entropy, form) => {
        const words = await formatWords(entropy, language)
        expect(words).toHaveLength(12)
        const ways = [
          words.join(' '),
          words.join('\u3000'),
          ` ${words.join('\r\n')}\n`,
          words.map((word, index) => `${index + 1}. ${word.toUpperCase()};`).join(' '),
          words.join(', '),
          withoutAccents(words.join(' ')),
          ...(language.startsWith('chinese') ? [words.join('')] : []),
        ]
        for (const way of ways)
          expect((await parseWords(way.normalize(form), language)).entropy, language).toEqual(entropy)
      }),
      { numRuns: 15 },
    )
  })

  test('words made anew are read back without being told the language', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { words, entropy } = await generateWords(language)
      const read = await parseWords(words.join(' '))
      expect(read.entropy).toEqual(entropy)
      expect((await parseWords(withoutAccents(words.join(' ')))).entropy).toEqual(entropy)
    }
  })
})

test('a character of both Chinese lists stands at the same place in both', async () => {
  const [simplified, traditional] = await Promise.all([
    wordsOf('chinese-simplified'),
    wordsOf('chinese-traditional'),
  ])
  const shared = simplified.filter((word) => traditional.includes(word))
  expect(shared.length).toBeGreaterThan(1000)
  for (const word of shared) expect(simplified.indexOf(word)).toBe(traditional.indexOf(word))
})

test('words that mean two things in two lists are not given out', async () => {
  const french = new Set((await wordsOf('french')).map(sameKey))
  const shared = (await wordsOf('english')).filter((word) => french.has(word))
  const readIn = (text: string, language: WordLanguage) => parseWords(text, language).catch(() => undefined)
  let ambiguous: Uint8Array | undefined
  // One in 256 has both checksums.
  for (let seed = 1; ambiguous === undefined && seed < 5000; seed += 1) {
    const digest = createHash('sha256').update(String(seed)).digest()
    const text = Array.from(
      { length: 12 },
      (_, n) => shared[digest.readUInt16BE(2 * n) % shared.length]!,
    ).join(' ')
    const one = await readIn(text, 'english')
    const two = one && (await readIn(text, 'french'))
    if (one && two && encodeHex(one.entropy) !== encodeHex(two.entropy)) ambiguous = one.entropy
  }
  expect(ambiguous).toBeDefined()
  const drawn = vi.spyOn(crypto, 'getRandomValues').mockImplementationOnce((bytes) => {
    ;(bytes as Uint8Array).set(ambiguous!)
    return bytes
  })
  const { words, entropy } = await generateWords('english')
  expect(drawn.mock.calls.length).toBeGreaterThan(1)
  drawn.mockRestore()
  expect(entropy).not.toEqual(ambiguous)
  expect((await parseWords(words.join(' '))).entropy).toEqual(entropy)
})

test('words made anew are never the same', async () => {
  const made = await Promise.all(Array.from({ length: 50 }, () => generateWords()))
  expect(new Set(made.map(({ words }) => words.join(' '))).size).toBe(50)
})

/** From the test vectors that BIP 39 links to, those of 128 bits. */
const published: Readonly<Record<string, Partial<Record<WordLanguage, string>>>> = {
  '00000000000000000000000000000000': {
    english: `${'abandon '.repeat(11)}about`,
    japanese: `${'あいこくしん\u3000'.repeat(11)}あおぞら`,
  },
  '7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f': {
    english: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
    japanese:
      'そつう\u3000れきだい\u3000ほんやく\u3000わかす\u3000りくつ\u3000ばいか\u3000ろせん\u3000やちん\u3000そつう\u3000れきだい\u3000ほんやく\u3000わかめ',
  },
  '80808080808080808080808080808080': {
    english: 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
    japanese:
      'そとづら\u3000あまど\u3000おおう\u3000あこがれる\u3000いくぶん\u3000けいけん\u3000あたえる\u3000いよく\u3000そとづら\u3000あまど\u3000おおう\u3000あかちゃん',
  },
  ffffffffffffffffffffffffffffffff: {
    english: `${'zoo '.repeat(11)}wrong`,
    japanese: `${'われる\u3000'.repeat(11)}ろんぶん`,
  },
  '9e885d952ad362caeb4efe34a8e91bd2': {
    english: 'ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic',
  },
  c0ba5a8e914111210f2bd131f3d5e08d: {
    english: 'scheme spot photo card baby mountain device kick cradle pact join borrow',
  },
  '23db8160a31d3e0dca3688ed941adbf3': {
    english: 'cat swing flag economy stadium alone churn speed unique patch report train',
  },
  f30f8c1da665478f49b001d94c5fc452: {
    english: 'vessel ladder alter error federal sibling chat ability sun glass valve picture',
  },
}

test.each(Object.entries(published))('BIP 39: %s', async (hex, lists) => {
  for (const [language, text] of Object.entries(lists)) {
    const entropy = decodeHex(hex) as Entropy
    const separator = language === 'japanese' ? '\u3000' : ' '
    const words = (await formatWords(entropy, language as WordLanguage)).join(separator)
    expect(words.normalize('NFC')).toBe(text.normalize('NFC'))
    expect(await parseWords(text)).toEqual({ entropy, language })
  }
})

describe('keys', () => {
  /** RFC 5869, appendix A, tests 1 to 3: the cases of SHA-256. */
  const appendix = [
    {
      ikm: '0b'.repeat(22),
      salt: '000102030405060708090a0b0c',
      info: 'f0f1f2f3f4f5f6f7f8f9',
      okm: '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    },
    {
      ikm: Array.from({ length: 80 }, (_, n) => n.toString(16).padStart(2, '0')).join(''),
      salt: Array.from({ length: 80 }, (_, n) => (n + 0x60).toString(16)).join(''),
      info: Array.from({ length: 80 }, (_, n) => (n + 0xb0).toString(16)).join(''),
      okm: 'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    },
    {
      ikm: '0b'.repeat(22),
      salt: '',
      info: '',
      okm: '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    },
  ]

  test.each(appendix)('HKDF is that of RFC 5869: $okm', ({ ikm, salt, info, okm }) => {
    const [secret, salted, named] = [decodeHex(ikm), decodeHex(salt), decodeHex(info)]
    const length = okm.length / 2
    expect(encodeHex(hkdf(sha256, secret, salted, named, length))).toBe(okm)
    expect(encodeHex(new Uint8Array(hkdfSync('sha256', secret, salted, named, length)))).toBe(okm)
  })

  test('are HKDF-SHA-256 of the entropy, without salt, by the platform too', () => {
    fc.assert(
      fc.property(entropies, (entropy) => {
        const by = (info: string) => new Uint8Array(hkdfSync('sha256', entropy, '', info, 32))
        const keys = deriveKeys(entropy)
        expect(keys.seed).toEqual(by('avow/author-key/v1'))
        expect(keys.publicKey).toBe(publicKeyOf(by('avow/author-key/v1')))
        expect(parseIdentity(keys.mailbox)).toEqual(by('avow/mailbox/v1'))
        expect(keys.locator).toBe(encodeHex(by('avow/locator/v1')))
        expect(keys.locatorHash).toBe(hashWithDomain('avow/locator/v1', by('avow/locator/v1')))
        expect(keys.locatorHash).toBe(locatorHashOf(keys.locator))
      }),
      { numRuns: 25 },
    )
  })

  test('of two entropies have nothing in common', () => {
    fc.assert(
      fc.property(entropies, fc.nat(127), (entropy, bit) => {
        const other = entropy.with(bit >> 3, entropy[bit >> 3]! ^ (1 << (bit % 8))) as Entropy
        const all = [entropy, other].flatMap((one) => {
          const keys = deriveKeys(one)
          return [encodeHex(keys.seed), keys.publicKey, keys.mailbox, keys.locator, keys.locatorHash]
        })
        expect(new Set(all).size).toBe(10)
      }),
      { numRuns: 25 },
    )
  })

  test('a locator that is not hex has no hash', () => {
    expect(codeOf(() => locatorHashOf('XY' as Locator))).toBe('malformed')
  })
})

describe('words that are none', () => {
  const codes = ['words_count', 'words_unknown', 'words_checksum']
  const messages = [
    'there must be 12 words',
    'a word is not in the list',
    'the words do not belong together; one of them is wrong or in another place',
  ]

  /** The code; fails where an error says more than a count or a position. */
  async function refusalOf(text: string): Promise<string | undefined> {
    try {
      const { entropy } = await parseWords(text)
      expect(entropy).toHaveLength(16)
      return undefined
    } catch (error) {
      expect(error).toBeInstanceOf(AvowError)
      expect(messages).toContain((error as AvowError).message)
      expect(saidBy(error)).toMatch(/ (?:\{\}|\{"(?:count|position)":\d+\}) $/)
      expect(codes).toContain((error as AvowError).code)
      return (error as AvowError).code
    }
  }

  const samples = [
    published['9e885d952ad362caeb4efe34a8e91bd2']!.english!,
    published[`${'7f'.repeat(16)}`]!.japanese!,
  ]

  test.each(samples)('cut short anywhere: %s', async (sample) => {
    for (let end = 0; end < sample.length; end += 1) {
      const read = await refusalOf(sample.slice(0, end))
      const count = sample.slice(0, end).split(/\s/).filter(Boolean).length
      if (count < 12) expect(read).toBe('words_count')
    }
  })

  test.each(samples)('with any character changed, doubled or left out: %s', async (sample) => {
    for (let at = 0; at < sample.length; at += 1)
      for (const middle of ['x', sample[at]!.repeat(2), '', ' ', '\0', '\ud800', '\u0301'])
        await refusalOf(sample.slice(0, at) + middle + sample.slice(at + 1))
  })

  test('random text, and random words of a list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        expect(await refusalOf(text)).toBeDefined()
      }),
      { numRuns: 200 },
    )
    const list = await wordsOf('english')
    const twelve = fc.array(fc.constantFrom(...list), { minLength: 12, maxLength: 12 })
    let taken = 0
    await fc.assert(
      fc.asyncProperty(twelve, async (words) => {
        taken += (await refusalOf(words.join(' '))) === undefined ? 1 : 0
      }),
      { numRuns: 400 },
    )
    // One in sixteen has the right checksum; of so many not none, and not five times as many.
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(125)
  })

  test('much text is only counted', async () => {
    await expect(parseWords('\ufdfa '.repeat(100_000))).rejects.toMatchObject({ code: 'words_count' })
    await expect(parseWords('要'.repeat(1_000_000))).rejects.toMatchObject({
      code: 'words_count',
      details: { count: 1_000_000 },
    })
  })

  test('the language that is told is the only one that is asked', async () => {
    const { english } = published['9e885d952ad362caeb4efe34a8e91bd2']!
    await expect(parseWords(english!, 'czech')).rejects.toMatchObject({ code: 'words_unknown' })
  })
})

describe('an age identity', () => {
  const identity = formatIdentity(Uint8Array.from({ length: 32 }, (_, index) => 7 * index))

  test('comes back, for every scalar', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (scalar) => {
        const text = formatIdentity(scalar)
        expect(text).toMatch(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/)
        expect(parseIdentity(text)).toEqual(scalar)
      }),
    )
  })

  test('cut short, changed, in small letters or of another length is none, and no error holds a part of it', () => {
    const refusal = (text: string) => codeOf(() => parseIdentity(text), [identity.slice(16, 24)])
    for (let end = 0; end < identity.length; end += 1)
      expect(refusal(identity.slice(0, end))).toBe('malformed')
    for (let at = 0; at < identity.length; at += 1)
      for (const other of ['Q', 'P', 'B', '1', ' ', '\0', ''])
        if (other !== identity[at])
          expect(refusal(identity.slice(0, at) + other + identity.slice(at + 1)), `${at} ${other}`).toBe(
            'malformed',
          )
    expect(refusal(identity.toLowerCase())).toBe('malformed')
    for (const length of [0, 31, 33])
      expect(refusal(formatIdentity(new Uint8Array(length)))).toBe('malformed')
    expect(refusal(`${identity} `)).toBe('malformed')
    expect(refusal('x'.repeat(100_000))).toBe('malformed')
  })
})

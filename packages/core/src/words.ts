/** The 12 words and the keys that derive from them (spec/envelope.md, "The words"). */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bech32 } from '@scure/base'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import {
  type Hash,
  type Locator,
  type PublicKey,
  type Seed,
  decodeHex,
  encodeHex,
  isEqualBytes,
  randomBytes,
  utf8,
} from './bytes.ts'
import { hashWithDomain, publicKeyOf } from './domain.ts'
import { CoreError } from './error.ts'

const lists = {
  english: async () => ({ wordlist: english }),
  'chinese-simplified': () => import('@scure/bip39/wordlists/simplified-chinese.js'),
  'chinese-traditional': () => import('@scure/bip39/wordlists/traditional-chinese.js'),
  czech: () => import('@scure/bip39/wordlists/czech.js'),
  french: () => import('@scure/bip39/wordlists/french.js'),
  italian: () => import('@scure/bip39/wordlists/italian.js'),
  japanese: () => import('@scure/bip39/wordlists/japanese.js'),
  korean: () => import('@scure/bip39/wordlists/korean.js'),
  portuguese: () => import('@scure/bip39/wordlists/portuguese.js'),
  spanish: () => import('@scure/bip39/wordlists/spanish.js'),
} as const

export type WordLanguage = keyof typeof lists
export const wordLanguages = Object.keys(lists) as readonly WordLanguage[]

declare const brand: unique symbol
/** The 16 bytes behind 12 words. */
export type Entropy = Uint8Array & { readonly [brand]: 'Entropy' }

export interface AuthorKeys {
  /** Seed of the Ed25519 key that signs envelope and acts. */
  readonly seed: Seed
  readonly publicKey: PublicKey
  /** age identity, a mailbox for answers: `AGE-SECRET-KEY-1…`. */
  readonly mailbox: string
  readonly locator: Locator
  /** What `envelope.json` holds of the locator. */
  readonly locatorHash: Hash
}

/** For one statement: nothing may link two statements of one author. */
export const generateEntropy = (): Entropy => randomBytes(16) as Entropy

/**
 * 12 words made anew. They mean the same in every list in which they are valid, so that they are read back without being told the language:
 * English and French share a hundred words at different places. (The two Chinese lists share more, but at the same places.)
 */
export async function generateWords(
  language: WordLanguage = 'english',
): Promise<{ words: string[]; entropy: Entropy }> {
  for (;;) {
    const entropy = generateEntropy()
    const words = await formatWords(entropy, language)
    const read = await readings(normalise(words.join(' ')))
    if (read.every((one) => isEqualBytes(one.entropy, entropy))) return { words, entropy }
  }
}

/** The words of an entropy in a language's BIP 39 list. */
export async function formatWords(entropy: Entropy, language: WordLanguage = 'english'): Promise<string[]> {
  const { wordlist } = await lists[language]()
  return entropyToMnemonic(entropy, wordlist).split(language === 'japanese' ? '\u3000' : ' ')
}

/** The words of a list, for suggestions in a form. */
export const wordsOf = async (language: WordLanguage): Promise<readonly string[]> =>
  (await lists[language]()).wordlist

/** Latin accents are often left out on paper; no two words of a list differ by them alone. */
const keyOf = (word: string): string => word.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')

const keyedLists = new Map<WordLanguage, ReadonlyMap<string, string>>()

/** The words of a list by their keys, made once: a form reads at every stroke. */
function keyed(language: WordLanguage, list: readonly string[]): ReadonlyMap<string, string> {
  const made = keyedLists.get(language) ?? new Map(list.map((word) => [keyOf(word), word]))
  keyedLists.set(language, made)
  return made
}

/** Chinese words are one character each, and often written without spaces. */
const splitHan = (word: string): string[] => (/^\p{Script=Han}+$/u.test(word) ? [...word] : [word])

const normalise = (text: string): string[] =>
  keyOf(text)
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter(Boolean)
    .flatMap(splitHan)

interface Reading {
  readonly language: WordLanguage
  readonly entropy: Entropy
}

function entropyFrom(words: readonly string[], list: string[]): Entropy | null {
  try {
    return mnemonicToEntropy(words.join(' '), list) as Entropy
  } catch {
    return null
  }
}

/** What the words mean in one list: an entropy, the 1-based position of the first word that is not in it, or a wrong checksum. */
async function readIn(words: readonly string[], language: WordLanguage) {
  const { wordlist } = await lists[language]()
  const byKey = keyed(language, wordlist)
  const known = words.map((word) => byKey.get(word))
  const unknown = known.indexOf(undefined) + 1
  const entropy = unknown === 0 ? entropyFrom(known as string[], wordlist) : null
  return { language, unknown, entropy }
}

const isReading = <T extends { entropy: Entropy | null }>(read: T): read is T & { entropy: Entropy } =>
  read.entropy !== null

const readings = async (words: readonly string[]): Promise<readonly Reading[]> =>
  (await Promise.all(wordLanguages.map((language) => readIn(words, language)))).filter(isReading)

/**
 * Reads 12 words of any BIP 39 language. Case, accents, numbers, commas and line breaks do not matter.
 * @param language the list, where it is known; otherwise it is found
 * @throws CoreError `words_count` (details: count), `words_unknown` (details: position, from 1, in the list that fits best),
 * `words_checksum`. No error holds a word.
 */
export async function parseWords(text: string, language?: WordLanguage): Promise<Reading> {
  const words = normalise(text)
  if (words.length !== 12)
    throw new CoreError('words_count', 'there must be 12 words', { count: words.length })
  const languages = language ? [language] : wordLanguages
  const reads = await Promise.all(languages.map((one) => readIn(words, one)))
  const found = reads.find(isReading)
  if (found) return { entropy: found.entropy, language: found.language }
  if (reads.some(({ unknown }) => unknown === 0))
    throw new CoreError(
      'words_checksum',
      'the words do not belong together; one of them is wrong or in another place',
    )
  const position = Math.max(...reads.map(({ unknown }) => unknown))
  throw new CoreError('words_unknown', 'a word is not in the list', { position })
}

const derive = (entropy: Entropy, info: string): Uint8Array =>
  hkdf(sha256, entropy, new Uint8Array(0), utf8(info), 32)

/** An age X25519 identity from its 32-byte scalar (C2SP age, "The X25519 recipient type"). */
export const formatIdentity = (scalar: Uint8Array): string =>
  bech32.encodeFromBytes('age-secret-key-', scalar).toUpperCase()

/** The 32-byte scalar of an age X25519 identity. @throws CoreError `malformed`. */
export function parseIdentity(identity: string): Uint8Array {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(identity)
    if (prefix === 'age-secret-key-' && bytes.length === 32 && identity === identity.toUpperCase())
      return bytes
  } catch {
    // The library's message quotes its input, which is a key: it is not passed on.
  }
  throw new CoreError('malformed', 'not an age X25519 identity')
}

/** All of an author's keys for one statement. */
export function deriveKeys(entropy: Entropy): AuthorKeys {
  const seed = derive(entropy, 'avow/author-key/v1') as Seed
  const locator = derive(entropy, 'avow/locator/v1')
  return {
    seed,
    publicKey: publicKeyOf(seed),
    mailbox: formatIdentity(derive(entropy, 'avow/mailbox/v1')),
    locator: encodeHex(locator) as Locator,
    locatorHash: hashWithDomain('avow/locator/v1', locator),
  }
}

/** What `envelope.json` holds of a locator. */
export const locatorHashOf = (locator: Locator): Hash => hashWithDomain('avow/locator/v1', decodeHex(locator))

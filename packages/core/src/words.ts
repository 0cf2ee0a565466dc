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

/** The 16 bytes behind 12 words. */
export type Entropy = Uint8Array & { readonly __entropy?: never }

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

export const generateEntropy = (): Entropy => randomBytes(16)

/** The words of an entropy in a language's BIP 39 list. */
export async function formatWords(entropy: Entropy, language: WordLanguage = 'english'): Promise<string[]> {
  const { wordlist } = await lists[language]()
  return entropyToMnemonic(entropy, wordlist).split(language === 'japanese' ? '\u3000' : ' ')
}

/** The words of a list, for suggestions in a form. */
export const wordsOf = async (language: WordLanguage): Promise<readonly string[]> =>
  (await lists[language]()).wordlist

const normalise = (text: string): string[] =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .trim()
    .split(/[\s,;.\d]+/)
    .filter(Boolean)

/** The 1-based position of the first word that is not in the list, 0 if all are. */
const firstUnknown = (words: readonly string[], list: readonly string[]): number => {
  const known = new Set(list.map((word) => word.normalize('NFKD')))
  return words.findIndex((word) => !known.has(word)) + 1
}

function entropyFrom(words: readonly string[], list: string[]): Entropy | null {
  try {
    return mnemonicToEntropy(words.join(' '), list)
  } catch {
    return null
  }
}

/**
 * Reads 12 words of any BIP 39 language; numbers, commas and line breaks between them do not matter.
 * @throws CoreError `words_count` (details: count), `words_unknown` (details: position, from 1, in the list that fits best),
 * `words_checksum`. No error holds a word.
 */
export async function parseWords(text: string): Promise<{ entropy: Entropy; language: WordLanguage }> {
  const words = normalise(text)
  if (words.length !== 12)
    throw new CoreError('words_count', 'there must be 12 words', { count: words.length })
  let furthest = 0
  let inOneList = false
  for (const language of wordLanguages) {
    const { wordlist } = await lists[language]()
    const unknown = firstUnknown(words, wordlist)
    if (unknown > 0) {
      furthest = Math.max(furthest, unknown)
      continue
    }
    inOneList = true
    const entropy = entropyFrom(words, wordlist)
    if (entropy) return { entropy, language }
  }
  if (inOneList)
    throw new CoreError(
      'words_checksum',
      'the words do not belong together; one of them is wrong or in another place',
    )
  throw new CoreError('words_unknown', 'a word is not in the list', { position: furthest })
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

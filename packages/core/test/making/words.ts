/** Vectors of spec/envelope.md, "The words". Entropies are fixed; the words for them are those of BIP 39. */
import { type Entropy, deriveKeys, encodeHex, formatWords, wordLanguages } from '../../src/index.ts'
import { keepIndex } from './keep.ts'

const entropyOf = (byte: number): Entropy =>
  new Uint8Array(16).map((_, index) => (byte + 17 * index) & 255) as Entropy

const entropies: Record<string, Entropy> = {
  zeros: new Uint8Array(16) as Entropy,
  ones: new Uint8Array(16).fill(255) as Entropy,
  rising: entropyOf(1),
  other: entropyOf(0x9d),
}

/** What people type, for the entropy `rising`. */
async function typed(): Promise<Record<string, string>> {
  const words = async (language: (typeof wordLanguages)[number]) =>
    formatWords(entropies['rising']!, language)
  const english = await words('english')
  return {
    'capitals and line breaks': english.map((word) => word.toUpperCase()).join('\r\n'),
    'numbered list': english.map((word, index) => `${index + 1}. ${word}`).join('\n'),
    commas: english.join(', '),
    'white space at the ends': `  ${english.join(' \t ')} \n`,
    'Japanese with ideographic spaces': (await words('japanese')).join('\u3000'),
    'Japanese in NFC': (await words('japanese')).join(' ').normalize('NFC'),
    'Korean in NFC': (await words('korean')).join(' ').normalize('NFC'),
    'Chinese without spaces': (await words('chinese-simplified')).join(''),
    'Chinese with ideographic commas': (await words('chinese-traditional')).join('、'),
    'French without accents': (await words('french'))
      .join(' ')
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, ''),
    'Spanish in NFC': (await words('spanish')).join(' ').normalize('NFC'),
    'Spanish without accents': (await words('spanish'))
      .join(' ')
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, ''),
  }
}

async function keepValid(): Promise<void> {
  const lists = await Promise.all(
    Object.entries(entropies).flatMap(([name, entropy]) =>
      wordLanguages.map(async (language) => ({
        name: `${name}, ${language}`,
        text: (await formatWords(entropy, language)).join(' '),
        language,
        entropy: encodeHex(entropy),
        keys: keysOf(entropy),
      })),
    ),
  )
  const rising = entropies['rising']!
  const variants = Object.entries(await typed()).map(([name, text]) => ({
    name,
    text,
    entropy: encodeHex(rising),
    keys: keysOf(rising),
  }))
  keepIndex('valid', 'words', [...lists, ...variants])
}

function keysOf(entropy: Entropy) {
  const { seed, ...keys } = deriveKeys(entropy)
  return { seed: encodeHex(seed), ...keys }
}

const all = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon'

const invalid: Record<string, readonly [text: string, code: string, details: Record<string, number>]> = {
  nothing: ['', 'words_count', { count: 0 }],
  'eleven words': [all, 'words_count', { count: 11 }],
  'thirteen words': [`${all} about about`, 'words_count', { count: 13 }],
  'a checksum that is wrong': [`${all} abandon`, 'words_checksum', {}],
  'two words exchanged': [`about ${all}`, 'words_checksum', {}],
  'the fourth word is in no list': [
    `abandon abandon abandon xyzzy ${'abandon '.repeat(8)}`,
    'words_unknown',
    { position: 4 },
  ],
  'the last word is in no list': [`${all} xyzzy`, 'words_unknown', { position: 12 }],
  'the first word is in no list': [`xyzzy ${all}`, 'words_unknown', { position: 1 }],
  'two lists mixed': [`${all} ábaco`, 'words_unknown', { position: 12 }],
}

export async function keepWords(): Promise<void> {
  await keepValid()
  const entries = Object.entries(invalid).map(([name, [text, code, details]]) => ({
    name,
    text,
    code,
    details,
  }))
  keepIndex('invalid', 'words', entries)
}

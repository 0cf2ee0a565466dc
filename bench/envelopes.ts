/** Envelopes for measuring: many authors, one set of sealed members. */
import {
  type Envelope,
  createStatement,
  decodeEnvelope,
  decodeRoster,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  generateWords,
  parseBody,
  parseWords,
  seal,
  sign,
} from '@avow/core'

export function statementOf(size: number) {
  const sentence = 'I served this institution and I do not serve it any longer. '
  return createStatement({
    kind: 'resignation',
    title: 'A statement for measuring',
    language: 'en',
    body: parseBody(sentence.repeat(Math.ceil(size / sentence.length)).slice(0, size).trim()),
    declarant: { as: 'nobody' },
    institutions: [{ name: 'An institution' }],
  })
}

/** `count` envelopes of a statement of `size` bytes; only author, locator and signature differ. */
export async function envelopesOf(roster: Uint8Array, size: number, count: number): Promise<Uint8Array[]> {
  const decoded = decodeRoster(roster)
  const words = generateWords()
  const condition = { type: 'word' } as const
  const { file } = await seal({ statement: statementOf(size), attachments: [], condition, threshold: decoded.threshold, roster: decoded, words })
  const first = decodeEnvelope(file)
  return Array.from({ length: count }, () => {
    const keys = deriveKeys(parseWords(generateWords().join(' ')).entropy)
    const { signature: _, ...unsigned } = first.envelope
    const own = { ...unsigned, author: keys.publicKey, locator: keys.locatorHash }
    const envelope = { ...own, signature: sign('avow/envelope-signature/v1', keys.seed, encodeCanonical(own)) } as Envelope
    return encodeEnvelope({ ...first, envelope })
  })
}

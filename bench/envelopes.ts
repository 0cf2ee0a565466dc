/** Envelopes for measuring: many authors, one set of sealed members. */
import {
  type Entropy,
  type Envelope,
  type Roster,
  decodeEnvelope,
  deriveKeys,
  encodeCanonical,
  encodeEnvelope,
  generateEntropy,
  seal,
  sign,
} from '@avow/core'
import { statementOf } from './statement.ts'

/** A `.avow` file in two parts: what is of its author alone, and what all files of a series have in common. */
export type InParts = readonly [own: Uint8Array, common: Uint8Array]

/** The envelope of another author: author, locator and signature differ, the sealed members do not. */
function ofAuthor(envelope: Envelope, entropy: Entropy): Envelope {
  const keys = deriveKeys(entropy)
  const { signature: _, ...unsigned } = envelope
  const own = { ...unsigned, author: keys.publicKey, locator: keys.locatorHash }
  return { ...own, signature: sign('avow/envelope-signature/v1', keys.seed, encodeCanonical(own)) }
}

/** `count` files of a statement of `size` bytes; ten thousand take some seconds and 20 MB. */
export async function envelopesOf(roster: Roster, size: number, count: number): Promise<InParts[]> {
  const condition = { type: 'word' } as const
  const { file } = await seal({ statement: statementOf(size), condition, roster, entropy: generateEntropy() })
  const sealed = decodeEnvelope(file)
  // The members that follow envelope.json: each author's is of the same length, for keys and hashes are.
  const from = 512 + Math.ceil(encodeCanonical(sealed.envelope).length / 512) * 512
  const common = file.slice(from)
  return Array.from({ length: count }, () => {
    const own = encodeEnvelope({ ...sealed, envelope: ofAuthor(sealed.envelope, generateEntropy()) })
    return [own.slice(0, from), common] as const
  })
}

/** What one core checks of such files a second: every hash and the author's signature. No register can leave that out. */
export function checksPerSecond(file: Uint8Array): number {
  const start = performance.now()
  let checked = 0
  for (; performance.now() - start < 2000; checked += 1) decodeEnvelope(file)
  return (checked * 1000) / (performance.now() - start)
}

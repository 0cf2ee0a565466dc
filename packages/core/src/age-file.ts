/** What an age file tells without a key (C2SP age, "age v1"): to whom it is encrypted, and how much. */
import { CoreError } from './error.ts'

const base64 = '[A-Za-z0-9+/]'

/** One stanza: a second recipient could read a payload without any trustee. The digits are those of 32 and of 1,120 bytes. */
const headerWith = (stanza: string): RegExp =>
  new RegExp(`^age-encryption\\.org/v1\n${stanza}${base64}{43}\n--- ${base64}{43}\n`)

const headers = {
  X25519: headerWith(`-> X25519 ${base64}{43}\n`),
  mlkem768x25519: headerWith(`-> mlkem768x25519 ${base64}{1494}\n`),
} as const

export type RecipientType = keyof typeof headers

/** A header is ASCII; what follows it need only not throw. */
const latin1 = new TextDecoder('latin1')

const [nonce, tag, chunk] = [16, 16, 64 * 1024]

/**
 * The size of the plaintext of an age file with exactly one recipient of the type.
 * @param member the file's name, for the error
 * @throws CoreError `envelope_malformed` (details: member)
 */
export function plaintextSizeOf(member: string, file: Uint8Array, type: RecipientType): number {
  const header = headers[type].exec(latin1.decode(file.subarray(0, 2048)))?.[0].length
  const sealed = file.length - (header ?? 0) - nonce
  // Even an empty plaintext is one chunk.
  const chunks = Math.max(1, Math.ceil(sealed / (chunk + tag)))
  const size = sealed - chunks * tag
  if (header === undefined || size <= (chunks - 1) * chunk)
    throw new CoreError('envelope_malformed', `${member} is not an age file with one recipient`, { member })
  return size
}

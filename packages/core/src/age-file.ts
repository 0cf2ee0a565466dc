/** What an age file tells without a key (C2SP age, "age v1"): to whom it is encrypted, and how much. */
import { CoreError } from './error.ts'

const base64 = '[A-Za-z0-9+/]'

/** One stanza: a second recipient could read a payload without any trustee. The digits are those of 32 and of 1,120 bytes. */
const headers = {
  X25519: `-> X25519 ${base64}{43}\n`,
  mlkem768x25519: `-> mlkem768x25519 ${base64}{1494}\n`,
} as const

export type RecipientType = keyof typeof headers

const headerOf = (type: RecipientType): RegExp =>
  new RegExp(`^age-encryption\\.org/v1\n${headers[type]}${base64}{43}\n--- ${base64}{43}\n`)

const [nonce, tag, chunk] = [16, 16, 64 * 1024]

/**
 * The size of the plaintext of an age file with exactly one recipient of the type.
 * @param member the file's name, for the error
 * @throws CoreError `envelope_malformed` (details: member)
 */
export function plaintextSizeOf(member: string, file: Uint8Array, type: RecipientType): number {
  const start = String.fromCharCode(...file.subarray(0, 2048))
  const header = headerOf(type).exec(start)?.[0].length
  const sealed = file.length - (header ?? 0) - nonce
  const chunks = Math.ceil(sealed / (chunk + tag))
  const size = sealed - chunks * tag
  if (header === undefined || size <= (chunks - 1) * chunk)
    throw new CoreError('envelope_malformed', `${member} is not an age file with one recipient`, { member })
  return size
}

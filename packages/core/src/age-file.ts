/** What an age file tells without a key (C2SP age, "age v1"): to whom it is encrypted, and how much. */
import { quicknet } from './drand.ts'
import { CoreError } from './error.ts'

const base64 = '[A-Za-z0-9+/]'

/** One stanza: a second recipient could read a payload without any trustee. The digits are those of 32 and of 1,120 bytes. */
const headerWith = (type: string, digits: number) => ({
  length: `age-encryption.org/v1\n-> ${type} \n\n--- \n`.length + digits + 43 + 43,
  form: new RegExp(
    `^age-encryption\\.org/v1\n-> ${type} ${base64}{${digits}}\n${base64}{43}\n--- ${base64}{43}\n$`,
  ),
})

const headers = {
  X25519: headerWith('X25519', 43),
  mlkem768x25519: headerWith('mlkem768x25519', 1494),
} as const

export type RecipientType = keyof typeof headers

/** One stanza `tlock` for a round of quicknet, of which the time is one that can be written: 128 bytes in lines of 64 digits. */
const tlockHeader = new RegExp(
  `^age-encryption\\.org/v1\n-> tlock ([1-9][0-9]{0,11}) ${quicknet.chain}\n` +
    `${base64}{64}\n${base64}{64}\n${base64}{43}\n--- ${base64}{43}\n`,
)
/** Longer than any such header. */
const mostTlockHeader = 400

/** A header is ASCII; anything else need only not throw, and nothing may be left out. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const [nonce, tag, chunk] = [16, 16, 64 * 1024]

/** The size of the plaintext of an age file of which so many bytes follow the header; undefined for one that is cut. */
function plaintextSize(afterHeader: number): number | undefined {
  const sealed = afterHeader - nonce
  // Even an empty plaintext is one chunk.
  const chunks = Math.max(1, Math.ceil(sealed / (chunk + tag)))
  const size = sealed - chunks * tag
  return size > (chunks - 1) * chunk ? size : undefined
}

/**
 * The size of the plaintext of an age file with exactly one recipient of the type.
 * @param member the file's name, for the error
 * @throws CoreError `envelope_malformed` (details: member)
 */
export function plaintextSizeOf(member: string, file: Uint8Array, type: RecipientType): number {
  const header = headers[type]
  const isHeader = header.form.test(decoder.decode(file.subarray(0, header.length)))
  const size = plaintextSize(file.length - header.length)
  if (!isHeader || size === undefined)
    throw new CoreError('envelope_malformed', `${member} is not an age file with one recipient`, { member })
  return size
}

/** The round for whose signature an age file with exactly one stanza `tlock` waits, and the size of its plaintext. */
export function readTlockFile(file: Uint8Array): { round: number; size: number } | undefined {
  const header = tlockHeader.exec(decoder.decode(file.subarray(0, mostTlockHeader)))
  const size = header ? plaintextSize(file.length - header[0].length) : undefined
  return size === undefined ? undefined : { round: Number(header![1]), size }
}

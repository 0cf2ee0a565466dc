/** `desk.age`: evidence for the desk, which nobody else ever reads (spec/envelope.md). */
import { decryptWith, encryptTo } from './age.ts'
import { CoreError } from './error.ts'
import { decodePadded, padToBucket } from './padded.ts'
import { encodeTar } from './ustar.ts'

const name = 'evidence'

/**
 * Encrypts evidence to the desk, then to the opening key: the desk cannot read it before the opening, the public cannot read it after.
 * @param desk age recipients of the desk
 * @param opening the recipient of the opening key
 * @returns `desk.age` and its bucket in bytes
 * @throws CoreError `roster_invalid` where the roster names no desk or one that cannot be encrypted to, `too_large`
 */
export async function sealDesk(
  evidence: Uint8Array,
  desk: readonly string[],
  opening: string,
): Promise<{ data: Uint8Array; size: number }> {
  if (desk.length === 0)
    throw new CoreError('roster_invalid', 'the roster names no desk to seal evidence for', { path: 'desk' })
  const padded = padToBucket(encodeTar([{ name, data: evidence }]))
  return { data: await encryptTo([opening], await encryptToDesk(desk, padded)), size: padded.length }
}

async function encryptToDesk(desk: readonly string[], padded: Uint8Array): Promise<Uint8Array> {
  try {
    return await encryptTo(desk, padded)
  } catch {
    throw new CoreError('roster_invalid', 'a recipient in the roster is none', { path: 'desk' })
  }
}

/**
 * What was sealed for the desk.
 * @param identity an age identity of the desk
 * @throws CoreError `opening_key_wrong` where one of the keys is another, `payload_malformed`, `too_large`
 */
export async function openDesk(desk: Uint8Array, openingKey: string, identity: string): Promise<Uint8Array> {
  const padded = await decrypt(await decrypt(desk, openingKey), identity)
  const [evidence, ...others] = decodePadded(padded)
  if (evidence?.name !== name || others.length > 0)
    throw new CoreError('payload_malformed', 'the evidence is not as the format says')
  return evidence.data
}

async function decrypt(file: Uint8Array, identity: string): Promise<Uint8Array> {
  try {
    return await decryptWith(identity, file)
  } catch {
    throw new CoreError('opening_key_wrong', 'the evidence does not open with this key')
  }
}

/** What nobody but the desk ever reads: a statement that is for it alone, and `desk.age` with evidence (spec/envelope.md). */
import { decryptWith, encryptTo } from './age.ts'
import { CoreError } from './error.ts'
import { decodePadded, padToBucket } from './padded.ts'
import { type OpenedPayload, decodeArchive, deskMember } from './payload.ts'
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
  const padded = padToBucket(encodeTar([{ name, data: evidence }]))
  return { data: await encryptTo([opening], await encryptToDesk(desk, padded)), size: padded.length }
}

async function encryptToDesk(desk: readonly string[], data: Uint8Array): Promise<Uint8Array> {
  if (desk.length === 0)
    throw new CoreError('roster_invalid', 'the roster names no desk to seal for', { path: 'desk' })
  try {
    return await encryptTo(desk, data)
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

/**
 * Makes of the archive of a statement one that only the desk reads, also when it has been opened.
 * @param desk age recipients of the desk
 * @throws CoreError `roster_invalid` where the roster names no desk or one that cannot be encrypted to
 */
export async function archiveForDesk(archive: Uint8Array, desk: readonly string[]): Promise<Uint8Array> {
  return encodeTar([{ name: deskMember, data: await encryptToDesk(desk, archive) }])
}

/**
 * A statement that is for the desk only.
 * @param file `statement.age`
 * @param identity an age identity of the desk
 * @throws CoreError `desk_key_wrong`, `payload_malformed`, `statement_invalid`, `attachment_mismatch`
 */
export async function openForDesk(file: Uint8Array, identity: string): Promise<OpenedPayload> {
  return decodeArchive(await decryptAsDesk(file, identity))
}

async function decryptAsDesk(file: Uint8Array, identity: string): Promise<Uint8Array> {
  try {
    return await decryptWith(identity, file)
  } catch {
    throw new CoreError('desk_key_wrong', 'the identity is not one of the desk for which this was sealed')
  }
}

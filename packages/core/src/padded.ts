/** Archives with zero bytes after them, so that their size tells little (spec/envelope.md). */
import { isZero } from './bytes.ts'
import { bucketFor } from './envelope.ts'
import { CoreError } from './error.ts'
import { type TarMember, decodeTar } from './ustar.ts'

export function padTo(size: number, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(size)
  padded.set(data)
  return padded
}

/** @throws CoreError `too_large` */
export const padToBucket = (data: Uint8Array): Uint8Array => padTo(bucketFor(data.length), data)

/**
 * The members of an archive that is padded as the format says.
 * @param sizeFor the size to which an archive of a length is padded: its bucket
 * @throws CoreError `payload_malformed`, `too_large`
 */
export function decodePadded(bytes: Uint8Array, sizeFor = bucketFor): TarMember[] {
  const { members, length } = readTar(bytes)
  if (bytes.length !== sizeFor(length) || !isZero(bytes.subarray(length)))
    throw new CoreError('payload_malformed', 'the padding is not as the format says')
  return members
}

function readTar(bytes: Uint8Array) {
  try {
    return decodeTar(bytes)
  } catch (cause) {
    throw new CoreError('payload_malformed', 'the payload is not the one encoding of the format', {}, cause)
  }
}

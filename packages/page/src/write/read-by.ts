/** Files that somebody chooses. */
import { AvowError } from '@avow/core'

/** Reads a file by a decoder of core; undefined where it is none. */
export async function readBy<T>(file: File, decode: (bytes: Uint8Array) => T): Promise<T | undefined> {
  try {
    return decode(new Uint8Array(await file.arrayBuffer()))
  } catch (fault) {
    if (fault instanceof AvowError || fault instanceof DOMException) return undefined
    throw fault
  }
}

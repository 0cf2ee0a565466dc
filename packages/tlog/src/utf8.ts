import { TlogError, type TlogErrorCode } from './error.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws TlogError with the code for bytes that are not UTF-8 */
export function decodeUtf8(bytes: Uint8Array, code: TlogErrorCode): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new TlogError(code, 'not UTF-8', {}, cause)
  }
}

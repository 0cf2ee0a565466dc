/**
 * Checks files in a thread of its own: hashes and a signature take a third of what a deposit costs, and those of a file
 * of many mebibytes would keep everybody else waiting. One thread checks more than the rest of the register takes in.
 */
import { createThreads } from '@avow/client/threads'
import { CoreError, type CoreErrorCode, type EnvelopeFile } from '@avow/core'
import { RegisterError } from '../error.ts'

export interface CheckedFile extends Pick<EnvelopeFile, 'envelope' | 'statement'> {
  /** The file. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface Checker {
  /**
   * Checks everything that can be checked without a key.
   * @param bytes the file; it goes over to the thread, and comes back with the answer
   * @throws CoreError as `decodeEnvelope`; RegisterError `overloaded`, `stopping`
   */
  check(bytes: Uint8Array): Promise<CheckedFile>
  close(): Promise<void>
}

/** A buffer that is a part of another cannot go over to a thread. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.length
    ? (bytes as Uint8Array<ArrayBuffer>)
    : new Uint8Array(bytes)

/**
 * @param stopping aborted when the register ends
 * @param mostWaiting bytes that may wait to be checked before others are asked to come back later
 */
export function createChecker(stopping: AbortSignal, mostWaiting = 256 * 1024 * 1024): Checker {
  const thread = createThreads<Uint8Array<ArrayBuffer>, CheckedFile>({
    module: new URL(import.meta.resolve('@avow/register/check-thread')),
    width: 1,
    errorOf: ({ code, message, details }) => new CoreError(code as CoreErrorCode, message, details),
  })
  let waiting = 0

  async function check(bytes: Uint8Array): Promise<CheckedFile> {
    const { length } = bytes
    if (waiting + length > mostWaiting)
      throw new RegisterError('overloaded', 'too much is waiting to be checked; try again in a moment')
    const file = owned(bytes)
    waiting += length
    try {
      return await thread.ask(file, [file.buffer])
    } catch (cause) {
      if (!stopping.aborted || cause instanceof CoreError) throw cause
      throw new RegisterError('stopping', 'the register is ending; send it again', {}, cause)
    } finally {
      waiting -= length
    }
  }

  return { check, close: () => thread.close() }
}

/** A thread that checks files. */
import { answerQuestions } from '@avow/client/threads'
import { decodeEnvelope } from '@avow/core/envelope'
import type { CheckedFile } from './checker.ts'

answerQuestions(
  (bytes: Uint8Array<ArrayBuffer>): CheckedFile => {
    const { envelope, statement } = decodeEnvelope(bytes)
    return { bytes, envelope, statement }
  },
  ({ bytes }) => [bytes.buffer],
)

/** A thread for tests: it does what it is asked for. */
import { setTimeout } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'
import { AvowError } from '@avow/core/error'
import { answerQuestions } from '../src/threads.ts'

export interface Question {
  readonly say?: number
  /** Milliseconds to wait before it is said. */
  readonly after?: number
  readonly refuse?: string
  readonly setup?: boolean
  readonly break?: boolean
  readonly end?: boolean
  readonly bytes?: Uint8Array<ArrayBuffer>
}

async function answer(question: Question): Promise<unknown> {
  if (question.setup) return workerData
  if (question.refuse) throw new AvowError(question.refuse, 'no', { at: 7 })
  if (question.break) throw new TypeError('broken')
  if (question.end) process.exit(1)
  if (question.bytes) return { bytes: question.bytes }
  if (question.after) await setTimeout(question.after)
  return question.say
}

answerQuestions(answer, (given) => {
  const { bytes } = (given ?? {}) as Question
  return bytes ? [bytes.buffer] : []
})

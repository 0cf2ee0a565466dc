/** Threads that answer questions: for work that would keep everybody else waiting if the one thread of a service did it. */
import { Worker, parentPort } from 'node:worker_threads'
import { AvowError, type ErrorDetails } from '@avow/core/error'

/** What is left of an error on its way between threads: its class does not survive. */
export interface Failure {
  /** `unexpected` for what is no error of ours. */
  readonly code: string
  readonly message: string
  readonly details: ErrorDetails
}

export interface ThreadsOptions {
  /** The module that a thread runs; it calls `answerQuestions`. */
  readonly module: URL
  readonly width: number
  /** What each is given at its start, as `workerData`. */
  readonly setup?: unknown
  /** The error for whoever asked, of one that was thrown in a thread. */
  readonly errorOf: (failure: Failure) => Error
}

export interface Threads<Question, Answer> {
  /**
   * Asks the thread that has least to do. The first question starts it; so does the first one after it has ended.
   * @param transfer buffers that the thread gets and the caller loses
   * @throws what `errorOf` makes; Error when the thread ends before it has answered
   */
  ask(question: Question, transfer?: readonly ArrayBuffer[]): Promise<Answer>
  /** Ends all at once. What was asked is refused. */
  close(): Promise<void>
}

interface Asked {
  readonly id: number
  readonly question: unknown
}

type Told =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: Failure }

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, PromiseWithResolvers<unknown>>
}

function settle({ waiting }: Thread, told: Told, errorOf: ThreadsOptions['errorOf']): void {
  const asked = waiting.get(told.id)
  waiting.delete(told.id)
  if ('answer' in told) asked?.resolve(told.answer)
  else asked?.reject(errorOf(told.failure))
}

function startThread({ module, setup, errorOf }: ThreadsOptions, onEnd: () => void): Thread {
  const worker = new Worker(module, { workerData: setup, execArgv: [] })
  const thread: Thread = { worker, waiting: new Map() }
  let why: unknown
  worker.on('message', (told: Told) => settle(thread, told, errorOf))
  worker.on('error', (cause) => (why = cause))
  worker.once('exit', () => {
    onEnd()
    const ended = new Error('a thread ended before it answered', { cause: why })
    for (const { reject } of thread.waiting.values()) reject(ended)
  })
  return thread
}

/** Nothing is started before it is needed. */
export function createThreads<Question, Answer>(options: ThreadsOptions): Threads<Question, Answer> {
  const threads: (Thread | undefined)[] = Array.from({ length: options.width }, () => undefined)
  let count = 0

  const loadOf = (at: number): number => threads[at]?.waiting.size ?? 0

  function leastBusy(): Thread {
    const at = threads.reduce((least, _, other) => (loadOf(other) < loadOf(least) ? other : least), 0)
    return (threads[at] ??= startThread(options, () => (threads[at] = undefined)))
  }

  return {
    ask(question, transfer = []) {
      const { worker, waiting } = leastBusy()
      const [id, asked] = [(count += 1), Promise.withResolvers<unknown>()]
      worker.postMessage({ id, question } satisfies Asked, [...transfer])
      waiting.set(id, asked)
      return asked.promise as Promise<Answer>
    },
    async close() {
      await Promise.all(threads.map((thread) => thread?.worker.terminate()))
    },
  }
}

const failureOf = (cause: unknown): Failure =>
  cause instanceof AvowError
    ? { code: cause.code, message: cause.message, details: cause.details }
    : {
        code: 'unexpected',
        // Its own words may quote what it was given.
        message: 'a thread failed',
        details: { name: cause instanceof Error ? cause.name : typeof cause },
      }

/**
 * What a thread does: it answers, or says why it cannot, and goes on.
 * @param transferOf buffers of an answer that go over to whoever asked
 */
export function answerQuestions<Question, Answer>(
  answer: (question: Question) => Answer | Promise<Answer>,
  transferOf: (answer: Answer) => ArrayBuffer[] = () => [],
): void {
  const port = parentPort!
  async function reply({ id, question }: Asked): Promise<void> {
    try {
      const given = await answer(question as Question)
      port.postMessage({ id, answer: given } satisfies Told, transferOf(given))
    } catch (cause) {
      port.postMessage({ id, failure: failureOf(cause) } satisfies Told, [])
    }
  }
  port.on('message', (asked: Asked) => void reply(asked))
}

import { AvowError } from '@avow/core/error'
import { afterEach, describe, expect, test } from 'vitest'
import { type Threads, createThreads } from '../src/threads.ts'
import type { Question } from './answering.ts'

let threads: Threads<Question, unknown> | undefined
afterEach(() => threads?.close())

/** For what is never said. */
const hours = 10_000_000

const start = (width: number): Threads<Question, unknown> =>
  (threads = createThreads<Question, unknown>({
    module: new URL('./answering.ts', import.meta.url),
    width,
    setup: 'a setup',
    errorOf: ({ code, message, details }) => new AvowError(code, message, details),
  }))

describe('threads', () => {
  test('answer every question, whatever the order in which they are done', async () => {
    const { ask } = start(2)
    const asked = Array.from({ length: 40 }, (_, at) => ask({ say: at, after: at % 7 }))
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 40 }, (_, at) => at))
  })

  test('begin with what they were given', async () => {
    expect(await start(1).ask({ setup: true })).toBe('a setup')
  })

  test('an error keeps its code, message and details, and the thread goes on', async () => {
    const { ask } = start(1)
    const refused = ask({ refuse: 'malformed' })
    await expect(refused).rejects.toMatchObject({ code: 'malformed', message: 'no', details: { at: 7 } })
    const failed = { code: 'unexpected', message: 'a thread failed', details: { name: 'TypeError' } }
    await expect(ask({ break: true })).rejects.toMatchObject(failed)
    expect(await ask({ say: 1 })).toBe(1)
  })

  test('one that ends refuses what it was asked, and the next question starts another', async () => {
    const { ask } = start(1)
    const asked = [ask({ say: 1, after: hours }), ask({ end: true }), ask({ say: 2, after: hours })]
    const results = await Promise.allSettled(asked)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await ask({ say: 3 })).toBe(3)
  })

  test('a buffer goes over and comes back', async () => {
    const bytes = new Uint8Array([1, 2, 3])
    const answer = (await start(1).ask({ bytes }, [bytes.buffer])) as { bytes: Uint8Array }
    expect(bytes).toHaveLength(0)
    expect(answer.bytes).toEqual(new Uint8Array([1, 2, 3]))
  })

  test('to close them refuses what waits', async () => {
    const { ask, close } = start(2)
    const asked = [ask({ say: 1, after: hours }), ask({ say: 2, after: hours })]
    await ask({ say: 3 })
    const [results] = await Promise.all([Promise.allSettled(asked), close()])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

/** Commands that do something again and again, and go on after what passes. */
import { watch } from '@avow/client/log'
import { AvowError } from '@avow/core'
import { reportOf, sentenceOf } from '../errors.ts'
import type { Output } from '../io/output.ts'

/** Says what is wrong, and the same not again until it was right in between. */
export interface Complaints {
  /** @throws what is none of our errors */
  failed(cause: unknown): void
  worked(): void
  /** Whether the last thing that was tried came about. */
  isQuiet(): boolean
}

export function createComplaints(output: Output): Complaints {
  let said = ''
  return {
    failed(cause) {
      if (!(cause instanceof AvowError)) throw cause
      const sentence = sentenceOf(cause, '')
      if (sentence !== said) output.say(sentence, { error: reportOf(cause, '') })
      said = sentence
    },
    worked: () => void (said = ''),
    isQuiet: () => said === '',
  }
}

export interface KeepingOn {
  /** Milliseconds between two times. */
  readonly every: number
  /** What was under way when it ends is nobody's fault. */
  readonly signal: AbortSignal
}

export async function keepOn(
  { every, signal }: KeepingOn,
  { failed, worked }: Pick<Complaints, 'failed' | 'worked'>,
  work: () => Promise<void>,
): Promise<void> {
  for await (const _ of watch({ every, signal }))
    try {
      await work()
      worked()
    } catch (cause) {
      if (!signal.aborted) failed(cause)
    }
}

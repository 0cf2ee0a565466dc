import { expect } from 'vitest'
import { AvowError, type CoreErrorCode, type ErrorDetails } from '../src/index.ts'

export interface Refusal {
  readonly code: string
  readonly details: ErrorDetails
  /** The code of the error behind it. */
  readonly cause?: string
}

/** How `work` says no. Fails when it does not, or by another error than one of ours. */
export async function refusalOf(work: () => unknown): Promise<Refusal> {
  try {
    await work()
  } catch (error) {
    expect(error).toBeInstanceOf(AvowError)
    const { code, details, cause } = error as AvowError<CoreErrorCode>
    return { code, details, ...(cause instanceof AvowError ? { cause: cause.code } : {}) }
  }
  return expect.unreachable('nothing was refused')
}

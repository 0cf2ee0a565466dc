import { TlogError } from '../src/index.ts'

/** The code with which something is refused; undefined when it is not. Any other error is a defect and goes on. */
export function codeOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof TlogError) return error.code
    throw error
  }
}

/** Checks in a row, each said in one line, counted at the end. */

export interface Check {
  readonly name: string
  /** @returns what was seen, for people. @throws when it does not hold */
  readonly run: () => Promise<string>
}

export interface Count {
  passed: number
  failed: number
}

/** What went wrong; of our own errors, which say little by themselves, the details too. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return 'details' in cause ? `${cause.message} ${JSON.stringify(cause.details)}` : cause.message.trim()
}

/** Runs them in order; one that fails does not keep the others from being run. */
export async function runChecks(checks: readonly Check[], count: Count): Promise<void> {
  for (const { name, run } of checks)
    try {
      console.log(`ok   ${name}: ${await run()}`)
      count.passed += 1
    } catch (cause) {
      console.log(`FAIL ${name}: ${reasonOf(cause)}`)
      count.failed += 1
    }
}

/** @throws Error with the sentence when something does not hold */
export function hold(isTrue: boolean, sentence: string): void {
  if (!isTrue) throw new Error(sentence)
}

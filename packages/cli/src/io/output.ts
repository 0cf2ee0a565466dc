/** What a command says: a sentence for people or, with `--json`, a line of JSON for programs, on standard output. */
import { writeSync } from 'node:fs'

export type Value = Readonly<Record<string, unknown>>

export interface Output {
  readonly isJson: boolean
  /** One thing that came out; of a value without a sentence people are told nothing. */
  say(sentence: string | undefined, value?: Value): void
  /** What is going on, for people only, on standard error. */
  note(sentence: string): void
}

/** Whole and at once: a process that ends right after has said it. */
function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      // Whoever read it has gone, which is no fault of ours.
      if (code === 'EPIPE') return
      // A pipe that is full: its reader is on the way.
      if (code !== 'EAGAIN') throw cause
    }
  }
}

export function createOutput(isJson: boolean): Output {
  return {
    isJson,
    say(sentence, value) {
      if (isJson && value) write(1, `${JSON.stringify(value)}\n`)
      if (!isJson && sentence !== undefined) write(1, `${sentence}\n`)
    },
    note(sentence) {
      if (!isJson) write(2, `${sentence}\n`)
    },
  }
}

/** An error, on standard error. */
export function writeError(isJson: boolean, sentence: string, value: Value): void {
  write(2, isJson ? `${JSON.stringify({ error: value })}\n` : `${sentence}\n`)
}

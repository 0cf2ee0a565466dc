/** Diagnostics as JSON lines: codes, origins and sizes; never keys, never addresses of whoever asks. */
import { WitnessError } from './error.ts'

export type LogFields = Readonly<Record<string, string | number | boolean | null>>

export interface Logger {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
}

/** @param write takes one line; @param now milliseconds since the epoch */
export function createLogger(write: (line: string) => void, now: () => number): Logger {
  const log =
    (level: string) =>
    (event: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ time: new Date(now()).toISOString(), level, event, ...fields })}\n`)
  return { info: log('info'), warn: log('warn') }
}

/** What may be said of an error: its code, and its details, which are safe to show. */
export function fieldsOf(error: unknown): LogFields {
  if (error instanceof WitnessError) return { ...error.details, code: error.code, reason: error.message }
  return { code: 'unexpected', name: error instanceof Error ? error.name : typeof error }
}

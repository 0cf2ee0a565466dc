/** Diagnostics as JSON lines on stderr. Nothing of a request gets in but the name of its route: no address, no body. */
import { AvowError } from '@avow/core'

type LogFields = Readonly<Record<string, unknown>>

export interface Logger {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

/** What may be said of an error: our own messages are safe by their rule, those of others may quote their input. */
function describe(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const code = 'code' in value ? { code: String(value.code) } : {}
  const frames = value.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  const own = value instanceof AvowError ? { message: value.message, details: value.details } : {}
  const cause = value.cause === undefined ? {} : { cause: describe(value.cause) }
  return { name: value.name, ...code, ...own, at: frames.slice(0, 5).map((line) => line.trim()), ...cause }
}

export function createLogger(
  name: string,
  write: (line: string) => void = (line) => void process.stderr.write(line),
): Logger {
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const described = Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, describe(value)]),
      )
      write(`${JSON.stringify({ time: new Date().toISOString(), level, name, message, ...described })}\n`)
    }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}

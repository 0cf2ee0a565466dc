/** How long a command goes on that has no end of its own. */
import { wholeNumber } from '../options.ts'

const longest = 999_999_999

/** Aborted at Ctrl-C, when somebody asks the process to end, and after the seconds, if any are given. */
export function untilAsked(seconds: string | undefined): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort())
  const given = wholeNumber('for', seconds, { least: 1, most: longest, otherwise: 0 })
  if (given > 0) setTimeout(() => ending.abort(), given * 1000).unref()
  return ending.signal
}

/** Seconds as milliseconds. */
export const secondsOf = (option: string, text: string | undefined, otherwise: number): number =>
  wholeNumber(option, text, { least: 1, most: longest, otherwise }) * 1000

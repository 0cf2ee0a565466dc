import { type Hash, tidy } from '@avow/core'

/** A roster hash as people copy it: in groups, in capitals. Undefined when it is none. */
export function parseRosterHash(typed: string): Hash | undefined {
  const digits = tidy(typed)
    .toLowerCase()
    .replace(/[\s:.-]/g, '')
  return /^[0-9a-f]{64}$/.test(digits) ? (digits as Hash) : undefined
}

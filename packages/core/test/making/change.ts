/** Changed copies of values, for invalid vectors. */
import { decodeUtf8, encodeCanonical, utf8 } from '../../src/index.ts'

/** A copy with another value at a path such as `body.0.1.text`; `undefined` takes the member away. */
export function changed(value: unknown, path: string, member: unknown): Record<string, unknown> {
  const copy = structuredClone(value) as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop()!
  let target = copy
  for (const key of keys) target = target[key] as Record<string, unknown>
  if (member === undefined) delete target[last]
  else target[last] = member
  return copy
}

/** The canonical bytes of a changed copy. */
export const encodeChanged = (value: unknown, path: string, member: unknown): Uint8Array =>
  encodeCanonical(changed(value, path, member))

/** Bytes of text that was replaced in the canonical form. Throws when there is nothing to replace. */
export function replaced(value: unknown, from: string, to: string): Uint8Array {
  const text = decodeUtf8(encodeCanonical(value))
  if (!text.includes(from)) throw new Error(`there is no ${from} to replace`)
  return utf8(text.replace(from, () => to))
}

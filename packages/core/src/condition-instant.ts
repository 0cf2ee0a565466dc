/** Instants as conditions write them (spec/opening.md, "Conditions"). */
import * as z from 'zod/mini'

/** RFC 3339 in UTC with whole seconds and `Z`. */
export const instantSchema = z.custom<string>(
  (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    formatInstant(Date.parse(value)) === value,
)

/** Milliseconds since the epoch as an RFC 3339 instant of whole seconds. */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** What a string of a statement may hold (spec/statement.md, "line" and "text"). */
import { parse as parseEdtf } from 'edtf'
import * as z from 'zod/mini'

// Control characters but U+000A, line and paragraph separators, bidirectional embeddings, overrides and isolates,
// the byte order mark, lone surrogates, noncharacters. They can make a reader see another text than the one that was sealed.
const forbidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\p{Noncharacter_Code_Point}]/u

const lengthOf = (text: string): number => {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/** A text but for white space at its ends. `most` counts code points. */
export function isRun(value: unknown, most: number): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    !forbidden.test(value) &&
    value === value.normalize('NFC') &&
    lengthOf(value) <= most
  )
}

export const isText = (value: unknown, most: number): value is string =>
  isRun(value, most) && value === value.trim()

/** A string that may hold line breaks (U+000A). `most` counts code points. */
export const textOf = (most: number) => z.custom<string>((value) => isText(value, most))

/** A string without line breaks. `most` counts code points. */
export const lineOf = (most: number) =>
  z.custom<string>((value) => isText(value, most) && !value.includes('\n'))

const instant = /-?\d{4}-\d\d-\d\d/g

/** The grammar takes the 29th of February of any year. */
function isDay(date: string): boolean {
  const [, year, month, day] = /^(-?\d{4})-(\d\d)-(\d\d)$/.exec(date)!
  const leap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0)
  return !(month === '02' && day === '29') || leap
}

/** Two digits are a century to the grammar and a year to whoever types them. */
const century = /(?:^|\/)-?\d\d(?:\/|$)/

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 64 || !/^[-\dXY/.~?%]+$/.test(value)) return false
  if (/^(?:\.\.)?\/(?:\.\.)?$/.test(value) || century.test(value)) return false
  try {
    return parseEdtf(value, { level: 1 }).level <= 1 && (value.match(instant) ?? []).every(isDay)
  } catch {
    return false
  }
}

/** An EDTF date of level 0 or 1 without a time of day (ISO 8601-2:2019). */
export const dateSchema = z.custom<string>(isDate)

/** NFC, line breaks as U+000A, tabs as spaces, no byte order mark. */
export const tidyRun = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll('\ufeff', '')
    .normalize('NFC')

/** NFC, line breaks as U+000A, no white space at the ends: what a form does with what somebody typed. */
export const tidy = (text: string): string => tidyRun(text).trim()

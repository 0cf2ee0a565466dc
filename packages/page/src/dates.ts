/** Dates as people type them in the form, to EDTF (levels 0 and 1). */
import { locale } from './translate.ts'

const about = /^(?:about|around|circa|ca\.?|c\.|~)\s*/i
const unsure = /^(?:perhaps|maybe|probably)\s+|\s*\(?\?\)?$/i

const shape = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/

const two = (part: string): string => part.padStart(2, '0')

const isDay = (year: string, month: string, day: string): boolean => {
  const date = new Date(`${year}-${two(month)}-${two(day)}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
}

/** `1974`, `1974-7`, `1974-07-01`; undefined when it is none. */
function parseCalendar(text: string): string | undefined {
  const match = shape.exec(text)
  if (!match) return undefined
  const [, year = '', month, day] = match
  if (month === undefined) return year
  if (!isDay(year, month, day ?? '1')) return undefined
  return [year, two(month), ...(day === undefined ? [] : [two(day)])].join('-')
}

/** The names of the months in the language of the page, long and short, in lower case without a full stop. */
const months: ReadonlyMap<string, number> = new Map(
  (['long', 'short'] as const).flatMap((month) => {
    const format = new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' })
    return Array.from({ length: 12 }, (_, at): [string, number] => [
      format.format(Date.UTC(2000, at)).toLowerCase().replace('.', ''),
      at + 1,
    ])
  }),
)

/** `July 1974`, `1 July 1974` and `July 1, 1974` with numbers for words; anything else as it is. */
function withoutMonthName(text: string): string {
  const parts = text.toLowerCase().split(/[\s,.]+/)
  const month = parts.map((part) => months.get(part)).find((found) => found !== undefined)
  const year = parts.at(-1) ?? ''
  if (month === undefined || parts.length < 2 || parts.length > 3 || !/^\d{4}$/.test(year)) return text
  const day = parts.length === 3 ? parts.slice(0, 2).find((part) => !months.has(part)) : undefined
  const digits = day === undefined ? undefined : /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(day)?.[1]
  if (parts.length === 3 && digits === undefined) return text
  return [year, month, ...(digits === undefined ? [] : [digits])].join('-')
}

/**
 * What was typed, as EDTF; undefined when it cannot be read. "about 1999" and "1999~" give `1999~`, "1984?" gives
 * `1984?`, "1990s" and "199X" give `199X`, "July 1974" gives `1974-07`. Digits of other scripts and `/` or `.`
 * between numbers are read too.
 */
export function parseTypedDate(typed: string): string | undefined {
  const text = withLatinDigits(typed)
  const isAbout = about.test(text) || text.endsWith('~')
  const isUnsure = unsure.test(text)
  const plain = text
    .replace(about, '')
    .replace(/~$/, '')
    .replace(unsure, '')
    .replace(/(?<=\d)[/.](?=\d)/g, '-')
    .trim()
  const decade = /^(\d{3})(?:0s|X)$/i.exec(plain)
  const date = decade ? `${decade[1]}X` : parseCalendar(withoutMonthName(plain))
  if (date === undefined) return undefined
  // A decade is vague as it stands; level 1 has no mark for one.
  if (decade) return date
  return date + (isAbout && isUnsure ? '%' : isAbout ? '~' : isUnsure ? '?' : '')
}

/** Without white space at the ends, and with the digits 0 to 9 for those of other scripts. */
export const withLatinDigits = (typed: string): string =>
  typed
    .normalize('NFKC')
    .trim()
    .replace(/\p{Nd}/gu, digitOf)

/** A whole number of up to six digits, of any script; undefined when it is none. */
export function parseWholeNumber(typed: string): number | undefined {
  const text = withLatinDigits(typed)
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

/** Decimal digits stand in Unicode in runs of ten that begin at a multiple of ten from their zero. */
function digitOf(digit: string): string {
  let value = 0
  const code = digit.codePointAt(0)!
  while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1)) && value < 9) value += 1
  return String(value)
}

/** The first and the last day that a date of `parseTypedDate` may mean, `YYYY-MM-DD`; a vague one by ten years more. */
export function boundsOf(edtf: string): { readonly first: string; readonly last: string } {
  const slack = /[~?%]$/.test(edtf) ? 10 : 0
  const [year = '', month, day] = edtf.replace(/[~?%]$/, '').split('-')
  const [from, to] = [Number(year.replace('X', '0')) - slack, Number(year.replace('X', '9')) + slack]
  const write = (of: number): string => String(Math.max(0, of)).padStart(4, '0')
  return {
    first: `${write(from)}-${month ?? '01'}-${day ?? '01'}`,
    last: `${write(to)}-${month ?? '12'}-${day ?? '31'}`,
  }
}

/** Date and time as typed in UTC (`2027-01-01`, `00:00`) to an instant of the format; undefined when it is none. */
export function parseInstant(date: string, time: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d(?::\d\d)?$/.test(time)) return undefined
  const instant = new Date(`${date}T${time.slice(0, 5)}:00Z`)
  return Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(date)
    ? undefined
    : instant.toISOString().replace('.000Z', 'Z')
}

/** Dates as people type them in the form, to EDTF (levels 0 and 1), and back into words. */

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

/**
 * What was typed, as EDTF; undefined when it cannot be read. "about 1999" and "1999~" give `1999~`, "1984?" gives
 * `1984?`, "1990s" and "199X" give `199X`. Digits of other scripts and `/` or `.` between numbers are read too.
 */
export function parseTypedDate(typed: string): string | undefined {
  const text = typed
    .normalize('NFKC')
    .trim()
    .replace(/\p{Nd}/gu, digitOf)
  const decade = /^(\d{3})(?:0s|X)$/i.exec(text)
  if (decade) return `${decade[1]}X`
  const plain = text
    .replace(about, '')
    .replace(/~$/, '')
    .replace(unsure, '')
    .replace(/(?<=\d)[/.](?=\d)/g, '-')
  const date = parseCalendar(plain)
  if (date === undefined) return undefined
  const isAbout = about.test(text) || text.endsWith('~')
  const isUnsure = unsure.test(text)
  return date + (isAbout && isUnsure ? '%' : isAbout ? '~' : isUnsure ? '?' : '')
}

/** Decimal digits stand in Unicode in runs of ten that begin at a multiple of ten from their zero. */
function digitOf(digit: string): string {
  let value = 0
  const code = digit.codePointAt(0)!
  while (/\p{Nd}/u.test(String.fromCodePoint(code - value - 1)) && value < 9) value += 1
  return String(value)
}

/** Date and time as typed in UTC (`2027-01-01`, `00:00`) to an instant of the format; undefined when it is none. */
export function parseInstant(date: string, time: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d(?::\d\d)?$/.test(time)) return undefined
  const instant = new Date(`${date}T${time.slice(0, 5)}:00Z`)
  return Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(date)
    ? undefined
    : instant.toISOString().replace('.000Z', 'Z')
}

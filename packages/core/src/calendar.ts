/** Reminders as a calendar file (RFC 5545). It goes into calendars that others may see, so that it tells them nothing. */
import { encodeHex, utf8 } from './bytes.ts'
import { hour, millisecondsOf } from './condition-duration.ts'
import { type Leaf, type Term, leavesOf } from './condition-terms.ts'
import { CoreError } from './error.ts'
import { isText, tidy } from './text.ts'

const minute = 60_000
const day = 24 * hour

/** When to be reminded. Times in milliseconds. */
export interface Reminders {
  /** Since the epoch, in whole minutes. */
  readonly first: number
  /** From one to the next, in whole minutes. */
  readonly every: number
}

const invalid = (reason: 'silence' | 'every' | 'title') =>
  new CoreError('reminder_invalid', 'there can be no such reminder', { reason })

const isSilence = (leaf: Leaf): leaf is Leaf & { type: 'silence' } => leaf.type === 'silence'

/** The shortest silence of a condition in milliseconds; null where it has none. */
export function shortestSilence(term: Term): number | null {
  const silences = leavesOf(term).flatMap(({ leaf }) =>
    isSilence(leaf) ? millisecondsOf(leaf.duration) : [],
  )
  return silences.length === 0 ? null : Math.min(...silences)
}

/** A third of a silence in whole days, hours or minutes: whoever misses one reminder still gets another in time. */
function thirdOf(silence: number): number {
  const third = silence / 3
  const unit = [day, hour].find((one) => third >= one) ?? minute
  return Math.floor(third / unit) * unit
}

/**
 * Reminders that come before any silence of the condition has ended. The first is at a full hour, so that it does not tell at
 * which minute somebody sealed something.
 * @param now milliseconds since the epoch
 * @param every milliseconds from one to the next; a third of the shortest silence unless given
 * @throws CoreError `reminder_invalid` (details: reason `silence`: the condition has none; `every`: it would come too late)
 */
export function remindersOf(term: Term, now: number, every?: number): Reminders {
  const silence = shortestSilence(term)
  if (silence === null) throw invalid('silence')
  const interval = every ?? thirdOf(silence)
  if (interval < minute || interval % minute !== 0 || interval >= silence) throw invalid('every')
  const step = interval >= hour ? hour : minute
  return { first: Math.floor((now + interval) / step) * step, every: interval }
}

/** RFC 5545 section 3.3.5, form 2: date with UTC time. */
const formatUtc = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

/** RFC 5545 section 3.3.10. */
function formatRule(every: number): string {
  const [frequency, unit] = (
    [
      ['DAILY', day],
      ['HOURLY', hour],
    ] as const
  ).find(([, one]) => every % one === 0) ?? ['MINUTELY', minute]
  return `FREQ=${frequency};INTERVAL=${every / unit}`
}

/** RFC 5545 section 3.3.11. */
const escapeText = (text: string): string => text.replace(/[\\;,]/g, String.raw`\$&`)

/** RFC 5545 section 3.1: at most 75 octets a line without its end; characters are not torn. */
function fold(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = utf8(character).length
    if (octets + size > 75) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return `${folded}\r\n`
}

/**
 * A calendar file with one event that comes again and again, without end. It holds the title, the times and the identifier,
 * and nothing that tells what it is for or when it was made.
 * @param title up to 200 characters in one line, chosen by the author
 * @param id 16 random bytes
 * @throws CoreError `reminder_invalid` (details: reason `title`)
 */
export function formatCalendar({ first, every }: Reminders, title: string, id: Uint8Array): string {
  const name = tidy(title)
  if (!isText(name, 200) || name.includes('\n')) throw invalid('title')
  const summary = escapeText(name)
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//calendar//EN',
    'BEGIN:VEVENT',
    `UID:${encodeHex(id)}`,
    // When it was made would be when something was sealed.
    `DTSTAMP:${formatUtc(first)}`,
    `DTSTART:${formatUtc(first)}`,
    'DURATION:PT15M',
    `RRULE:${formatRule(every)}`,
    `SUMMARY:${summary}`,
    'CLASS:PRIVATE',
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${summary}`,
    'TRIGGER:PT0S',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map(fold)
    .join('')
}

/** Numbers, sizes and times as the pages write them. */
import { locale, t } from './translate.ts'

const numbers = new Intl.NumberFormat(locale)
const minute = new Intl.DateTimeFormat(locale, {
  dateStyle: 'long',
  timeStyle: 'short',
  hourCycle: 'h23',
  timeZone: 'UTC',
})

export const formatNumber = (value: number): string => numbers.format(value)

/** RFC 3339 to words, in UTC, so that it reads the same wherever it is read. */
export const formatTime = (time: string): string => `${minute.format(new Date(time))} UTC`

const second = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23', timeZone: 'UTC' })

/** The time of day of an instant that is near, to the second, in UTC. */
export const formatSecond = (time: string): string => `${second.format(new Date(time))} UTC`

const units = ['byte', 'kilobyte', 'megabyte'] as const
const sizes = units.map(
  (unit) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: unit === 'byte' ? 'long' : 'short',
      maximumFractionDigits: 1,
    }),
)

export function formatSize(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2
  return sizes[step]!.format(bytes / 1000 ** step)
}

/** Hex in groups of four, so that two people can read it to each other. */
export const formatGroups = (text: string): string => text.replace(/.{4}(?=.)/g, '$& ')

const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
const here = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' })

/** An instant on the clock of this device. */
export const formatLocalTime = (time: string): string => here.format(new Date(time))

/** A calendar date in words: `1974`, `July 1974`, `1 July 1974`, `the 1990s`. */
function calendar(date: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) return day.format(new Date(`${date}T00:00:00Z`))
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(date)) return month.format(new Date(`${date}-01T00:00:00Z`))
  if (/^\d{3}X$/.test(date)) return t('date.decade', { decade: `${date.slice(0, 3)}0` })
  return date
}

const marks = { '~': 'date.about', '?': 'date.unsure', '%': 'date.vague' } as const

/** An EDTF date (levels 0 and 1) in words; what it does not know it shows as written. */
export function formatDate(edtf: string): string {
  const mark = edtf.at(-1) ?? ''
  if (mark in marks) return t(marks[mark as keyof typeof marks], { date: calendar(edtf.slice(0, -1)) })
  return calendar(edtf)
}

const languages = new Intl.DisplayNames([locale], { type: 'language' })

export const formatLanguage = (tag: string): string => {
  try {
    return languages.of(tag) ?? tag
  } catch {
    return tag
  }
}

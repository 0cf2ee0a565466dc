import { type MessageKey, en } from './messages/en.ts'
import { t } from './translate.ts'

const zone = { timeZone: 'UTC' } as const
const day = new Intl.DateTimeFormat(en.locale, { dateStyle: 'long', ...zone })
const minute = new Intl.DateTimeFormat(en.locale, {
  dateStyle: 'long',
  timeStyle: 'short',
  hourCycle: 'h23',
  ...zone,
})
const month = new Intl.DateTimeFormat(en.locale, { month: 'long', year: 'numeric', ...zone })
const languages = new Intl.DisplayNames([en.locale], { type: 'language' })
const numbers = new Intl.NumberFormat(en.locale)
const tenths = new Intl.NumberFormat(en.locale, { maximumFractionDigits: 1 })

export const formatDay = (time: string): string => day.format(new Date(time))

/** A time of the log, to the minute, in UTC, so that it reads the same wherever it is read. */
export const formatTime = (time: string): string => `${minute.format(new Date(time))} UTC`

export const formatNumber = (value: number): string => numbers.format(value)

export const formatLanguage = (tag: string): string => languages.of(tag) ?? tag

export function formatSize(bytes: number): string {
  if (bytes < 1000) return t('size.bytes', { n: bytes })
  if (bytes < 1_000_000) return t('size.kb', { n: numbers.format(Math.ceil(bytes / 1000)) })
  return t('size.mb', { n: tenths.format(bytes / 1_000_000) })
}

/** Hex in groups of four, so that two people can read it to each other. */
export const formatGroups = (text: string): string => text.replace(/.{4}(?=.)/g, '$& ')

const isKey = (key: string): key is MessageKey => key in en

/** A sentence for a value of a closed list (`kind.testimony`), or the value itself when this version does not know it. */
export const formatValue = (group: string, value: string, params = {}): string => {
  const key = `${group}.${value}`
  return isKey(key) ? t(key, params) : value
}

/** A calendar date in words: `1974` → "1974", `1974-07` → "July 1974". */
function calendar(date: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(date)) return formatDay(`${date}T00:00:00Z`)
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(date)) return month.format(new Date(`${date}-01T00:00:00Z`))
  if (/^\d{3}X$/.test(date)) return t('date.decade', { decade: `${date.slice(0, 3)}0` })
  return date
}

const marks = { '~': 'date.about', '?': 'date.unsure', '%': 'date.vague' } as const

/** An EDTF date (levels 0 and 1) in words; what it does not know it shows as written. */
export function formatDate(edtf: string): string {
  const [from, to] = edtf.split('/')
  if (from && to) return `${formatDate(from)} – ${to === '..' ? t('date.open') : formatDate(to)}`
  const mark = edtf.at(-1) ?? ''
  if (mark in marks) return t(marks[mark as keyof typeof marks], { date: calendar(edtf.slice(0, -1)) })
  return calendar(edtf)
}

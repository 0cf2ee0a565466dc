/** Numbers, sizes and times as the pages write them. */
import { locale } from './translate.ts'

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

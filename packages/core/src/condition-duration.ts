/** Durations of days and hours (spec/conditions.md, "Durations"). A day has 24 hours, whatever a calendar says. */
import * as z from 'zod/mini'
import { CoreError } from './error.ts'

declare const brand: unique symbol
/** ISO 8601 in its one form here: `P30D`, `PT12H`, `P7DT12H`; hours from 1 to 23. */
export type Duration = string & { readonly [brand]: 'Duration' }

export const hour = 3_600_000
const day = 24 * hour

export interface DurationParts {
  readonly days: number
  /** 0 to 23. */
  readonly hours: number
}

const pattern = /^P(?:([1-9]\d{0,4})D)?(?:T([1-9]|1\d|2[0-3])H)?$/

/** @throws CoreError `duration_invalid` for anything but the one form of a duration of at least an hour and less than 100,000 days. */
export function parseDuration(text: string): DurationParts {
  const found = pattern.exec(text)
  if (!found || (found[1] === undefined && found[2] === undefined))
    throw new CoreError('duration_invalid', 'not a duration of days and hours')
  return { days: Number(found[1] ?? 0), hours: Number(found[2] ?? 0) }
}

/** The one form of a duration. 36 hours are `P1DT12H`. @throws CoreError `duration_invalid`. */
export function formatDuration({ days, hours }: DurationParts): Duration {
  const all = days * 24 + hours
  const text = `P${all >= 24 ? `${Math.floor(all / 24)}D` : ''}${all % 24 > 0 ? `T${all % 24}H` : ''}`
  parseDuration(text)
  return text as Duration
}

/** @returns milliseconds @throws CoreError `duration_invalid`. */
export function millisecondsOf(duration: string): number {
  const { days, hours } = parseDuration(duration)
  return days * day + hours * hour
}

function isDuration(value: unknown, least: number, most: number): boolean {
  try {
    const length = millisecondsOf(String(value))
    return typeof value === 'string' && length >= least && length <= most
  } catch {
    return false
  }
}

/** A duration between two others. */
export const durationSchema = (least: string, most: string) =>
  z.custom<Duration>((value) => isDuration(value, millisecondsOf(least), millisecondsOf(most)))

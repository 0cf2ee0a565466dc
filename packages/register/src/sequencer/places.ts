/** Which place in the log an act gets. Pure but for the choice by chance, which is handed in. */
import type { Act } from '@avow/core'

/** A place beyond what has been given out without a gap. */
export interface Taken {
  readonly index: number
  readonly kind: string
  readonly statement: string | null
}

export interface Places {
  /** Undefined when it would have to wait longer than the policy allows, or behind a sign of life of its kind. */
  take(act: Act): number | undefined
}

/** One after the other, behind everything that has a place. */
export function placesInARow(next: number, taken: readonly Taken[]): Places {
  let free = taken.reduce((least, { index }) => Math.max(least, index + 1), next)
  return { take: () => free++ }
}

export interface PeriodOptions {
  /** The first place of the next period. */
  readonly next: number
  readonly taken: readonly Taken[]
  /** By how many entries the log grows in a period. */
  readonly entries: number
  /** For how many periods an act may have to wait. */
  readonly periods: number
  /** A whole number from 0 to `below` - 1. */
  readonly chance: (below: number) => number
}

/** A part of every period is kept free of deposits: whoever floods a register delays nobody's withdrawal. */
const mostDeposits = (entries: number): number =>
  entries === 1 ? 1 : entries - Math.max(1, Math.floor(entries / 4))

/** Of these an author may send any number: of each kind one waits at a time, and they cannot fill the periods to come. */
const isSign = (kind: string): boolean => kind === 'check-in' || kind === 'pause'

interface Period {
  readonly free: number[]
  deposits: number
}

function createPeriods({ next, taken, entries }: PeriodOptions) {
  const periods = new Map<number, Period>()
  const numberOf = (index: number): number => Math.floor((index - next) / entries)
  const get = (number: number): Period => {
    const known = periods.get(number)
    if (known) return known
    const free = Array.from({ length: entries }, (_, at) => next + number * entries + at)
    const made = { free, deposits: 0 }
    periods.set(number, made)
    return made
  }
  const occupy = (index: number, kind: string): void => {
    const period = get(numberOf(index))
    period.free.splice(period.free.indexOf(index), 1)
    if (kind === 'deposit') period.deposits += 1
  }
  for (const { index, kind } of taken) occupy(index, kind)
  return { get, occupy }
}

/**
 * In the first period that has room, at a place by chance: an index that becomes known later must not tell how many
 * acts came before it in its period. The acts of one statement keep their order.
 */
export function placesByPeriod(options: PeriodOptions): Places {
  const periods = createPeriods(options)
  const last = new Map<string, number>()
  const waiting = new Set<string>()
  for (const taken of options.taken) remember(taken, taken.index)

  function remember({ kind, statement }: Pick<Taken, 'kind' | 'statement'>, index: number): void {
    if (statement !== null) last.set(statement, Math.max(index, last.get(statement) ?? index))
    waiting.add(`${kind}:${statement}`)
  }

  function roomFor(number: number, { kind, statement }: Act): readonly number[] {
    const { free, deposits } = periods.get(number)
    if (kind === 'deposit' && deposits >= mostDeposits(options.entries)) return []
    const after = statement === null ? undefined : last.get(statement)
    return after === undefined ? free : free.filter((index) => index > after)
  }

  return {
    take(act) {
      if (isSign(act.kind) && waiting.has(`${act.kind}:${act.statement}`)) return undefined
      for (let number = 0; number < options.periods; number += 1) {
        const room = roomFor(number, act)
        if (room.length === 0) continue
        const index = room[options.chance(room.length)]!
        periods.occupy(index, act.kind)
        remember(act, index)
        return index
      }
      return undefined
    },
  }
}

/** A picture of a condition over time, in letters. */
import { type Fact, type Term, gatherFacts, judgeCondition } from '@avow/core'
import { t } from '../translate.ts'
import { timeText } from './time-input.ts'

const columns = 60

interface Scale {
  readonly from: number
  /** Milliseconds of one column. */
  readonly step: number
}

interface Moment {
  readonly time: number
  readonly mark: string
}

const marks: Readonly<Partial<Record<Fact['kind'], string>>> = {
  deposit: 'D',
  word: 'W',
  'check-in': 'C',
  pause: 'P',
}

const startOf = (fact: Fact): number | null =>
  'from' in fact ? fact.from : 'time' in fact ? fact.time : null

const endOf = (fact: Fact): number | null => ('until' in fact ? fact.until : startOf(fact))

const isKnown = (time: number | null): time is number => time !== null

function scaleOf(facts: readonly Fact[], now: number, ahead: readonly (number | null)[]): Scale {
  const begin = Math.min(now, ...facts.map(startOf).filter(isKnown))
  const end = Math.max(now, ...facts.map(endOf).filter(isKnown), ...ahead.filter(isKnown))
  // A little more than the last moment, so that it is seen.
  return { from: begin, step: Math.max((end - begin) * 1.06, columns) / columns }
}

const columnOf = (time: number, { from, step }: Scale): number =>
  Math.max(0, Math.min(columns - 1, Math.floor((time - from) / step)))

/** The last of several marks in one column is seen. */
function rowOfMoments(moments: readonly Moment[], scale: Scale): string {
  const row = Array.from({ length: columns }, () => ' ')
  for (const { time, mark } of moments) row[columnOf(time, scale)] = mark
  return row.join('')
}

/** `━` where an interval covers all of a column, `╌` where it covers a part. */
function rowOfIntervals(kind: 'heard' | 'pauses', facts: readonly Fact[], { from, step }: Scale): string {
  const intervals = gatherFacts(facts)[kind]
  const cell = (_: unknown, column: number): string => {
    const [start, end] = [from + column * step, from + (column + 1) * step]
    const covered = intervals.reduce(
      (sum, one) => sum + Math.max(0, Math.min(end, one.until) - Math.max(start, one.from)),
      0,
    )
    if (covered === 0) return ' '
    return covered >= step * 0.999 ? '━' : '╌'
  }
  return Array.from({ length: columns }, cell).join('')
}

/** What was known at a moment: nothing that came later, and after `now` that nothing more happened. */
function factsBy(facts: readonly Fact[], time: number, now: number): readonly Fact[] {
  const known = facts.filter((fact) => (startOf(fact) ?? time) <= time)
  return time > now ? [...known, { kind: 'heard', from: now, until: time }] : known
}

/** `·` it does not hold, `!` the warning stands, `█` it holds; lighter where it is what would come. */
function rowOfStates(term: Term, facts: readonly Fact[], now: number, { from, step }: Scale): string {
  const cell = (_: unknown, column: number): string => {
    const time = from + (column + 1) * step
    const { holds, warning } = judgeCondition(term, gatherFacts(factsBy(facts, time, now)), time)
    if (holds) return time > now ? '▒' : '█'
    return warning ? '!' : '·'
  }
  return Array.from({ length: columns }, cell).join('')
}

/** Where days are no more than a column or two, the time of day says nothing. */
const isOfDays = ({ step }: Scale): boolean => step * columns > 10 * 86_400_000

/** The first and the last moment over the ends of the rows. */
function headOf(scale: Scale): string {
  const { from, step } = scale
  const [first, last] = [from, from + step * columns].map((time) =>
    isOfDays(scale) ? timeText(time)!.slice(0, 10) : timeText(time)!,
  ) as [string, string]
  return first + last.padStart(columns - first.length)
}

const momentsOf = (facts: readonly Fact[]): Moment[] =>
  facts.flatMap((fact) => {
    const [mark, time] = [marks[fact.kind], startOf(fact)]
    return mark === undefined || time === null ? [] : [{ time, mark }]
  })

/**
 * Signs of life, hearing, pauses and what the condition says, from the first fact to the last moment that matters.
 * @param ahead moments that are to be in the picture, in milliseconds since the epoch
 */
export function timeline(
  term: Term,
  facts: readonly Fact[],
  now: number,
  ahead: readonly (number | null)[],
): string {
  const scale = scaleOf(facts, now, ahead)
  const rows = [
    ['', headOf(scale)],
    [t('timeline.signs'), rowOfMoments(momentsOf(facts), scale)],
    [t('timeline.pauses'), rowOfIntervals('pauses', facts, scale)],
    [t('timeline.heard'), rowOfIntervals('heard', facts, scale)],
    [t('timeline.state'), rowOfStates(term, facts, now, scale)],
    [t('timeline.now'), rowOfMoments([{ time: now, mark: '▲' }], scale)],
  ] as const
  const width = Math.max(...rows.map(([label]) => label.length))
  const lines = rows
    .filter(([, row]) => row.trim() !== '')
    .map(([label, row]) => `  ${label.padEnd(width)}  ${row}`.trimEnd())
  return [...lines, `  ${t('timeline.legend')}`].join('\n')
}

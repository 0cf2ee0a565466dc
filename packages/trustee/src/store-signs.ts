/** Signs of life, as a trustee keeps them (spec/conditions.md, "Signs of life"). */
import { type Hash, type Interval, mergeIntervals } from '@avow/core'
import type { Sql } from './sqlite.ts'
import type { SignOfLife } from './store.ts'

/** More pauses than these become one that holds them all, which only delays. */
const mostPauses = 32

export const pausesIn = ({ all }: Sql, statement: Hash): Interval[] =>
  all(
    'SELECT start AS "from", until FROM pauses WHERE statement = ? ORDER BY start',
    statement,
  ) as unknown as Interval[]

const bounded = (pauses: readonly Interval[]): readonly Interval[] =>
  pauses.length <= mostPauses ? pauses : [{ from: pauses[0]!.from, until: pauses.at(-1)!.until }]

function addPause(sql: Sql, statement: Hash, pause: Interval): void {
  const pauses = bounded(mergeIntervals([...pausesIn(sql, statement), pause]))
  sql.run('DELETE FROM pauses WHERE statement = ?', statement)
  for (const { from, until } of pauses) sql.run('INSERT INTO pauses VALUES (?, ?, ?)', statement, from, until)
}

/** Takes a sign of life of a statement that is held; its condition is then to be looked at. Repeated it changes nothing. */
export function addSign(sql: Sql, { statement, actor, sign, checkIn, pause }: SignOfLife): void {
  const isHeld =
    sql.run(
      `UPDATE deposits SET sign = max(coalesce(sign, ?1), ?1), check_in = max(coalesce(check_in, ?2), ?2), due = 0, news = news + 1
       WHERE statement = ?3 AND author = ?4 AND state IN ('holds', 'releasing')`,
      sign,
      checkIn,
      statement,
      actor,
    ) > 0
  if (isHeld && pause) addPause(sql, statement, pause)
}

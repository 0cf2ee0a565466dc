/** When authors could be heard, as a trustee keeps it (spec/conditions.md, "Hearing"). */
import { type Interval, recordContact } from '@avow/core'
import type { Sql } from './sqlite.ts'

/** The oldest are dropped when there are more, which only delays. */
const mostIntervals = 10_000

const newestIn = ({ one }: Sql): Interval | undefined =>
  one('SELECT start AS "from", until FROM heard ORDER BY start DESC LIMIT 1') as Interval | undefined

/** A contact that no other followed in time has left nothing heard. */
function dropOld({ run }: Sql, newest: Interval): void {
  run('DELETE FROM heard WHERE start = until AND start < ?', newest.from)
  run(
    'DELETE FROM heard WHERE start < (SELECT start FROM heard ORDER BY start DESC LIMIT 1 OFFSET ?)',
    mostIntervals - 1,
  )
}

/** @param contact observed time, milliseconds */
export function addContact(sql: Sql, contact: number): void {
  const before = newestIn(sql)
  const newest = recordContact(before ? [before] : [], contact).at(-1)!
  const { from, until } = newest
  sql.run(
    'INSERT INTO heard VALUES (?, ?) ON CONFLICT (start) DO UPDATE SET until = excluded.until',
    from,
    until,
  )
  if (from !== before?.from) dropOld(sql, newest)
}

export const heardIn = ({ all }: Sql): Interval[] =>
  all('SELECT start AS "from", until FROM heard ORDER BY start') as unknown as Interval[]

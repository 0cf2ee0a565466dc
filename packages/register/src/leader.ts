/**
 * One process of several on one database ends the periods, asks witnesses and opens; the others only take in and
 * serve. It leads for a few seconds at a time, by the clock of the database: one that was paused or cut off is
 * replaced. What may happen only once is decided by compare-and-swap, not here.
 */
import { setTimeout } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Database } from './db/database.ts'
import type { Schema } from './db/schema.ts'

const retryPeriod = 1000
/** Seconds for which a leader that says nothing is waited for. */
const lease = 5
/** Seconds. A lease that lasts longer was given before the clock of the database was set back. */
const longest = 2 * lease

/** Rests, or ends resting when aborted. */
const rest = (signal: AbortSignal): Promise<void> =>
  setTimeout(retryPeriod, undefined, { signal }).catch(() => {})

/** Names a connection for as long as the database runs; that of a process that was killed is gone at once. */
const name = sql`pid || '@' || extract(epoch from backend_start)`

async function nameOf(own: Kysely<Schema>): Promise<string> {
  const query = sql<{
    name: string
  }>`select ${name} as name from pg_stat_activity where pid = pg_backend_pid()`
  return (await query.execute(own)).rows[0]!.name
}

/** Begins to lead, or goes on. False while another does. */
async function take(own: Kysely<Schema>, leader: string): Promise<boolean> {
  const { rows } = await sql`
    update log set leader = ${leader}, leader_until = now() + make_interval(secs => ${lease})
    where id = 1 and (
      leader is null or leader = ${leader} or leader_until < now()
      or leader_until > now() + make_interval(secs => ${longest})
      or leader not in (select ${name} from pg_stat_activity where backend_start is not null)
    ) returning 1
  `.execute(own)
  return rows.length === 1
}

/** Lets another lead at once. */
async function leave(own: Kysely<Schema>, leader: string): Promise<void> {
  await own.updateTable('log').set({ leader: null }).where('leader', '=', leader).execute()
}

type Work = (signal: AbortSignal, leader: string) => Promise<void>

/** Leads by a connection of its own, for as long as that lives and no other process has taken over. */
async function leadOnce(db: Database, work: Work, signal: AbortSignal): Promise<void> {
  await db.connection().execute(async (own) => {
    const leader = await nameOf(own)
    if (!(await take(own, leader))) return
    const lost = new AbortController()
    const working = work(AbortSignal.any([signal, lost.signal]), leader)
    try {
      while (!signal.aborted && (await take(own, leader))) await rest(signal)
    } finally {
      lost.abort()
      await working
    }
    await leave(own, leader)
  })
}

/** Runs `work` whenever this process leads; its signal is aborted when that ends. */
export async function lead(db: Database, work: Work, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await leadOnce(db, work, signal).catch(() => {})
    await rest(signal)
  }
}

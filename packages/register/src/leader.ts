/** One process of several on one database asks witnesses and opens; the others only take in and serve. */
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from './db/database.ts'

/** Any number that no other program uses on the same database. */
const lock = 4_158_206_001
const retryPeriod = 1000

/** Rests, or ends resting when aborted. */
const rest = (signal: AbortSignal): Promise<void> =>
  setTimeout(retryPeriod, undefined, { signal }).catch(() => {})

/** Holds the lock on a connection of its own for as long as that connection lives. */
async function leadOnce(
  db: Database,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await db.connection().execute(async (own) => {
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${lock}) as held`.execute(own)
    if (rows[0]?.held !== true) return
    const lost = new AbortController()
    const working = work(AbortSignal.any([signal, lost.signal]))
    try {
      while (!signal.aborted) {
        await sql`select 1`.execute(own)
        await rest(signal)
      }
    } finally {
      lost.abort()
      await working
    }
    await sql`select pg_advisory_unlock(${lock})`.execute(own)
  })
}

/**
 * Runs `work` whenever this process is the one; its signal is aborted when that ends. The lock only saves work:
 * everything that a leader does is safe when two do it.
 */
export async function lead(
  db: Database,
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await leadOnce(db, work, signal).catch(() => {})
    await rest(signal)
  }
}

/** Gives acts their places in the log: one statement to the database for a batch; its commit is final. */
import { randomInt } from 'node:crypto'
import type { Act } from '@avow/core'
import { sql } from 'kysely'
import { asDatabaseError, type Database } from '../db/database.ts'
import { append, readStanding, type Standing } from './append.ts'
import { type Existing, type Outcome, decide } from './decide.ts'
import { type NewEntry, keyOf, refusedBy } from './entry.ts'
import { type Places, placesByPeriod, placesInARow } from './places.ts'
import type { Rate } from './rate.ts'

const parseAct = (text: string): Act => JSON.parse(text) as Act

async function readExisting(db: Database, batch: readonly NewEntry[]): Promise<Existing> {
  const keys = batch.map(({ act }) => keyOf(act))
  const obstacles = batch.flatMap(({ act }) =>
    (refusedBy[act.kind] ?? []).map((kind) => `${kind}:${act.statement}`),
  )
  const rows = await db
    .selectFrom('entries')
    .select(['key', 'index', 'act'])
    .where('key', '=', sql<string>`any(${[...keys, ...obstacles]}::text[])`)
    .execute()
  return {
    acts: new Map(rows.map(({ key, index, act }) => [key, { index, act: parseAct(act) }])),
    // The key of an obstacle is `kind:statement`, as `keyOf` makes it for `withdraw` and `open`.
    obstacles: new Set(rows.map(({ key }) => key)),
  }
}

/** Without a rate everything is given out at once; otherwise the next period is, when it is over. */
function placesFor({ next, taken }: Standing, rate: Rate | undefined): Places {
  if (!rate) return placesInARow(next, taken)
  const { entries, periods } = rate
  return placesByPeriod({ next, taken, entries, periods, chance: randomInt })
}

/** Gives places to batches, one at a time; any number of processes may do so on one database. */
export function createAssigner(
  db: Database,
  rate?: Rate,
): (batch: readonly NewEntry[]) => Promise<readonly Outcome[]> {
  let known: Standing | undefined

  /** Undefined when another process was faster. */
  async function attempt(batch: readonly NewEntry[]): Promise<readonly Outcome[] | undefined> {
    const standing = (known ??= await readStanding(db))
    const existing = await readExisting(db, batch)
    const { outcomes, placed } = decide(batch, existing, placesFor(standing, rate))
    if (placed.length === 0) return outcomes
    known = undefined
    const to = rate ? standing.next : Math.max(...placed.map(({ index }) => index)) + 1
    known = await append(db, standing, { placed, to })
    return known && outcomes
  }

  return async (batch) => {
    try {
      for (;;) {
        const outcomes = await attempt(batch)
        if (outcomes) return outcomes
      }
    } catch (cause) {
      known = undefined
      throw asDatabaseError(cause)
    }
  }
}

/** Finds the statements that are to be opened, and goes on with those that a crash interrupted. */
import { type Hash, AvowError } from '@avow/core'
import { sql } from 'kysely'
import type { RegisterContext } from '../context.ts'
import { type Opening, openStatement } from './open.ts'
import { publish } from './publish.ts'

/** Statements with as many releases in the signed log as their threshold says, and no publication. */
async function findReady({ db, logHead }: RegisterContext): Promise<Hash[]> {
  const { rows } = await sql<{ statement: Hash }>`
    select d.statement from deposits d
    where not exists (select from publications p where p.statement = d.statement)
      and d.statement in (select statement from entries where kind = 'release' and index < ${logHead.head().size})
      and (select count(*) from entries e
           where e.statement = d.statement and e.kind = 'release' and e.index < ${logHead.head().size})
        >= (d.envelope::json->>'threshold')::int
      and (not exists (select from entries w where w.key = 'withdraw:' || d.statement)
           or exists (select from entries o where o.key = 'open:' || d.statement))
    order by d.index
  `.execute(db)
  return rows.map(({ statement }) => statement)
}

export interface Openings {
  /** One look at everything. @returns how many were published */
  look(): Promise<number>
}

export function createOpenings(context: RegisterContext): Openings {
  const { logger } = context
  /** Opened, and waiting for the witnesses. */
  const waiting = new Map<Hash, Opening>()
  /** What failed for a reason that does not go away by itself, by the head at which it failed. */
  const failed = new Set<Hash>()

  async function bring(statement: Hash): Promise<boolean> {
    const opening = waiting.get(statement) ?? (await openStatement(context, statement))
    if (!opening) return false
    waiting.set(statement, opening)
    if (!(await publish(context, opening))) return false
    waiting.delete(statement)
    return true
  }

  async function tryOne(statement: Hash): Promise<boolean> {
    try {
      return await bring(statement)
    } catch (cause) {
      // A payload that does not open is its author's doing, and stays so; it must not keep others from opening.
      if (cause instanceof AvowError && cause.name === 'CoreError') failed.add(statement)
      logger.error('a statement could not be opened', { statement, cause })
      return false
    }
  }

  return {
    async look() {
      let published = 0
      for (const statement of await findReady(context)) {
        if (failed.has(statement)) continue
        if (await tryOne(statement)) published += 1
      }
      return published
    },
  }
}

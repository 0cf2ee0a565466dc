import type { Database } from '../db/database.ts'
import type { LogHead } from './head.ts'

/** Reads where the log stands from the database: at the start, and because others may have moved it. */
export async function refreshHead(db: Database, logHead: LogHead): Promise<void> {
  const { integrated, checkpoint } = await db
    .selectFrom('log')
    .select(['integrated', 'checkpoint'])
    .executeTakeFirstOrThrow()
  logHead.setHead({ size: integrated, checkpoint })
  const newest = await db
    .selectFrom('cosigned')
    .selectAll()
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest) logHead.setCosigned(newest)
}

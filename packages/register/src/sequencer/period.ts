/** Constant rate (spec/log.md, "Covers"): in every period the log grows by the same number of entries. */
import type { Database } from '../db/database.ts'
import type { Logger } from '../logger.ts'
import { append, readStanding } from './append.ts'
import { compactActs, compactedLength } from './compact.ts'
import { coverKind } from './cover.ts'
import { type IntegrateOptions, integrate } from './integrate.ts'
import type { Rate } from './rate.ts'

export interface PeriodsOptions extends IntegrateOptions {
  readonly rate: Rate
  readonly logger: Logger
}

async function hasUnsigned({ db }: IntegrateOptions): Promise<boolean> {
  const { next_index: next, integrated } = await db
    .selectFrom('log')
    .select(['next_index', 'integrated'])
    .executeTakeFirstOrThrow()
  return next > integrated
}

/**
 * Gives out the places of the next period, with covers at those that no act has.
 * @returns how many acts wait for later periods; undefined when this process does not lead any more
 */
async function giveOut({ db, rate }: PeriodsOptions, leader: string): Promise<number | undefined> {
  for (;;) {
    const standing = await readStanding(db)
    const to = standing.next + rate.entries
    const after = await append(db, standing, { placed: [], to, leader })
    if (after) return after.taken.length
    const { leader: now } = await db.selectFrom('log').select('leader').executeTakeFirstOrThrow()
    if (now !== leader) return undefined
  }
}

/** Small files of acts, of which there is one a period, give way to larger ones. */
async function compact({ storage, logger, logHead }: PeriodsOptions, before: number): Promise<void> {
  const { size } = logHead.head()
  if (Math.floor(size / compactedLength) === Math.floor(before / compactedLength)) return
  await compactActs(storage, size).catch((cause: unknown) =>
    logger.warn('files of acts could not be put together', { cause }),
  )
}

/** Covers that are in tiles are in the files of acts too: the indexes need them no more. */
async function forgetCovers(db: Database, size: number): Promise<void> {
  await db.deleteFrom('entries').where('kind', '=', coverKind).where('index', '<', size).execute()
}

/**
 * The end of one period. Places that an earlier one has given out and could not sign come first, and alone: the log
 * never grows by more than one period's entries at a time.
 */
export async function endPeriod(options: PeriodsOptions, leader: string): Promise<void> {
  const { size: before } = options.logHead.head()
  const waiting = (await hasUnsigned(options)) ? undefined : await giveOut(options, leader)
  await integrate(options)
  await forgetCovers(options.db, options.logHead.head().size)
  await compact(options, before)
  if (waiting) options.logger.info('acts wait for later periods', { waiting })
}

/** Gives out what has a place beyond the end, for a register that keeps no rate any more. */
export async function giveOutAll(db: Database): Promise<void> {
  for (;;) {
    const standing = await readStanding(db)
    if (standing.taken.length === 0) return
    const to = Math.max(...standing.taken.map(({ index }) => index)) + 1
    if (await append(db, standing, { placed: [], to })) return
  }
}

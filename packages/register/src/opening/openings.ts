/** Finds the statements that are to be opened, and goes on with those that a crash interrupted. */
import { AvowError, CoreError, type DateLock, type Hash } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { type Opening, openStatement } from './open.ts'
import { publish } from './publish.ts'
import { type Rounds, createRounds } from './rounds.ts'

/** Statements of which a release stands in this part of the signed log, and which are not published. */
async function findReleased({ db }: RegisterContext, from: number, to: number): Promise<Hash[]> {
  const rows = await db
    .selectFrom('entries')
    .select('statement')
    .distinct()
    .where('kind', 'in', ['release', 'release-parts'])
    .where('index', '>=', from)
    .where('index', '<', to)
    .where('statement', 'not in', (query) => query.selectFrom('publications').select('statement'))
    .execute()
  return rows.map(({ statement }) => statement as Hash)
}

/** So many are opened at a time: each waits for the log longer than it computes. A payload has up to 16 MiB. */
const together = 8

/** For which round an opening waits; undefined for any other fault. */
function dateLockIn(cause: unknown): DateLock | undefined {
  if (!(cause instanceof AvowError) || cause.code !== 'date_lock_closed') return undefined
  const { round, time } = cause.details
  return { round: Number(round), time: String(time) }
}

export interface Openings {
  /** One look at what is new, and another attempt at what waits. */
  look(): Promise<void>
}

/**
 * The first look goes through the whole log, so what a crash interrupted is found; later ones only through what was
 * added. A statement with too few releases is found again when the next one comes.
 */
export function createOpenings(context: RegisterContext, rounds: Rounds = createRounds(context)): Openings {
  const { logger, logHead } = context
  /** To be looked at; with an opening when it only waits for the witnesses, with a date lock when it waits for a round. */
  const pending = new Map<Hash, Opening | DateLock | undefined>()
  let seen = 0

  async function bring(statement: Hash): Promise<void> {
    const known = pending.get(statement)
    const dateLock = known && 'round' in known ? known : undefined
    const signature = dateLock && (await rounds.signatureFor(dateLock))
    if (dateLock && !signature) return
    const opening = known && 'opened' in known ? known : await openStatement(context, statement, signature)
    if (!opening || (await publish(context, opening))) pending.delete(statement)
    else pending.set(statement, opening)
  }

  function wait(statement: Hash, dateLock: DateLock): void {
    pending.set(statement, dateLock)
    const isAsked = context.config.drandUrl !== undefined
    logger.info('a statement waits for the signature of a drand round', { statement, ...dateLock, isAsked })
  }

  async function attempt(statement: Hash): Promise<void> {
    try {
      await bring(statement)
    } catch (cause) {
      const dateLock = dateLockIn(cause)
      if (dateLock) return wait(statement, dateLock)
      // A payload that does not open is its author's doing, and stays so. Anything else is tried again.
      if (cause instanceof CoreError) pending.delete(statement)
      logger.error('a statement could not be opened', { statement, cause })
    }
  }

  async function attemptAll(statements: readonly Hash[]): Promise<void> {
    const left = statements.values()
    const worker = async () => {
      for (const statement of left) await attempt(statement)
    }
    await Promise.all(Array.from({ length: together }, worker))
  }

  return {
    async look() {
      const { size } = logHead.head()
      for (const statement of await findReleased(context, seen, size))
        if (!pending.has(statement)) pending.set(statement, undefined)
      seen = size
      await attemptAll([...pending.keys()])
    },
  }
}

/** Finds the statements that are to be opened, and goes on with those that a crash interrupted. */
import { type Act, AvowError, CoreError, type DateLock, type Hash, type RoundSignature } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { type Opening, openStatement } from './open.ts'
import { finish } from './publish.ts'
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

/** So many are read at a time. A payload has up to 16 MiB. */
const together = 8
/** So many are said to the log at a time: they wait for a batch or, at a constant rate, for the end of a period. */
const mostInLook = 256

/** What is known of a statement that is to be opened. What it says does not stay in memory. */
interface Known {
  /** For whose round it waits. */
  readonly dateLock?: DateLock
  readonly signature?: RoundSignature
  /** The last that was to be said is in the log there, and waits for the quorum's cosignatures. */
  readonly index?: number
}

/** For which round an opening waits; undefined for any other fault. */
function dateLockIn(cause: unknown): DateLock | undefined {
  if (!(cause instanceof AvowError) || cause.code !== 'date_lock_closed') return undefined
  const { round, time } = cause.details
  return { round: Number(round), time: String(time) }
}

/** Where the log has the last that was to be said. */
const placeOf = ({ acts }: Opening): number =>
  acts.findLast(({ act: { kind } }) => kind === 'open' || kind === 'publish')!.index

export interface Openings {
  /** One look at what is new, and another attempt at what waits. @returns whether there is more to be done at once */
  look(): Promise<boolean>
}

/**
 * The first look goes through the whole log, so what a crash interrupted is found; later ones only through what was
 * added. A statement with too few releases is found again when the next one comes.
 */
export function createOpenings(context: RegisterContext, rounds: Rounds = createRounds(context)): Openings {
  const { logger, logHead, sequencer } = context
  const pending = new Map<Hash, Known>()
  let seen = 0

  const isCovered = (index: number): boolean => (logHead.cosigned()?.size ?? 0) > index

  /** What cannot go on now is not in the way of the others. */
  function moveToEnd(statement: Hash, known: Known): void {
    pending.delete(statement)
    pending.set(statement, known)
  }

  function fail(statement: Hash, known: Known, cause: unknown): void {
    const dateLock = dateLockIn(cause)
    moveToEnd(statement, dateLock ? { dateLock } : known)
    if (dateLock) {
      const isAsked = context.config.drandUrl !== undefined
      logger.info('a statement waits for the signature of a drand round', { statement, ...dateLock, isAsked })
      return
    }
    // A payload that does not open is its author's doing, and stays so. Anything else is tried again.
    if (cause instanceof CoreError) pending.delete(statement)
    logger.error('a statement could not be opened', { statement, cause })
  }

  /** Each is in the log before the next, and all of them before the statement is shown. */
  async function say(statement: Hash, known: Known, acts: readonly Act[]): Promise<void> {
    try {
      for (const act of acts) {
        const { index } = await sequencer.sequence({ act })
        pending.set(statement, { ...known, index })
      }
    } catch (cause) {
      fail(statement, known, cause)
    }
  }

  /** Shows it, if the log has all that is to be said before. @returns says what is to be said, if anything is */
  async function open(statement: Hash, known: Known): Promise<(() => Promise<void>) | undefined> {
    const opening = await openStatement(context, statement, known.signature)
    if (!opening) return void pending.delete(statement)
    const { unsaid } = opening
    if (unsaid.length > 0) return () => say(statement, known, unsaid)
    const index = placeOf(opening)
    if (!isCovered(index)) return void pending.set(statement, { ...known, index })
    await finish(context, opening)
    return void pending.delete(statement)
  }

  async function attempt(statement: Hash): Promise<(() => Promise<void>) | undefined> {
    const known = pending.get(statement)!
    try {
      const { dateLock, signature = dateLock && (await rounds.signatureFor(dateLock)) } = known
      if (!dateLock || signature) return await open(statement, signature ? { ...known, signature } : known)
      moveToEnd(statement, known)
    } catch (cause) {
      fail(statement, known, cause)
    }
    return undefined
  }

  /** Resolves when what there was to say has been said. What was read to say it is not in memory meanwhile. */
  async function attemptAll(statements: readonly Hash[]): Promise<void> {
    const left = statements.values()
    const saying: Promise<void>[] = []
    const worker = async () => {
      for (const statement of left) saying.push((await attempt(statement))?.() ?? Promise.resolve())
    }
    await Promise.all(Array.from({ length: together }, worker))
    await Promise.all(saying)
  }

  return {
    async look() {
      const { size } = logHead.head()
      for (const statement of await findReleased(context, seen, size))
        if (!pending.has(statement)) pending.set(statement, {})
      seen = size
      const ready = [...pending].flatMap(([statement, { index }]) =>
        index === undefined || isCovered(index) ? [statement] : [],
      )
      await attemptAll(ready.slice(0, mostInLook))
      return ready.length > mostInLook
    },
  }
}

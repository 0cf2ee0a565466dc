/** Finds the statements that are to be opened, and goes on with those that a crash interrupted. */
import { type Act, AvowError, CoreError, type DateLock, type Hash, type RoundSignature } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError, type RegisterErrorCode } from '../error.ts'
import type { Rate } from '../sequencer/rate.ts'
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
/** So many wait for the log at a time, for the next batch. */
const mostWaiting = 256

/** At a constant rate no more than two periods hold, and a few: what authors say is not to wait behind what is opened. */
const mostAt = (rate: Rate | undefined): number => (rate ? Math.max(together, 2 * rate.entries) : mostWaiting)

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

const isRefusal = (cause: unknown, code: RegisterErrorCode): boolean =>
  cause instanceof RegisterError && cause.code === code

/** Where the log has the last that was to be said. */
const placeOf = ({ acts }: Opening): number =>
  acts.findLast(({ act: { kind } }) => kind === 'open' || kind === 'publish')!.index

export interface Openings {
  /**
   * One look at what is new, and another attempt at what waits. Does not wait for the log: what is said is in it when it
   * grows, and shown at a look after that.
   */
  look(): Promise<void>
}

/**
 * The first look goes through the whole log, so what a crash interrupted is found; later ones only through what was
 * added. A statement with too few releases is found again when the next one comes.
 */
export function createOpenings(context: RegisterContext, rounds: Rounds = createRounds(context)): Openings {
  const { logger, logHead, sequencer } = context
  const most = mostAt(context.config.rate)
  const pending = new Map<Hash, Known>()
  /** Of which something waits for the log. */
  const saying = new Set<Hash>()
  let seen = 0

  const isCovered = (index: number): boolean => (logHead.cosigned()?.size ?? 0) > index

  /** What cannot go on now is not in the way of the others. */
  function moveToEnd(statement: Hash, known: Known): void {
    pending.delete(statement)
    pending.set(statement, known)
  }

  function wait(statement: Hash, dateLock: DateLock): void {
    moveToEnd(statement, { dateLock })
    const isAsked = context.config.drandUrl !== undefined
    logger.info('a statement waits for the signature of a drand round', { statement, ...dateLock, isAsked })
  }

  function fail(statement: Hash, cause: unknown): void {
    const dateLock = dateLockIn(cause)
    if (dateLock) return wait(statement, dateLock)
    const known = pending.get(statement) ?? {}
    moveToEnd(statement, known)
    if (isRefusal(cause, 'stopping')) return
    // A payload that does not open is its author's doing, and so is a withdrawal. Anything else is tried again.
    const isOfAuthor = cause instanceof CoreError && known.index === undefined
    if (isOfAuthor || isRefusal(cause, 'statement_withdrawn')) pending.delete(statement)
    if (!isRefusal(cause, 'statement_withdrawn'))
      logger.error('a statement could not be opened', { statement, cause })
  }

  /** Each is in the log before the next, and all of them before the statement is shown. */
  async function say(statement: Hash, known: Known, acts: readonly Act[]): Promise<void> {
    saying.add(statement)
    try {
      for (const act of acts) {
        const { index } = await sequencer.sequence({ act })
        pending.set(statement, { ...known, index })
      }
    } catch (cause) {
      fail(statement, cause)
    }
    saying.delete(statement)
  }

  /** Says to the log what is to be said before the statement is shown, or shows it. */
  async function open(statement: Hash, known: Known): Promise<void> {
    const opening = await openStatement(context, statement, known.signature)
    if (!opening) return void pending.delete(statement)
    if (opening.unsaid.length > 0) return void say(statement, known, opening.unsaid)
    const index = placeOf(opening)
    pending.set(statement, { ...known, index })
    if (!isCovered(index)) return
    await finish(context, opening)
    pending.delete(statement)
  }

  async function attempt(statement: Hash): Promise<void> {
    const known = pending.get(statement)!
    try {
      const { dateLock, signature = dateLock && (await rounds.signatureFor(dateLock)) } = known
      if (dateLock && !signature) moveToEnd(statement, known)
      else await open(statement, signature ? { ...known, signature } : known)
    } catch (cause) {
      fail(statement, cause)
    }
  }

  async function attemptAll(statements: readonly Hash[]): Promise<void> {
    const left = statements.values()
    const worker = async () => {
      for (const statement of left) await attempt(statement)
    }
    await Promise.all(Array.from({ length: together }, worker))
  }

  /** First what is only to be shown, then as many others as may wait for the log. */
  function ready(): Hash[] {
    const [said, unsaid] = [[] as Hash[], [] as Hash[]]
    for (const [statement, { index }] of pending)
      if (index === undefined && !saying.has(statement)) unsaid.push(statement)
      else if (index !== undefined && !saying.has(statement) && isCovered(index)) said.push(statement)
    return [...said, ...unsaid.slice(0, Math.max(0, most - saying.size))]
  }

  return {
    async look() {
      const { size } = logHead.head()
      for (const statement of await findReleased(context, seen, size))
        if (!pending.has(statement)) pending.set(statement, {})
      seen = size
      await attemptAll(ready())
    },
  }
}

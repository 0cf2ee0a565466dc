/** Gets the quorum's cosignatures for the newest checkpoint, again and again. */
import { type NoteSignature, formatNote, parseNote, parsePolicy, verifyCheckpoint } from '@avow/tlog'
import { type Roster, policyOf } from '@avow/core'
import type { Database } from '../db/database.ts'
import type { Logger } from '../logger.ts'
import type { Blob, Storage } from '../storage/storage.ts'
import { coverKind } from './cover.ts'
import { type Cosigned, type Head, type LogHead, isNewer } from './head.ts'
import type { WitnessClient } from './witness-client.ts'

export interface CosignOptions {
  readonly roster: Roster
  readonly witnesses: readonly WitnessClient[]
  readonly db: Database
  readonly storage: Storage
  readonly logHead: LogHead
  readonly logger: Logger
  readonly clock: () => number
}

/** Milliseconds for which the others are waited for once there are enough. */
const grace = 250

/** Collects cosignatures until all have answered, or there are enough and the others had a moment. */
async function collect(options: CosignOptions, head: Head): Promise<string> {
  const { roster, witnesses, logger } = options
  const lines: NoteSignature[] = []
  let answered = 0
  const enough = Promise.withResolvers<void>()
  const asked = witnesses.map(async (witness) => {
    try {
      lines.push(...(await witness.ask(head)))
      answered += 1
      if (answered >= roster.quorum) enough.resolve()
    } catch (cause) {
      logger.warn('a witness did not cosign', { witness: witness.name, size: head.size, cause })
    }
  })
  const afterGrace = enough.promise.then(() => new Promise((resolve) => setTimeout(resolve, grace).unref()))
  await Promise.race([Promise.all(asked), afterGrace])
  const { text, signatures } = parseNote(head.checkpoint)
  return formatNote({ text, signatures: [...signatures, ...lines] })
}

/** The time of a quorum of k is the k-th largest of its times: so many witnesses saw it then or later (docs/adr/0008). */
function timeOf(times: readonly number[], { quorum }: Roster, now: number): number {
  if (quorum === 0) return now
  const latest = [...times].sort((a, b) => b - a)
  return latest[quorum - 1]! * 1000
}

/** By which of the rosters a checkpoint has its quorum, and then when; undefined by none. Without witnesses: unknown, so 0. */
export function timeOfCheckpoint(checkpoint: string, rosters: readonly Roster[]): number | undefined {
  for (const roster of rosters) {
    const { hasQuorum, cosignatures } = verifyCheckpoint(checkpoint, parsePolicy(policyOf(roster)))
    if (hasQuorum)
      return timeOf(
        cosignatures.map(({ time }) => time),
        roster,
        0,
      )
  }
  return undefined
}

/** Asks all witnesses once. Undefined when the quorum did not come together. */
async function askQuorum(options: CosignOptions, head: Head): Promise<Cosigned | undefined> {
  const checkpoint = await collect(options, head)
  const verified = verifyCheckpoint(checkpoint, parsePolicy(policyOf(options.roster)))
  if (!verified.hasQuorum) return undefined
  const times = verified.cosignatures.map(({ time }) => time)
  return { size: head.size, checkpoint, time: timeOf(times, options.roster, options.clock()) }
}

/** Whether an act is covered by a checkpoint of this size and by none of those that are kept. */
async function coversMore(db: Database, size: number): Promise<boolean> {
  const { covered } = await db
    .selectFrom('cosigned')
    .select(({ fn }) => fn.max<number | null>('size').as('covered'))
    .where('kept', '=', true)
    .where('size', '<', size)
    .executeTakeFirstOrThrow()
  const act = db
    .selectFrom('entries')
    .select('index')
    .where('index', '>=', covered ?? 0)
    .where('index', '<', size)
    .where('kind', '<>', coverKind)
    .limit(1)
  return (await act.executeTakeFirst()) !== undefined
}

const isKnown = async (db: Database, size: number): Promise<boolean> =>
  (await db.selectFrom('cosigned').select('size').where('size', '=', size).executeTakeFirst()) !== undefined

/** Puts the row of a checkpoint, and forgets those that were only there because they were the newest. */
async function index(db: Database, cosigned: Cosigned, kept: boolean): Promise<void> {
  await db
    .insertInto('cosigned')
    .values({ ...cosigned, kept })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await db.deleteFrom('cosigned').where('kept', '=', false).where('size', '<', cosigned.size).execute()
}

/**
 * A process that was paused just before it wrote has put an old checkpoint in place of what another wrote meanwhile. It
 * may have been paused again before it puts that right, so it looks until nothing is newer than what it wrote.
 */
async function replaceIfOlder(db: Database, storage: Storage, size: number): Promise<void> {
  for (let written = size; ;) {
    const newer = db.selectFrom('cosigned').select(['size', 'checkpoint']).where('size', '>', written)
    const row = await newer.orderBy('size', 'desc').limit(1).executeTakeFirst()
    if (!row) return
    const data = new TextEncoder().encode(row.checkpoint)
    await storage.createMany([{ path: 'log/checkpoint', data, write: 'newest' }])
    written = row.size
  }
}

/**
 * Keeps the earliest cosigned checkpoint of a size for good (first the blob, then its index) if some act has no earlier
 * evidence of its time, then publishes.
 */
async function publish({ db, storage, logHead }: CosignOptions, cosigned: Cosigned): Promise<void> {
  const data = new TextEncoder().encode(cosigned.checkpoint)
  const newest: Blob = { path: 'log/checkpoint', data, write: 'newest' }
  const { size } = cosigned
  // A clock that was set back, here or at a witness, does not set back what is published.
  const known = logHead.cosigned()
  if (known && !isNewer(cosigned, known)) return
  if (!(await isKnown(db, size))) {
    const kept = await coversMore(db, size)
    if (kept) await storage.createMany([{ path: `cosigned/${size}`, data, write: 'first' }])
    await index(db, cosigned, kept)
  }
  await storage.createMany([newest])
  await replaceIfOlder(db, storage, size)
  logHead.setCosigned(cosigned)
}

/**
 * Whether acts have their place in a log that does not grow. Its checkpoint is not renewed then: trustees would take
 * authors for silent whose signs of life wait here.
 */
async function isStuck({ db, logHead }: CosignOptions, { size }: Head): Promise<boolean> {
  if (logHead.cosigned()?.size !== size) return false
  const log = db.selectFrom('log').select(['next_index', 'integrated'])
  const { next_index: next, integrated } = await log.executeTakeFirstOrThrow()
  return integrated === size && next > size
}

/** One round. @returns whether the quorum came together; false for a log that is stuck */
export async function cosign(options: CosignOptions): Promise<boolean> {
  const head = options.logHead.head()
  if (head.size === 0 || (await isStuck(options, head))) return false
  const cosigned = await askQuorum(options, head)
  if (cosigned) await publish(options, cosigned)
  return cosigned !== undefined
}

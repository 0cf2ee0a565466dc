/** Gets the quorum's cosignatures for the newest checkpoint, again and again. */
import { type NoteSignature, formatNote, parseNote, parsePolicy, verifyCheckpoint } from '@avow/tlog'
import { type Roster, policyOf } from '@avow/core'
import type { Database } from '../db/database.ts'
import type { Logger } from '../logger.ts'
import type { Storage } from '../storage/storage.ts'
import type { Cosigned, Head, LogHead } from './head.ts'
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

/** Keeps the earliest cosigned checkpoint of each size for good (first the blob, then its index), then publishes. */
async function publish({ db, storage, logHead }: CosignOptions, cosigned: Cosigned): Promise<void> {
  const data = new TextEncoder().encode(cosigned.checkpoint)
  const newest = { path: 'log/checkpoint', data }
  const kept = db.selectFrom('cosigned').select('size').where('size', '=', cosigned.size)
  if (await kept.executeTakeFirst()) {
    await storage.createMany([newest])
  } else {
    await storage.createMany([{ path: `cosigned/${cosigned.size}`, data }, newest])
    await db
      .insertInto('cosigned')
      .values(cosigned)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  logHead.setCosigned(cosigned)
}

/** One round. @returns whether the quorum came together */
export async function cosign(options: CosignOptions): Promise<boolean> {
  const head = options.logHead.head()
  if (head.size === 0) return false
  const cosigned = await askQuorum(options, head)
  if (cosigned) await publish(options, cosigned)
  return cosigned !== undefined
}

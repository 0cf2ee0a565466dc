/**
 * Orders the log (spec/log.md, "Sequencing"). What `receive` has resolved for is durable and has its place; what
 * `sequence` has resolved for is also in the log, under a checkpoint that the log has signed.
 */
import { RegisterError } from '../error.ts'
import type { Blob, Storage } from '../storage/storage.ts'
import { createAssigner } from './assign.ts'
import { createBatcher } from './batch.ts'
import type { Logged, NewEntry } from './entry.ts'
import { type IntegrateOptions, integrate } from './integrate.ts'
import { untilFullTile } from './partial-tiles.ts'
import { giveOutAll } from './period.ts'
import type { Rate } from './rate.ts'

export interface Sequencer {
  /**
   * Gives one act its place. Without a rate the log then holds it; with one, when its period ends. Sending it again is
   * harmless.
   * @param blob written durably before the act gets a place
   * @throws RegisterError `statement_withdrawn`, `statement_opened`, `storage_full`, `overloaded`, `database_unavailable`
   */
  receive(entry: NewEntry, blob?: Blob): Promise<Logged>
  /** Resolves when the log holds it. @throws as `receive`; `stopping` */
  sequence(entry: NewEntry): Promise<Logged>
  /** Integrates what an earlier process left with a place and without a checkpoint. */
  recover(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

const mebibyte = 1024 * 1024
/** What may wait in memory before others are asked to come back later. */
const mostWaiting = 256 * mebibyte

function createBlobWriter(storage: Storage) {
  return createBatcher<Blob, void>({
    weigh: ({ data }) => data.length,
    heaviest: 32 * mebibyte,
    most: 256,
    async run(blobs) {
      await storage.createMany(blobs)
      return blobs.map(() => undefined)
    },
  })
}

function createOrderer(options: SequencerOptions) {
  const assign = createAssigner(options.db, options.rate)
  return createBatcher({
    weigh: (_: NewEntry) => 1,
    heaviest: 512,
    most: 512,
    cut: (count) => (options.rate ? count : untilFullTile(options.logHead.head().size, count)),
    async run(entries) {
      const outcomes = await assign(entries)
      if (!options.rate) await integrate(options)
      return outcomes
    },
  })
}

export interface SequencerOptions extends IntegrateOptions {
  /** Undefined when the log grows as acts come. */
  readonly rate?: Rate | undefined
  /** Aborted when the register ends. */
  readonly stopping?: AbortSignal
}

const stopped = (): never => {
  throw new RegisterError('stopping', 'the register is ending; send it again')
}

export function createSequencer(options: SequencerOptions): Sequencer {
  const { logHead, stopping = new AbortController().signal } = options
  const blobs = createBlobWriter(options.storage)
  const entries = createOrderer(options)

  async function keep(blob: Blob): Promise<void> {
    if (blobs.weight() + blob.data.length > mostWaiting)
      throw new RegisterError('overloaded', 'too much is waiting to be written; try again in a moment')
    await options.storage.checkRoom()
    await blobs.add(blob)
  }

  async function receive(entry: NewEntry, blob?: Blob): Promise<Logged> {
    if (blob) await keep(blob)
    const outcome = await entries.add(entry)
    if (outcome instanceof RegisterError) throw outcome
    return outcome
  }

  return {
    receive,
    async sequence(entry) {
      const received = await receive(entry)
      await logHead.holds(received.index, stopping).catch(stopped)
      return received
    },
    async recover() {
      if (!options.rate) await giveOutAll(options.db)
      await integrate(options)
    },
    async idle() {
      await blobs.idle()
      await entries.idle()
    },
  }
}

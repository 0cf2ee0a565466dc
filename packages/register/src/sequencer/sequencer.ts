/**
 * Orders the log (spec/log.md, "Sequencing"). What `sequence` has resolved for is on disk, in the log, and under a
 * checkpoint that the log has signed.
 */
import { RegisterError } from '../error.ts'
import type { Blob, Storage } from '../storage/storage.ts'
import { createAssigner } from './assign.ts'
import { createBatcher } from './batch.ts'
import type { Logged, NewEntry } from './entry.ts'
import { type IntegrateOptions, integrate } from './integrate.ts'

export interface Sequencer {
  /**
   * Sequences one act. Sending it again is harmless.
   * @param blob written durably before the act gets a place
   * @throws RegisterError `statement_withdrawn`, `statement_opened`, `storage_full`, `overloaded`, `database_unavailable`
   */
  sequence(entry: NewEntry, blob?: Blob): Promise<Logged>
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

function createOrderer(options: IntegrateOptions) {
  const assign = createAssigner(options.db)
  return createBatcher({
    weigh: (_: NewEntry) => 1,
    heaviest: 512,
    most: 512,
    async run(entries) {
      const outcomes = await assign(entries)
      await integrate(options)
      return outcomes
    },
  })
}

export function createSequencer(options: IntegrateOptions): Sequencer {
  const blobs = createBlobWriter(options.storage)
  const entries = createOrderer(options)

  async function keep(blob: Blob): Promise<void> {
    if (blobs.weight() + blob.data.length > mostWaiting)
      throw new RegisterError('overloaded', 'too much is waiting to be written; try again in a moment')
    await options.storage.checkRoom()
    await blobs.add(blob)
  }

  return {
    async sequence(entry, blob) {
      if (blob) await keep(blob)
      const outcome = await entries.add(entry)
      if (outcome instanceof RegisterError) throw outcome
      return outcome
    },
    recover: () => integrate(options),
    async idle() {
      await blobs.idle()
      await entries.idle()
    },
  }
}

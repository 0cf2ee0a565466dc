/** Receipts (spec/log.md): proofs that the log holds an entry, against the earliest checkpoint that is evidence of its time. */
import { formatProof } from '@avow/tlog'
import { asDatabaseError, type Database } from './db/database.ts'
import type { Cosigned, LogHead } from './sequencer/head.ts'
import type { Tree } from './sequencer/tree.ts'

export interface Receipts {
  /** The earliest cosigned checkpoint that covers an entry; undefined while there is none. */
  evidenceOf(index: number): Promise<Cosigned | undefined>
  /**
   * A tlog-proof against that checkpoint or, while there is none, against the newest with the log's signature only.
   * @param index of an entry that is integrated
   */
  receiptOf(index: number): Promise<string>
}

export function createReceipts(db: Database, logHead: LogHead, tree: Tree): Receipts {
  async function evidenceOf(index: number): Promise<Cosigned | undefined> {
    // Most who ask have just deposited: nothing has been cosigned yet, and the database need not be asked.
    if ((logHead.cosigned()?.size ?? 0) <= index) return undefined
    const query = db.selectFrom('cosigned').selectAll().where('size', '>', index).orderBy('size').limit(1)
    return query.executeTakeFirst().catch((cause: unknown) => {
      throw asDatabaseError(cause)
    })
  }

  return {
    evidenceOf,
    async receiptOf(index) {
      const { size, checkpoint } = (await evidenceOf(index)) ?? logHead.head()
      return formatProof({ index, path: await tree.inclusion(index, size), checkpoint })
    },
  }
}

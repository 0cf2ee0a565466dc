/** Receipts (spec/log.md): proofs that the log holds an entry, against the earliest checkpoint that is evidence of its time. */
import type { Evidence } from '@avow/client'
import { formatInstant } from '@avow/core'
import { formatProof, parseCheckpoint, parseNote, verifyInclusion } from '@avow/tlog'
import { asDatabaseError, type Database } from './db/database.ts'
import type { Cosigned, Head, LogHead } from './sequencer/head.ts'
import type { Tree } from './sequencer/tree.ts'

export interface Receipts {
  /** The earliest cosigned checkpoint that covers an entry; undefined while there is none. */
  evidenceOf(index: number): Promise<Cosigned | undefined>
  /**
   * A tlog-proof against that checkpoint or, while there is none, against the newest with the log's signature only.
   * @param index of an entry that is integrated
   */
  receiptOf(index: number): Promise<string>
  /** The receipt, and what the witnesses say in it. */
  proofOf(index: number): Promise<Proof>
}

interface Proof {
  readonly receipt: string
  readonly witnessed: Evidence | null
}

/**
 * Who cosigned. Every line of a checkpoint that was kept has been verified, and the first is the log's own. Null
 * without any: a register whose policy asks for no witness has nothing witnessed.
 */
function evidenceIn({ checkpoint, time }: Cosigned): Evidence | null {
  const [, ...cosignatures] = parseNote(checkpoint).signatures
  const witnesses = [...new Set(cosignatures.map(({ name }) => name))]
  return witnesses.length === 0 ? null : { time: formatInstant(time), witnesses }
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

  /** Never one that does not hold: what it is made of may have been damaged since. */
  async function receiptAt(index: number, { size, checkpoint }: Head): Promise<string> {
    const [leaf, path] = await Promise.all([tree.leaf(index, size), tree.inclusion(index, size)])
    verifyInclusion(leaf, index, size, path, parseCheckpoint(parseNote(checkpoint).text).root)
    return formatProof({ index, path, checkpoint })
  }

  return {
    evidenceOf,
    receiptOf: async (index) => receiptAt(index, (await evidenceOf(index)) ?? logHead.head()),
    async proofOf(index) {
      const evidence = await evidenceOf(index)
      const receipt = await receiptAt(index, evidence ?? logHead.head())
      return { receipt, witnessed: evidence ? evidenceIn(evidence) : null }
    },
  }
}

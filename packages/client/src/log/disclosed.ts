/**
 * Acts that a register has disclosed: those of its published statements. Of no other entry of a log can anybody but the
 * register say what it stands for.
 */
import { type Act, type Hash, checkAct, decodeUtf8, entryOf } from '@avow/core'
import { TlogError, leafHash, parseProof, readInclusionProof, verifyInclusion } from '@avow/tlog'
import type { Client } from '../client.ts'
import { ClientError } from '../error.ts'
import type { SeenCheckpoint } from './checkpoint.ts'
import { type LogFault, faultOf, isFault } from './fault.ts'
import { createLogReader } from './reader.ts'
import type { LogSource } from './source.ts'

/** Where statements are published. */
export type Publisher = Pick<Client, 'statements' | 'proof'>

export interface DisclosedActs {
  /**
   * Looks at statements that are newly published, and again at those with which something was wrong.
   * @returns what is wrong with any. @throws ClientError `unreachable`
   */
  check(checkpoint: SeenCheckpoint): Promise<LogFault[]>
}

const pageLength = 100

interface Item {
  readonly act: Act
  readonly index: number
}

/** The acts of a proof bundle. @throws LogFault `act_unknown` */
function itemsOf(bundle: Uint8Array, statement: Hash): Item[] {
  try {
    const { acts } = JSON.parse(decodeUtf8(bundle)) as { acts: { act: unknown; receipt: string }[] }
    return acts.map(({ act, receipt }) => ({ act: checkAct(act), index: parseProof(receipt).index }))
  } catch (cause) {
    throw faultOf('act_unknown', { statement }, cause)
  }
}

/** A register that lists a statement and does not give its acts has not disclosed them. @throws LogFault `act_unknown` */
async function fetchItems(register: Publisher, statement: Hash): Promise<Item[]> {
  try {
    return itemsOf(await register.proof(statement), statement)
  } catch (cause) {
    if (cause instanceof ClientError && cause.code !== 'unreachable')
      throw faultOf('act_unknown', { statement }, cause)
    throw cause
  }
}

export function createDisclosedActs(register: Publisher, source: LogSource): DisclosedActs {
  const found = new Map<Hash, readonly LogFault[]>()
  let hasSeenAll = false

  /** @throws LogFault `act_mismatch` for an act that does not hash to the entry at its place, and as the reader of tiles */
  async function prove({ act, index }: Item, { size, root }: SeenCheckpoint, statement: Hash): Promise<void> {
    try {
      const path = await readInclusionProof(index, size, createLogReader(source, size))
      verifyInclusion(leafHash(entryOf(act)), index, size, path, root)
    } catch (cause) {
      if (!(cause instanceof TlogError || cause instanceof RangeError)) throw cause
      throw faultOf('act_mismatch', { statement, index }, cause)
    }
  }

  async function checkStatement(statement: Hash, checkpoint: SeenCheckpoint): Promise<void> {
    const faults: LogFault[] = []
    try {
      for (const item of await fetchItems(register, statement)) await prove(item, checkpoint, statement)
    } catch (cause) {
      if (!isFault(cause)) throw cause
      faults.push(cause)
    }
    found.set(statement, faults)
  }

  async function checkNew(checkpoint: SeenCheckpoint): Promise<void> {
    for (let before: number | undefined; ;) {
      const { statements, next } = await register.statements({ before, limit: pageLength })
      const isNew = ({ statement }: { statement: Hash }): boolean => !found.has(statement)
      const fresh = statements.filter(isNew)
      for (const { statement } of fresh) await checkStatement(statement, checkpoint)
      if (next === null || (hasSeenAll && fresh.length < statements.length)) break
      before = next
    }
    hasSeenAll = true
  }

  return {
    async check(checkpoint) {
      const wrong = [...found].filter(([, faults]) => faults.length > 0)
      for (const [statement] of wrong) await checkStatement(statement, checkpoint)
      await checkNew(checkpoint)
      return [...found.values()].flat()
    },
  }
}

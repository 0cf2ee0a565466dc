/** What the log says of a statement, as facts for its condition (spec/conditions.md, "Facts"). */
import type { Fact, Hash } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { type IndexedAct, readActs } from './deposits.ts'

/** The earliest evidence of an act's time, milliseconds; `now` while there is none. */
async function timeOf({ receipts }: RegisterContext, { index }: IndexedAct, now: number): Promise<number> {
  return (await receipts.evidenceOf(index))?.time ?? now
}

async function factOf(context: RegisterContext, logged: IndexedAct, now: number): Promise<Fact[]> {
  const { kind } = logged.act
  if (kind === 'withdraw') return [{ kind }]
  if (kind !== 'deposit' && kind !== 'word') return []
  return [{ kind, time: await timeOf(context, logged, now) }]
}

/**
 * The facts that let a condition hold at the earliest: as if everything since the deposit had been heard. So a register
 * refuses only what no trustee may release.
 * @param now observed time of the newest cosigned checkpoint, milliseconds
 */
export async function readFacts(context: RegisterContext, statement: Hash, now: number): Promise<Fact[]> {
  const acts = await readActs(context, statement)
  const facts = (await Promise.all(acts.map((act) => factOf(context, act, now)))).flat()
  return [...facts, { kind: 'heard', from: Math.min(0, now), until: now }]
}

/** What the log says of a statement, as facts for its condition (spec/conditions.md, "Facts"). */
import { type Fact, type Hash, factsOfSign } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { type IndexedAct, readAllActs } from './deposits.ts'

/** The earliest evidence of an act's time, milliseconds; `now` while there is none. */
async function timeOf({ receipts }: RegisterContext, { index }: IndexedAct, now: number): Promise<number> {
  return (await receipts.evidenceOf(index))?.time ?? now
}

async function factsOf(context: RegisterContext, logged: IndexedAct, now: number): Promise<readonly Fact[]> {
  const { act } = logged
  if (act.kind === 'withdraw') return [{ kind: act.kind }]
  const time = await timeOf(context, logged, now)
  if (act.kind === 'check-in' || act.kind === 'pause') return factsOfSign(act, time)
  return act.kind === 'deposit' || act.kind === 'word' ? [{ kind: act.kind, time }] : []
}

/** An author who has checked in is there, although the log does not hold it yet. */
const isSign = ({ act }: IndexedAct): boolean => act.kind === 'check-in' || act.kind === 'pause'

/**
 * The facts that let a condition hold at the earliest: as if everything since the deposit had been heard. So a register
 * refuses only what no trustee may release.
 * @param now observed time of the newest cosigned checkpoint, milliseconds
 */
export async function readFacts(context: RegisterContext, statement: Hash, now: number): Promise<Fact[]> {
  const { logged, waiting } = await readAllActs(context, statement)
  const acts = [...logged, ...waiting.filter(isSign)]
  const facts = (await Promise.all(acts.map((act) => factsOf(context, act, now)))).flat()
  return [...facts, { kind: 'heard', from: Math.min(0, now), until: now }]
}

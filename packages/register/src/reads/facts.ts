/** What the log says of a statement, as facts for its condition (spec/conditions.md, "Facts"). */
import { type Act, type Fact, type Hash, type Sign, factsOfSign, signTimeOf } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { type IndexedAct, readAllActs } from './deposits.ts'

/** The earliest evidence of the time of an entry, milliseconds; undefined while there is none. */
type EvidenceOf = (index: number) => Promise<number | undefined>

interface IndexedSign {
  readonly index: number
  readonly act: Sign
}

const isSign = (act: Act): act is Sign => act.kind === 'check-in' || act.kind === 'pause'

const signsIn = (acts: readonly IndexedAct[]): readonly IndexedSign[] =>
  acts.flatMap(({ index, act }) => (isSign(act) ? [{ index, act }] : []))

/**
 * Only the last sign counts. Evidence of an entry is no later than that of one after it, so that hardly more than one is asked for,
 * however many there are.
 */
async function lastSign(
  signs: readonly IndexedSign[],
  evidenceOf: EvidenceOf,
  now: number,
): Promise<readonly Fact[]> {
  let [came, time] = [now, Number.NEGATIVE_INFINITY]
  for (const { index, act } of signs.toReversed()) {
    if (signTimeOf(act, came) <= time) continue
    came = (await evidenceOf(index)) ?? now
    time = Math.max(time, signTimeOf(act, came))
  }
  return signs.length === 0 ? [] : [{ kind: 'check-in', time }]
}

const isPause = ({ kind }: Fact): boolean => kind === 'pause'

/**
 * @param logged in the log's order
 * @param waiting has a place, and is not in the log yet
 */
export async function factsOf(
  logged: readonly IndexedAct[],
  waiting: readonly IndexedAct[],
  evidenceOf: EvidenceOf,
  now: number,
): Promise<Fact[]> {
  // An author who has checked in is there, although the log does not hold it yet.
  const signs = signsIn([...logged, ...waiting])
  const pauses = signs.flatMap(({ act }) => factsOfSign(act, now)).filter(isPause)
  const facts: Fact[] = [...(await lastSign(signs, evidenceOf, now)), ...pauses]
  for (const { index, act } of logged) {
    if (act.kind === 'withdraw') facts.push({ kind: act.kind })
    if (act.kind === 'deposit' || act.kind === 'word')
      facts.push({ kind: act.kind, time: (await evidenceOf(index)) ?? now })
  }
  return facts
}

/**
 * The facts that let a condition hold at the earliest: as if everything since the deposit had been heard. So a register
 * refuses only what no trustee may release.
 * @param now observed time of the newest cosigned checkpoint, milliseconds
 */
export async function readFacts(context: RegisterContext, statement: Hash, now: number): Promise<Fact[]> {
  const { logged, waiting } = await readAllActs(context, statement)
  const evidenceOf = async (index: number) => (await context.receipts.evidenceOf(index))?.time
  const facts = await factsOf(logged, waiting, evidenceOf, now)
  return [...facts, { kind: 'heard', from: Math.min(0, now), until: now }]
}

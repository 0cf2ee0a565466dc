/** To whom a deposit was handed on, by the acts that its author is told of (spec/opening.md, "Resharing"). */
import {
  type Act,
  type ActOf,
  type Hash,
  type Holding,
  type PublicKey,
  type Roster,
  AvowError,
  checkAct,
  checkHolding,
  rosterHashOf,
} from '@avow/core'
import type { Client } from './client.ts'
import { type Telling, inboxesOf } from './inbox.ts'
import type { DepositStatus } from './schemas.ts'

type Told = Pick<DepositStatus, 'acts' | 'statement'>

/** Whether whoever an act names has signed it, about this statement: what a register says is no word of a trustee's. */
function isSigned(act: Act, { statement }: Told): boolean {
  try {
    return checkAct(act).statement === statement
  } catch (fault) {
    if (!(fault instanceof AvowError)) throw fault
    return false
  }
}

/** In the order of the log. */
const actsIn = <Kind extends 'reshare' | 'hold'>(told: Told, kind: Kind): ActOf<Kind>[] =>
  told.acts.flatMap(({ act }) => (act.kind === kind && isSigned(act, told) ? [act as ActOf<Kind>] : []))

/**
 * The rosters to whose trustees a deposit was handed on by one who may; only those that the same register has signed.
 * @param sealedFor the roster for which it was sealed
 * @throws ClientError
 */
export async function fetchHandedOn(
  client: Pick<Client, 'rosterOf'>,
  told: Told,
  sealedFor: Roster,
): Promise<Roster[]> {
  const known = new Map([[rosterHashOf(sealedFor), sealedFor]])
  const handedOn = new Map<Hash, Roster>()
  for (const { actor, body } of actsIn(told, 'reshare')) {
    const [before, to] = [known.get(body.path.at(-2)!), body.path.at(-1)!]
    if (handedOn.has(to) || before?.trustees[body.trustee - 1]?.key !== actor) continue
    const roster = await client.rosterOf(to)
    if (roster.register !== sealedFor.register) continue
    known.set(to, roster)
    handedOn.set(to, roster)
  }
  return [...handedOn.values()]
}

type Placed = ActOf<'reshare' | 'hold'>

/** How many trustees of a roster have signed one of these acts along a path. */
function signersOf(acts: readonly Placed[], path: readonly Hash[], { trustees }: Roster): number {
  const along = acts.filter(({ body }) => body.path.join() === path.join())
  const theirs = along.filter(({ actor, body }) => trustees[body.trustee - 1]?.key === actor)
  return new Set(theirs.map(({ actor }) => actor)).size
}

/** Whether at each step of a path as many have handed it on as restore it. @param threshold that of the envelope */
const isHandedOn = (
  reshares: readonly Placed[],
  path: readonly Hash[],
  rosters: ReadonlyMap<Hash, Roster>,
  threshold: number,
): boolean =>
  path.slice(1).every((_, at) => {
    const before = rosters.get(path[at]!)
    if (!before) return false
    return signersOf(reshares, path.slice(0, at + 2), before) >= (at === 0 ? threshold : before.threshold)
  })

/**
 * The roster whose trustees hold a deposit: the newest that holds it whole, otherwise the one for which it was sealed. It holds it when
 * all its trustees have said so of one path along which enough have handed it on: the rest a register and one trustee could make up.
 */
export function holdingRoster(
  status: Told & Pick<DepositStatus, 'envelope'>,
  sealedFor: Roster,
  handedOn: readonly Roster[],
): Roster {
  const [reshares, holds] = [actsIn(status, 'reshare'), actsIn(status, 'hold')]
  const rosters = new Map([sealedFor, ...handedOn].map((roster) => [rosterHashOf(roster), roster]))
  const isHeldAlong = (path: readonly Hash[], roster: Roster): boolean =>
    rosters.get(path[0]!) === sealedFor &&
    rosters.get(path.at(-1)!) === roster &&
    signersOf(holds, path, roster) === roster.trustees.length &&
    isHandedOn(reshares, path, rosters, status.envelope.threshold)
  const isHeldBy = (roster: Roster): boolean => holds.some(({ body }) => isHeldAlong(body.path, roster))
  return handedOn.findLast(isHeldBy) ?? sealedFor
}

function signedBy(holding: Holding, roster: Roster): readonly [string, Holding][] {
  const key = roster.trustees[holding.trustee - 1]?.key
  try {
    return key === undefined ? [] : [[key, checkHolding(holding, key)]]
  } catch (fault) {
    if (!(fault instanceof AvowError)) throw fault
    return []
  }
}

/**
 * The answers that trustees have signed, by their keys: a number may be that of different trustees in different rosters.
 * An answer that nobody has signed is none.
 */
export function answersByKey(
  { holdings, statement }: Pick<DepositStatus, 'holdings' | 'statement'>,
  rosters: readonly Roster[],
): ReadonlyMap<string, Holding> {
  const own = holdings.filter((holding) => holding.statement === statement)
  const timeOf = (holding: Holding): string => ('time' in holding && holding.time) || ''
  const signed = own.flatMap((holding) => rosters.flatMap((roster) => signedBy(holding, roster)))
  return new Map(signed.toSorted(([, a], [, b]) => (timeOf(a) < timeOf(b) ? -1 : 1)))
}

/** Those who have signed that they have destroyed what they held, and of whom no other roster says that they hold something. */
function retiredOf(status: DepositStatus, rosters: readonly Roster[]): ReadonlySet<PublicKey> {
  const keys = rosters.flatMap(({ trustees }) => trustees.map(({ key }) => key))
  const answers = answersByKey(status, rosters)
  const isRetired = (key: PublicKey): boolean =>
    answers.get(key)?.state === 'destroyed' && keys.indexOf(key) === keys.lastIndexOf(key)
  return new Set(rosters.length > 1 ? keys.filter(isRetired) : [])
}

/**
 * Whom an author tells what trustees take themselves: all who may hold the statement. While it is handed on these are old trustees and
 * new ones, for a register can keep from the old that the new ones hold it.
 * @param current roster of the register today
 */
export function tellingOf(
  status: DepositStatus,
  sealedFor: Roster,
  handedOn: readonly Roster[],
  current?: Roster,
): Telling {
  const rosters = [sealedFor, ...handedOn]
  const retired = retiredOf(status, rosters)
  const found = [holdingRoster(status, sealedFor, handedOn), ...rosters].flatMap((roster) =>
    inboxesOf(roster, ...rosters, current),
  )
  const isFirst = (key: PublicKey, at: number): boolean => found.findIndex((one) => one.key === key) === at
  return {
    inboxes: found.filter(({ key }, at) => isFirst(key, at) && !retired.has(key)),
    circles: rosters.map((roster) => ({
      keys: roster.trustees.flatMap(({ key }) => (retired.has(key) ? [] : [key])),
      threshold: roster === sealedFor ? status.envelope.threshold : roster.threshold,
    })),
  }
}

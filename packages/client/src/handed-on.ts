/** To whom a deposit was handed on, by the acts that its author is told of (spec/opening.md, "Resharing"). */
import {
  type ActOf,
  type Hash,
  type Holding,
  type Roster,
  AvowError,
  checkHolding,
  rosterHashOf,
} from '@avow/core'
import type { Client } from './client.ts'
import type { DepositStatus } from './schemas.ts'

type Told = Pick<DepositStatus, 'acts'>

const resharesIn = ({ acts }: Told): ActOf<'reshare'>[] =>
  acts.flatMap(({ act }) => (act.kind === 'reshare' ? [act] : []))

/** Hashes of the rosters to which it was handed on, each once, in the order of the log. */
const handedOnTo = (told: Told): Hash[] => [
  ...new Set(resharesIn(told).flatMap(({ body }) => body.path.slice(1))),
]

/**
 * The rosters to whose trustees a deposit was handed on; only those that the same register has signed.
 * @param sealedFor the roster for which it was sealed
 * @throws ClientError
 */
export async function fetchHandedOn(
  client: Pick<Client, 'rosterOf'>,
  told: Told,
  sealedFor: Roster,
): Promise<Roster[]> {
  const rosters = await Promise.all(handedOnTo(told).map((hash) => client.rosterOf(hash)))
  return rosters.filter(({ register }) => register === sealedFor.register)
}

/** Whether every trustee of a roster has said in the log that it holds what was handed on. */
const isHeldBy = ({ acts }: Told, roster: Roster): boolean => {
  const hash = rosterHashOf(roster)
  return roster.trustees.every(({ key }) =>
    acts.some(({ act }) => act.kind === 'hold' && act.actor === key && act.body.path.at(-1) === hash),
  )
}

/** The roster whose trustees hold a deposit: the newest that holds it whole, otherwise the one for which it was sealed. */
export const holdingRoster = (told: Told, sealedFor: Roster, handedOn: readonly Roster[]): Roster =>
  handedOn.findLast((roster) => isHeldBy(told, roster)) ?? sealedFor

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

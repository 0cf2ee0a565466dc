/** Whether a trustee takes part in a ceremony, as a pure function of what it knows (spec/conditions.md, "Ceremony"). */
import {
  type DkgSetup,
  type Hash,
  type InstitutionKey,
  type Roster,
  isConfirmedBy,
  isInUse,
  isSetupFor,
} from '@avow/core'

export interface Known {
  /** The roster that the trustee goes by. */
  readonly roster: Roster
  /** The key in use that it knows. */
  readonly key: InstitutionKey | undefined
  /** Session of the new key that it has confirmed for this roster. */
  readonly confirmed: Hash | undefined
}

/** Why not. */
export type Refusal =
  /** Its receivers or its threshold are not those of the roster: only its operator takes another one. */
  | 'ceremony_of_another_roster'
  /** It makes a new key where there is one. */
  | 'key_in_use'
  /** It would be a second new key for this roster. */
  | 'key_confirmed'
  /** It hands on a key that is not the one in use. */
  | 'previous_not_in_use'
  /** It hands on a key that this trustee does not know, and too few trustees of the roster have confirmed. */
  | 'previous_unconfirmed'

/** @param setup that was checked @param session of it @returns why the trustee stays out of it; undefined when it takes part */
export function refusalOfSetup(
  setup: DkgSetup,
  session: Hash,
  { roster, key, confirmed }: Known,
): Refusal | undefined {
  if (!isSetupFor(setup, roster)) return 'ceremony_of_another_roster'
  const { previous } = setup
  if (previous === null) {
    if (key) return 'key_in_use'
    return confirmed === undefined || confirmed === session ? undefined : 'key_confirmed'
  }
  const isOther = key !== undefined && key.session !== previous.session
  if (isOther || !isInUse(previous)) return 'previous_not_in_use'
  // Its holders may be made up, and know it: that enough of them confirm says nothing unless one is known to keep to the rules.
  return key || isConfirmedBy(previous, roster) ? undefined : 'previous_unconfirmed'
}

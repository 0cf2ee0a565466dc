/** Which institution key is in use for a roster (spec/conditions.md, "In use"). */
import type { DkgSetup } from './dkg-setup.ts'
import { CoreError } from './error.ts'
import { type InstitutionKey, checkInstitutionKey } from './institution-key.ts'
import type { Roster } from './roster.ts'

/**
 * How many trustees must have confirmed a key before it is used: any two such groups have a threshold of trustees in common,
 * and with it one that keeps to the rules and confirms one new key only.
 */
export const confirmationsNeeded = (trustees: number, threshold: number): number =>
  Math.ceil((trustees + threshold) / 2)

/** Whether enough of its trustees have confirmed a key that was checked. */
export const isInUse = ({ trustees, threshold, confirmations }: InstitutionKey): boolean =>
  confirmations.length >= confirmationsNeeded(trustees.length, threshold)

/** Whether a key is held by the trustees of a roster, by the same numbers, and with its threshold. */
export const isHeldBy = ({ threshold, trustees }: InstitutionKey, roster: Roster): boolean =>
  threshold === roster.threshold &&
  trustees.length === roster.trustees.length &&
  trustees.every(({ trustee, key }) => roster.trustees[trustee - 1]?.key === key)

/**
 * Whether as many trustees of a roster as its threshold have confirmed a key: fewer conspire, so one of them that keeps to the rules
 * was there when the key was made or handed on.
 */
export function isConfirmedBy({ trustees, confirmations }: InstitutionKey, roster: Roster): boolean {
  const numbers = new Set(confirmations.map(({ trustee }) => trustee))
  const confirmed = new Set(trustees.filter(({ trustee }) => numbers.has(trustee)).map(({ key }) => key))
  return roster.trustees.filter(({ key }) => confirmed.has(key)).length >= roster.threshold
}

/**
 * Whether a ceremony makes a key for exactly the trustees of a roster, by the same numbers, and with its threshold, and only they deal:
 * whoever makes up the holders of a key that is handed on knows the key.
 */
export const isSetupFor = ({ threshold, dealers, receivers }: DkgSetup, roster: Roster): boolean =>
  threshold === roster.threshold &&
  receivers.length === roster.trustees.length &&
  dealers.every(({ key }) => roster.trustees.some((trustee) => trustee.key === key)) &&
  receivers.every(({ trustee, key, recipient }) => {
    const listed = roster.trustees[trustee - 1]
    return listed?.key === key && listed.recipient === recipient
  })

/**
 * Checks a key before anything rests on it: it is whole, the trustees of the roster hold it, and enough of them have confirmed it.
 * @param roster that its reader trusts
 * @throws CoreError `institution_key_invalid` (details: reason; `roster` and `unconfirmed` beside those of `checkInstitutionKey`).
 */
export function checkKeyInUse(value: unknown, roster: Roster): InstitutionKey {
  const key = checkInstitutionKey(value)
  if (!isHeldBy(key, roster)) throw invalid('roster')
  if (!isInUse(key)) throw invalid('unconfirmed')
  return key
}

const invalid = (reason: string) =>
  new CoreError('institution_key_invalid', 'not a key that the trustees of this roster use', { reason })

import { formatInstant } from '@avow/core'
import type { Checks } from './check.ts'
import type { Receipt } from './receipt.ts'
import { type Finding, pending, proven, unchecked } from './verdict.ts'

/** What a receipt of the deposit says about when. @param origin of the log */
export function timeOf({ index, time, times, isWitnessed, quorum }: Receipt, origin: string): Finding {
  const place = { index, origin }
  if (!isWitnessed) return pending('time_not_witnessed_yet', place)
  if (time === null) return unchecked('time_without_witnesses', place)
  const witnesses = times.filter((one) => one <= time).length
  return proven('time_proven', {
    ...place,
    time: formatInstant(time),
    witnesses: Math.max(witnesses, quorum),
  })
}

/** @throws VerifyError */
export function findTime(checks: Checks): Finding {
  const { deposit } = checks.places()
  checks.act(deposit, 'deposit')
  return timeOf(checks.receipt(deposit), checks.roster().origin)
}

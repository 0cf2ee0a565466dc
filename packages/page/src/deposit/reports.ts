/** What trustees tell the author, and nobody else: the condition, which check-in has counted, whether a warning stands. */
import type { DepositStatus } from '@avow/client'
import {
  type AuthorKeys,
  type Holding,
  type Report,
  type Roster,
  AvowError,
  checkHolding,
  openReport,
} from '@avow/core'

/** By number of the trustee. */
export type Reports = ReadonlyMap<number, Report>

/** Nothing where there is no report, and where its trustee has not signed it or it is not for these words. */
async function reportIn(
  holding: Holding,
  roster: Roster,
  { mailbox }: AuthorKeys,
): Promise<Report | undefined> {
  const key = roster.trustees[holding.trustee - 1]?.key
  if (key === undefined) return undefined
  try {
    const checked = checkHolding(holding, key)
    if (checked.version === 'avow/holding/v1' || checked.report === null) return undefined
    return await openReport(checked, checked.report, mailbox)
  } catch (fault) {
    if (!(fault instanceof AvowError)) throw fault
    return undefined
  }
}

/** The reports on a deposit that verify on this device. */
export async function reportsOf(
  { statement, holdings }: DepositStatus,
  roster: Roster,
  keys: AuthorKeys,
): Promise<Reports> {
  const own = holdings.filter((holding) => holding.statement === statement)
  const read = await Promise.all(own.map((holding) => reportIn(holding, roster, keys)))
  return new Map(read.flatMap((report) => (report ? [[report.trustee, report] as const] : [])))
}

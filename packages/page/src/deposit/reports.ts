/** What trustees tell the author, and nobody else: the condition, which check-in has counted, whether a warning stands. */
import { type DepositStatus, answersByKey } from '@avow/client'
import { type AuthorKeys, type Holding, type Report, type Roster, AvowError, openReport } from '@avow/core'

/** By key of the trustee. */
export type Reports = ReadonlyMap<string, Report>

/** Nothing where there is no report, and where it is not for these words. */
async function reportIn(answer: Holding, { mailbox }: AuthorKeys): Promise<Report | undefined> {
  if (answer.version === 'avow/holding/v1' || answer.report === null) return undefined
  try {
    return await openReport(answer, answer.report, mailbox)
  } catch (fault) {
    if (!(fault instanceof AvowError)) throw fault
    return undefined
  }
}

/** The reports on a deposit that verify on this device. @param rosters of those who may have answered */
export async function reportsOf(
  status: DepositStatus,
  rosters: readonly Roster[],
  keys: AuthorKeys,
): Promise<Reports> {
  const read = [...answersByKey(status, rosters)].map(
    async ([key, answer]) => [key, await reportIn(answer, keys)] as const,
  )
  return new Map(
    (await Promise.all(read)).flatMap(([key, report]) => (report ? [[key, report] as const] : [])),
  )
}

/** What `avow check-in` and `avow pause` share: an act that says that the author is there, and who has heard it. */
import type { Client } from '@avow/client'
import type { AuthorKeys, Sign } from '@avow/core'
import { type Giving, give } from './give.ts'
import { type Found, type Holder, findDeposit } from './register.ts'
import { t } from './translate.ts'
import { waitFor } from './wait.ts'

/** Whether a trustee has counted a check-in of this time or a later one; one that does not wait any more need not. */
const hasHeard = ({ state, report }: Holder, time: string): boolean =>
  state !== 'holds' || (report?.checkIn ?? '') >= time

/** Waits until every trustee that holds its share has heard it. @throws CliError `timeout` */
async function untilHeard(client: Client, keys: AuthorKeys, time: string, seconds: number): Promise<Found> {
  return waitFor(async () => {
    const found = await findDeposit(client, keys)
    return found.holders.every((holder) => holder.state !== null && hasHeard(holder, time))
      ? found
      : undefined
  }, seconds)
}

export interface SignGiving extends Giving {
  /** Whether to wait for those that have it by the log. */
  readonly isAwaited: boolean
}

/** @throws ClientError; CliError `receipt_wrong`, `timeout` */
export async function giveSign(giving: SignGiving): Promise<void> {
  const { client, keys, output, seconds, isAwaited } = giving
  const { isLogged, act } = await give(giving)
  if (!isAwaited || !isLogged) return
  const { holders } = await untilHeard(client, keys, (act as Sign).body.time, seconds)
  const heard = holders.filter(({ state }) => state === 'holds').map(({ trustee }) => trustee)
  output.say(t('sign.heard', { count: heard.length }), { statement: giving.subject.statement, heard })
}

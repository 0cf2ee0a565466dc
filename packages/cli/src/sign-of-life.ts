/** What `avow check-in` and `avow pause` share: an act that says that the author is there, and who has heard it. */
import type { Client } from '@avow/client'
import { type ActFields, type AuthorKeys, type Sign, createAct } from '@avow/core'
import { sendAct } from './author-act.ts'
import type { Output } from './io/output.ts'
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

export interface SignGiven {
  readonly client: Client
  readonly keys: AuthorKeys
  readonly output: Output
  readonly fields: Omit<ActFields<'check-in'>, 'statement'> | Omit<ActFields<'pause'>, 'statement'>
  /** For how long to wait for the trustees, in seconds; undefined: not at all. */
  readonly wait: number | undefined
}

/** @throws ClientError; CliError `receipt_wrong`, `timeout` */
export async function giveSign({ client, keys, output, fields, wait }: SignGiven): Promise<void> {
  const found = await findDeposit(client, keys)
  const { statement } = found.status
  const sent = createAct({ ...fields, statement } as ActFields<'check-in'>, keys.seed)
  const { index, act } = await sendAct(client, found, keys, sent)
  const { kind, body } = act as Sign
  output.say(t(`${kind}.done`, { index, ...body }), { kind, statement, index, ...body })
  if (wait === undefined) return
  const { holders } = await untilHeard(client, keys, body.time, wait)
  const heard = holders.filter(({ state }) => state === 'holds').map(({ trustee }) => trustee)
  output.say(t('sign.heard', { count: heard.length }), { statement, heard })
}

/** Asks a register what has become of a deposit, and believes only what verifies here. */
import type { Client, DepositStatus } from '@avow/client'
import type { AuthorKeys, Roster } from '@avow/core'
import { type Verdict, verifyBundle, verifyDeposit } from '@avow/verify'
import { PageError } from '../error.ts'
import { type Known, knownOf } from './stages.ts'

export interface Look {
  readonly status: DepositStatus
  readonly roster: Roster
  readonly verdict: Verdict
  readonly known: Known
}

/** What was published is judged by its proof bundle, what is not by its receipts. */
async function verdictOn(client: Client, status: DepositStatus, roster: Roster): Promise<Verdict> {
  if (status.state !== 'published') return verifyDeposit({ ...status, roster })
  return verifyBundle(await client.proof(status.statement))
}

/**
 * Looks for the deposit of some words.
 * @throws ClientError; PageError `deposit_foreign`
 */
export async function lookFor(client: Client, keys: AuthorKeys): Promise<Look> {
  const status = await client.status(keys.locator)
  if (status.envelope.author !== keys.publicKey)
    throw new PageError('deposit_foreign', 'the deposit is not signed by the key of these words')
  const roster = await client.rosterOf(status.envelope.roster)
  const verdict = await verdictOn(client, status, roster)
  return { status, roster, verdict, known: knownOf(status, roster, verdict) }
}

/** Asks a register what has become of a deposit, and believes only what verifies here. */
import { type Client, type DepositStatus, fetchHandedOn } from '@avow/client'
import { type AuthorKeys, type Roster, statementIdOf } from '@avow/core'
import { type Verdict, verifyBundle, verifyDeposit } from '@avow/verify'
import { PageError } from '../error.ts'
import { reportsOf } from './reports.ts'
import { type Known, knownOf } from './stages.ts'

export interface Look {
  readonly status: DepositStatus
  readonly roster: Roster
  /** Rosters to whose trustees it was handed on. */
  readonly handedOn: readonly Roster[]
  /** Absent while the register has it and the log has not: there is nothing to judge yet. */
  readonly verdict: Verdict | undefined
  readonly known: Known
}

const foreign = (): PageError =>
  new PageError('deposit_foreign', 'the register showed what the key of these words has not signed')

/** The identifier follows from the envelope, and the envelope from the words; what the register calls it does not count. */
function checkTheirs({ statement, envelope }: DepositStatus, { publicKey }: AuthorKeys): void {
  if (envelope.author !== publicKey || statementIdOf(envelope) !== statement) throw foreign()
}

/** What was published is judged by its proof bundle, what is not by its receipts. */
async function verdictOn(
  client: Client,
  status: DepositStatus,
  roster: Roster,
  rosters: readonly Roster[],
): Promise<Verdict | undefined> {
  if (status.state === 'received') return undefined
  if (status.state !== 'published') return verifyDeposit({ ...status, roster, rosters })
  const verdict = await verifyBundle(await client.proof(status.statement))
  if (verdict.statementId !== undefined && verdict.statementId !== status.statement) throw foreign()
  return verdict
}

/**
 * Looks for the deposit of some words.
 * @throws ClientError; PageError `deposit_foreign`
 */
export async function lookFor(client: Client, keys: AuthorKeys): Promise<Look> {
  const status = await client.status(keys.locator)
  checkTheirs(status, keys)
  const roster = await client.rosterOf(status.envelope.roster)
  const handedOn = await fetchHandedOn(client, status, roster)
  const verdict = await verdictOn(client, status, roster, handedOn)
  const reports = await reportsOf(status, [roster, ...handedOn], keys)
  return { status, roster, handedOn, verdict, known: knownOf(status, roster, verdict, reports, handedOn) }
}

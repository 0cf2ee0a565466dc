/** Deposits a sealed file, and believes the register's answer only when the log bears it out. */
import type { Client, DepositAnswer } from '@avow/client'
import { type Hash, type Roster, formatInstant } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { PageError } from '../error.ts'
import type { Known, Logged } from './stages.ts'

export interface Taken {
  readonly deposit: Logged
  readonly answer: DepositAnswer
}

/** What is known while a file is on its way. */
export const knownOnTheWay = (roster: Roster, threshold: number): Known => ({
  isReceived: false,
  isOpened: false,
  isPublished: false,
  quorum: roster.quorum,
  trustees: roster.trustees.length,
  threshold,
  holders: [],
})

/**
 * @param file the `.avow` file
 * @param statement its identifier
 * @throws ClientError; VerifyError when the receipt does not hold; PageError `deposit_foreign`
 */
export async function takeToRegister(
  client: Client,
  file: Uint8Array,
  statement: Hash,
  roster: Roster,
): Promise<Taken> {
  const answer = await client.deposit(file)
  if (answer.act.kind !== 'deposit' || answer.act.statement !== statement)
    throw new PageError('deposit_foreign', 'the register answered for another statement')
  const receipt = createReceiptVerifier(roster, { pending: true }).receipt(answer.receipt, answer.act)
  const time = receipt.isWitnessed && receipt.time !== null ? formatInstant(receipt.time) : null
  return { deposit: { index: receipt.index, time }, answer }
}

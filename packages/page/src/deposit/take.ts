/** Deposits a sealed file, and believes the register's answer only when the log bears it out. */
import type { Client, DepositAnswer } from '@avow/client'
import { type Act, type Hash, type Roster, formatInstant } from '@avow/core'
import { createReceiptVerifier } from '@avow/verify'
import { PageError } from '../error.ts'
import type { Known, Logged } from './stages.ts'

/** What an author keeps against the register: the act, without which the receipt says nothing, and the receipt. */
export interface Proof {
  readonly act: Act
  readonly receipt: string
}

/** The register has the file. It is in the log when there is a proof. */
export interface Taken {
  readonly deposit?: Logged & { readonly proof: Proof }
  /** By when the register says that the log holds it; RFC 3339. */
  readonly loggedBy?: string
}

/** What is known while a file is on its way. */
export const knownOnTheWay = (roster: Roster, threshold: number): Known => ({
  isReceived: false,
  waiting: new Map(),
  isOpened: false,
  isPublished: false,
  isDelivered: false,
  quorum: roster.quorum,
  trustees: roster.trustees.length,
  threshold,
  holders: [],
})

/** What is known when the register has answered. */
export const knownAfter = (begin: Known, { deposit, loggedBy }: Taken): Known => ({
  ...begin,
  isReceived: true,
  deposit,
  waiting: new Map(loggedBy === undefined ? [] : [['deposit', loggedBy]]),
})

function checkAnswer({ act, receipt }: DepositAnswer, statement: Hash, roster: Roster): Taken {
  if (act.kind !== 'deposit' || act.statement !== statement)
    throw new PageError('deposit_foreign', 'the register answered for another statement')
  const seen = createReceiptVerifier(roster, { pending: true }).receipt(receipt, act)
  const time = seen.isWitnessed && seen.time !== null ? formatInstant(seen.time) : null
  return { deposit: { index: seen.index, time, proof: { act, receipt } } }
}

export interface Parcel {
  /** The `.avow` file. */
  readonly file: Uint8Array
  /** Its identifier. */
  readonly statement: Hash
  readonly roster: Roster
}

/**
 * Sends a file once. To send it again does no harm.
 * @param until what to wait for: that the register has it, or that the log holds it
 * @throws ClientError; VerifyError when the receipt does not hold; PageError `deposit_foreign`
 */
export async function takeToRegister(
  client: Client,
  { file, statement, roster }: Parcel,
  until: 'received' | 'logged',
): Promise<Taken> {
  const answer = await client.submit(file, { until })
  return answer.state === 'received' ? { loggedBy: answer.loggedBy } : checkAnswer(answer, statement, roster)
}

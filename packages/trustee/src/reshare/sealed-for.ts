/** For which roster a statement was sealed, where that was not kept when it arrived: nothing is handed on without it. */
import { createFeedRequest, formatInstant, statementIdOf } from '@avow/core'
import type { Keys } from '../keys.ts'
import type { RegisterCalls } from '../register-calls.ts'
import type { Deposit, Store } from '../store.ts'

export interface LearningOptions {
  readonly keys: Keys
  readonly store: Store
  readonly register: Pick<RegisterCalls, 'feed'>
  readonly now: () => number
}

/**
 * Asks for the envelopes from the place of a deposit on. An envelope says its roster, and a statement is the hash of its envelope, so
 * that no register can say another.
 * @param number this trustee's in the pinned roster
 * @returns whether it is known now for which roster this one was sealed
 * @throws ClientError
 */
export async function learnRoster(
  { keys, store, register, now }: LearningOptions,
  { statement, deposited }: Pick<Deposit, 'statement' | 'deposited'>,
  number: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const { size } = store.position()
  const fields = { trustee: number, after: deposited, size, time: formatInstant(now()), wait: 0 }
  const { items } = await register.feed(createFeedRequest(fields, keys.seed), { signal })
  const found = items.flatMap(({ envelope }) => envelope ?? [])
  const sealed = found.map((envelope) => ({ statement: statementIdOf(envelope), roster: envelope.roster }))
  store.reshares.sealedFor(sealed)
  return sealed.some((one) => one.statement === statement)
}

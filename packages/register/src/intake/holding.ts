/** Takes trustees' answers in. */
import { type Hash, type Holding, AvowError, checkHolding, checkShape, holdingSchema } from '@avow/core'
import { sql } from 'kysely'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { type KnownDeposit, readDeposit } from '../reads/deposits.ts'
import { handedOnTo } from '../reads/holders.ts'
import { textOf } from '../sequencer/entry.ts'

/** An old one may be sent again: what is final is not replaced by what was before, and nothing by what is older. */
const final = ['released', 'destroyed']

const timeOf = (holding: Holding): string => ('time' in holding && holding.time) || ''

/** @param roster in which the trustee has its number; empty for that of the envelope */
async function keep({ db }: RegisterContext, holding: Holding, roster: Hash | ''): Promise<void> {
  const { statement, trustee, state } = holding
  const row = { statement, roster, trustee, state, holding: textOf(holding) }
  await db
    .insertInto('holdings')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['statement', 'roster', 'trustee'])
        .doUpdateSet({ state: row.state, holding: row.holding })
        .where(sql<boolean>`(holdings.state <> all(${final}::text[]) or ${state} = any(${final}::text[]))`)
        .where(sql<boolean>`coalesce(holdings.holding::json ->> 'time', '') <= ${timeOf(holding)}`),
    )
    .execute()
}

/** The roster in which whoever has signed has the number that the holding names. */
async function signedIn(
  context: RegisterContext,
  { statement, roster: sealedFor }: KnownDeposit,
  { trustee }: Holding,
  value: unknown,
): Promise<{ roster: Hash | ''; holding: Holding }> {
  let fault: unknown = new RegisterError('trustee_unknown', 'the roster has no such trustee')
  for (const hash of [sealedFor, ...(await handedOnTo(context, statement))]) {
    const key = context.rosters.get(hash)?.trustees[trustee - 1]?.key
    if (key === undefined) continue
    try {
      return { roster: hash === sealedFor ? '' : hash, holding: checkHolding(value, key) }
    } catch (cause) {
      if (!(cause instanceof AvowError)) throw cause
      fault = cause
    }
  }
  throw fault
}

/** @throws RegisterError `deposit_unknown`, `trustee_unknown`; CoreError `malformed`, `signature_invalid` */
export async function takeHolding(context: RegisterContext, value: unknown): Promise<void> {
  const given = checkShape(value, holdingSchema)
  const known = await readDeposit(context, given.statement)
  if (!known) throw new RegisterError('deposit_unknown', 'there is no such deposit')
  const { holding, roster } = await signedIn(context, known, given, value)
  await keep(context, holding, roster)
}

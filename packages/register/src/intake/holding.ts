/** Takes trustees' answers in. */
import { type Holding, checkHolding, checkShape, holdingSchema } from '@avow/core'
import { sql } from 'kysely'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { readDeposit } from '../reads/deposits.ts'
import { textOf } from '../sequencer/entry.ts'

/** An old one may be sent again: what is final is not replaced by what was before, and nothing by what is older. */
const final = ['released', 'destroyed']

const timeOf = (holding: Holding): string => ('time' in holding && holding.time) || ''

async function keep({ db }: RegisterContext, holding: Holding): Promise<void> {
  const { statement, trustee, state } = holding
  const row = { statement, trustee, state, holding: textOf(holding) }
  await db
    .insertInto('holdings')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['statement', 'trustee'])
        .doUpdateSet({ state: row.state, holding: row.holding })
        .where(sql<boolean>`(holdings.state <> all(${final}::text[]) or ${state} = any(${final}::text[]))`)
        .where(sql<boolean>`coalesce(holdings.holding::json ->> 'time', '') <= ${timeOf(holding)}`),
    )
    .execute()
}

/** @throws RegisterError `deposit_unknown`, `trustee_unknown`; CoreError `malformed`, `signature_invalid` */
export async function takeHolding(context: RegisterContext, value: unknown): Promise<void> {
  const { statement, trustee: number } = checkShape(value, holdingSchema)
  const known = await readDeposit(context, statement)
  if (!known) throw new RegisterError('deposit_unknown', 'there is no such deposit')
  const trustee = context.rosters.get(known.roster)?.trustees[number - 1]
  if (!trustee) throw new RegisterError('trustee_unknown', 'the roster has no such trustee')
  await keep(context, checkHolding(value, trustee.key))
}

/** Deposits and their acts, from the indexes. */
import { type Act, type Envelope, type Hash } from '@avow/core'
import type { RegisterContext } from '../context.ts'

export interface KnownDeposit {
  readonly statement: Hash
  readonly index: number
  readonly roster: Hash
  readonly envelope: Envelope
}

export interface IndexedAct {
  readonly index: number
  readonly act: Act
}

type Row = { statement: string; index: number; roster: string; envelope: string }

const asKnown = ({ statement, index, roster, envelope }: Row): KnownDeposit => ({
  statement: statement as Hash,
  index,
  roster: roster as Hash,
  envelope: JSON.parse(envelope) as Envelope,
})

const columns = ['statement', 'index', 'roster', 'envelope'] as const

export async function readDeposit(
  { db }: RegisterContext,
  statement: string,
): Promise<KnownDeposit | undefined> {
  const row = await db
    .selectFrom('deposits')
    .select(columns)
    .where('statement', '=', statement)
    .executeTakeFirst()
  return row && asKnown(row)
}

/** The earliest deposit with this locator: somebody who saw an envelope may have copied its hash into one of their own. */
export async function findDeposit({ db }: RegisterContext, locator: Hash): Promise<KnownDeposit | undefined> {
  const row = await db
    .selectFrom('deposits')
    .select(columns)
    .where('locator', '=', locator)
    .orderBy('index')
    .limit(1)
    .executeTakeFirst()
  return row && asKnown(row)
}

/** All acts of a statement that have a place, in the log's order; some wait for their period. */
export async function readAllActs(
  { db, logHead }: RegisterContext,
  statement: string,
): Promise<{ readonly logged: IndexedAct[]; readonly waiting: IndexedAct[] }> {
  const { size } = logHead.head()
  const rows = await db
    .selectFrom('entries')
    .select(['index', 'act'])
    .where('statement', '=', statement)
    .orderBy('index')
    .execute()
  const acts = rows.map(({ index, act }) => ({ index, act: JSON.parse(act) as Act }))
  return {
    logged: acts.filter(({ index }) => index < size),
    waiting: acts.filter(({ index }) => index >= size),
  }
}

/** All acts of a statement that are in the signed log, in its order. */
export const readActs = async (context: RegisterContext, statement: string): Promise<IndexedAct[]> =>
  (await readAllActs(context, statement)).logged

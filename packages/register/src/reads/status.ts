/** How far a deposit is, for whoever has the words. */
import type { DepositState, DepositStatus, LoggedAct } from '@avow/client'
import { type Hash, type Holding, type Locator, locatorHashOf } from '@avow/core'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { formatLoggedBy } from '../intake/patience.ts'
import { type IndexedAct, type KnownDeposit, findDeposit, readActs, readAllActs } from './deposits.ts'
import { deskPath, envelopePath } from './paths.ts'

const unknown = (): RegisterError => new RegisterError('deposit_unknown', 'there is no such deposit')

async function find(context: RegisterContext, locator: Locator): Promise<KnownDeposit> {
  const found = await findDeposit(context, locatorHashOf(locator))
  if (!found) throw unknown()
  return found
}

async function isPublished({ db }: RegisterContext, statement: string): Promise<boolean> {
  const query = db.selectFrom('publications').select('statement').where('statement', '=', statement)
  return (await query.executeTakeFirst()) !== undefined
}

async function openedState(context: RegisterContext, statement: Hash): Promise<DepositState> {
  if (await isPublished(context, statement)) return 'published'
  return (await context.storage.sizeOf(deskPath(statement))) === undefined ? 'opened' : 'delivered'
}

async function stateFrom(
  context: RegisterContext,
  statement: Hash,
  acts: readonly IndexedAct[],
): Promise<DepositState> {
  const kinds = new Set(acts.map(({ act }) => act.kind))
  if (kinds.has('open')) return openedState(context, statement)
  if (kinds.has('withdraw')) return 'withdrawn'
  const deposit = acts[0]
  if (!deposit) return 'received'
  return (await context.receipts.proofOf(deposit.index)).witnessed ? 'witnessed' : 'logged'
}

type LoggedState = Exclude<DepositState, 'received'>

/** Of a deposit that is in the log. */
export const stateOf = async (context: RegisterContext, statement: Hash): Promise<LoggedState> =>
  (await stateFrom(context, statement, await readActs(context, statement))) as LoggedState

async function readHoldings({ db }: RegisterContext, statement: string): Promise<Holding[]> {
  const query = db.selectFrom('holdings').select('holding').where('statement', '=', statement)
  const rows = await query.orderBy('roster').orderBy('trustee').execute()
  return rows.map(({ holding }) => JSON.parse(holding) as Holding)
}

/** Whoever gives a sign of life every day for years need not read all of them each time; of every one a receipt is made. */
const signsTold = 16

function withoutOldSigns(acts: readonly IndexedAct[]): readonly IndexedAct[] {
  const signs = acts.filter(({ act }) => act.kind === 'check-in' || act.kind === 'pause')
  const old = new Set(signs.slice(0, -signsTold))
  return acts.filter((one) => !old.has(one))
}

/** Shares are told to nobody before the opening, not even to whoever has the words. */
function tellable(acts: readonly IndexedAct[]): readonly IndexedAct[] {
  const isOpen = acts.some(({ act }) => act.kind === 'open')
  return isOpen ? acts : acts.filter(({ act }) => act.kind !== 'release' && act.kind !== 'release-parts')
}

async function proven({ receipts }: RegisterContext, { index, act }: IndexedAct): Promise<LoggedAct> {
  return { index, act, ...(await receipts.proofOf(index)) }
}

/** @throws RegisterError `deposit_unknown` */
export async function readStatus(context: RegisterContext, locator: Locator): Promise<DepositStatus> {
  const { statement, envelope } = await find(context, locator)
  const { logged, waiting } = await readAllActs(context, statement)
  return {
    statement,
    state: await stateFrom(context, statement, logged),
    envelope,
    acts: await Promise.all(withoutOldSigns(tellable(logged)).map((act) => proven(context, act))),
    waiting: tellable(waiting).map(({ act, index }) => ({
      kind: act.kind,
      loggedBy: formatLoggedBy(context, index),
    })),
    holdings: await readHoldings(context, statement),
  }
}

/** The `.avow` file. @throws RegisterError `deposit_unknown` */
export async function readEnvelopeFile(context: RegisterContext, locator: Locator): Promise<Uint8Array> {
  const { statement } = await find(context, locator)
  const file = await context.storage.read(envelopePath(statement))
  if (!file) throw unknown()
  return file
}

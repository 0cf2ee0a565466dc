/** What a trustee fetches (spec/http-api.md, "Feed"). */
import type { FeedItem, FeedPage } from '@avow/client'
import {
  type Act,
  type ActOf,
  type Envelope,
  type FeedRequest,
  type PublicKey,
  CoreError,
  checkFeedRequest,
  checkShape,
  decodeTar,
  decodeUtf8,
  encodeBase64,
  encodeHex,
  entryOf,
  feedRequestSchema,
} from '@avow/core'
import { sql } from 'kysely'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import type { Cosigned } from '../sequencer/head.ts'
import { type IndexedAct, readActs } from './deposits.ts'
import { handedOnTo, numberOf } from './holders.ts'
import { envelopePath, partNotesPath } from './paths.ts'

const pageLength = 64
const maximumSkew = 10 * 60 * 1000

/** @throws RegisterError `feed_time` when a trustee's clock is too far from the register's */
export function checkTime({ clock }: RegisterContext, time: string): void {
  if (Math.abs(Date.parse(time) - clock()) > maximumSkew)
    throw new RegisterError('feed_time', "the request's time is not that of the register")
}

/** Keys of the trustees that have a number: in the current roster, and in those before, whose trustees hold what was sealed for them. */
function keysOf({ roster, rosters }: RegisterContext, number: number): ReadonlySet<PublicKey> {
  const all = [roster, ...rosters.values()]
  return new Set(all.flatMap(({ trustees }) => trustees[number - 1]?.key ?? []))
}

/** The request with its signature checked, and the key that signed it. */
function checkRequest(context: RegisterContext, value: unknown): { request: FeedRequest; key: PublicKey } {
  const { trustee: number } = checkShape(value, feedRequestSchema)
  let fault: unknown = new RegisterError('trustee_unknown', 'the roster has no such trustee')
  for (const key of keysOf(context, number))
    try {
      const request = checkFeedRequest(value, key)
      checkTime(context, request.time)
      return { request, key }
    } catch (cause) {
      if (!(cause instanceof CoreError) || cause.code !== 'signature_invalid') throw cause
      fault = cause
    }
  throw fault
}

interface Row {
  readonly index: number
  readonly act: string
  readonly roster: string
  readonly envelope: string
}

/** Deposits and authors' acts from `after` on that the checkpoint covers; one more than a page, to know whether there is more. */
async function readRows({ db }: RegisterContext, after: number, size: number): Promise<Row[]> {
  return db
    .selectFrom('entries')
    .innerJoin('deposits', 'deposits.statement', 'entries.statement')
    .select(['entries.index', 'entries.act', 'deposits.roster', 'deposits.envelope'])
    .where(
      'entries.kind',
      '=',
      sql<string>`any(${['deposit', 'word', 'withdraw', 'check-in', 'pause', 'reshare', 'hold']}::text[])`,
    )
    .where('entries.index', '>=', after)
    .where('entries.index', '<', size)
    .orderBy('entries.index')
    .limit(pageLength + 1)
    .execute()
}

async function noteFor({ storage }: RegisterContext, statement: string, number: number): Promise<string> {
  const file = await storage.read(envelopePath(statement))
  const note = file && decodeTar(file).members.find(({ name }) => name === `trustee-${number}.age`)
  if (!note) throw new RegisterError('internal', 'an envelope that was acknowledged is not on the disk')
  return encodeBase64(note.data)
}

/** Whether a trustee holds a statement by an act `reshare` that the checkpoint covers. */
async function holdsHandedOn(
  context: RegisterContext,
  statement: string,
  key: string,
  size: number,
): Promise<boolean> {
  const rosters = await handedOnTo(context, statement, size)
  return rosters.some((hash) => numberOf(context.rosters.get(hash), key) !== undefined)
}

const mostPauses = 32

/** Acts of before a trustee held a statement that still count for it. */
async function earlierActs(
  context: RegisterContext,
  statement: string,
  index: number,
): Promise<IndexedAct[]> {
  const acts = (await readActs(context, statement)).filter((one) => one.index < index)
  const pauses = acts.filter(
    ({ act }) => act.kind === 'pause' && Date.parse(act.body.until) > context.clock(),
  )
  const others = acts.filter(({ act }) => ['deposit', 'word', 'withdraw'].includes(act.kind))
  return [...others, ...pauses.slice(-mostPauses)].toSorted((a, b) => a.index - b.index)
}

const proven = async ({ receipts }: RegisterContext, { index, act }: IndexedAct) => ({
  index,
  act,
  receipt: await receipts.receiptOf(index),
})

/** What a trustee is given with an act `reshare`; nothing beside the envelope where it is not one of those to whom it is handed on. */
async function reshareItem(
  context: RegisterContext,
  item: FeedItem,
  act: ActOf<'reshare'>,
  { envelope }: Row,
  key: string,
): Promise<FeedItem> {
  const whole = { ...item, envelope: JSON.parse(envelope) as Envelope }
  const number = numberOf(context.rosters.get(act.body.path.at(-1)!), key)
  if (number === undefined) return whole
  const file = await context.storage.read(partNotesPath(act.statement, encodeHex(entryOf(act))))
  if (!file) throw new RegisterError('internal', 'notes that were acknowledged are not on the disk')
  const earlier = await earlierActs(context, act.statement, item.index)
  return {
    ...whole,
    note: (JSON.parse(decodeUtf8(file)) as string[])[number - 1]!,
    earlier: await Promise.all(earlier.map((one) => proven(context, one))),
  }
}

async function itemOf(
  context: RegisterContext,
  row: Row,
  key: string,
  size: number,
): Promise<FeedItem | undefined> {
  // A trustee's number is that of the roster for which the statement was sealed.
  const number = numberOf(context.rosters.get(row.roster), key)
  const act = JSON.parse(row.act) as Act
  if (number === undefined && !(await holdsHandedOn(context, act.statement!, key, size))) return undefined
  const item = { index: row.index, act, receipt: await context.receipts.receiptOf(row.index) }
  if (act.kind === 'reshare') return reshareItem(context, item, act, row, key)
  // Whoever got it later was told with the act by which they did.
  if (act.kind !== 'deposit' || number === undefined) return act.kind === 'deposit' ? undefined : item
  return {
    ...item,
    envelope: JSON.parse(row.envelope) as Envelope,
    note: await noteFor(context, act.statement, number),
  }
}

/** Bytes after which a page takes no more: an item may have a mebibyte, by its receipts, and a trustee reads 16. */
const enough = 4 * 1024 * 1024

/**
 * Takes the items of rows until they are enough.
 * @param itemOf undefined for a row that does not concern the trustee
 * @returns also of how many rows
 */
export async function takeItems<T>(
  rows: readonly T[],
  itemOf: (row: T) => Promise<FeedItem | undefined>,
): Promise<{ readonly items: FeedItem[]; readonly taken: number }> {
  const items: FeedItem[] = []
  let [taken, bytes] = [0, 0]
  while (taken < rows.length && bytes < enough) {
    const item = await itemOf(rows[taken]!)
    taken += 1
    if (!item) continue
    items.push(item)
    bytes += JSON.stringify(item).length
  }
  return { items, taken }
}

async function readPage(
  context: RegisterContext,
  request: FeedRequest,
  key: string,
  cosigned: Cosigned,
): Promise<FeedPage> {
  const rows = await readRows(context, request.after, cosigned.size)
  const page = rows.slice(0, pageLength)
  const { items, taken } = await takeItems(page, (row) => itemOf(context, row, key, cosigned.size))
  const next = taken < rows.length ? page[taken - 1]!.index + 1 : cosigned.size
  const consistency = await context.tree.consistency(request.size, cosigned.size)
  return { items, next, checkpoint: cosigned.checkpoint, consistency: consistency.map(encodeBase64) }
}

/** Waits for a new cosigned checkpoint or cosignature: until then, until the time is over, or until nobody listens. */
async function waitForNews(
  { logHead, stopping }: RegisterContext,
  seconds: number,
  gone: AbortSignal,
): Promise<void> {
  if (seconds === 0) return
  const signal = AbortSignal.any([gone, stopping.signal, AbortSignal.timeout(seconds * 1000)])
  await logHead.isCosigned(signal).catch(() => {})
}

/** Whether the newest checkpoint tells the trustee anything: it has grown, or holds something not read yet. */
const isNews = ({ after, size }: FeedRequest, cosigned: Cosigned | undefined): cosigned is Cosigned =>
  cosigned !== undefined && (cosigned.size > size || cosigned.size > after)

/**
 * A page of a trustee's feed.
 * @param gone aborted when the trustee has hung up
 * @throws RegisterError `trustee_unknown`, `feed_time`, `size_unknown`, `checkpoint_unknown`; CoreError `malformed`, `signature_invalid`
 */
export async function readFeed(
  context: RegisterContext,
  value: unknown,
  gone: AbortSignal,
): Promise<FeedPage> {
  const { request, key } = checkRequest(context, value)
  if (!isNews(request, context.logHead.cosigned())) await waitForNews(context, request.wait, gone)
  const cosigned = context.logHead.cosigned()
  if (!cosigned) throw new RegisterError('checkpoint_unknown', 'no checkpoint has been cosigned yet')
  if (request.size > cosigned.size)
    throw new RegisterError('size_unknown', 'the log is not that large', { size: cosigned.size })
  return readPage(context, request, key, cosigned)
}

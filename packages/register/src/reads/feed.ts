/** What a trustee fetches (spec/http-api.md, "Feed"). */
import type { FeedItem, FeedPage } from '@avow/client'
import {
  type Act,
  type Envelope,
  type FeedRequest,
  checkFeedRequest,
  checkShape,
  decodeTar,
  encodeBase64,
  feedRequestSchema,
} from '@avow/core'
import { sql } from 'kysely'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import type { Cosigned } from '../sequencer/head.ts'
import { envelopePath } from './paths.ts'

const pageLength = 64
const maximumSkew = 10 * 60 * 1000

/** @throws RegisterError `feed_time` when a trustee's clock is too far from the register's */
export function checkTime({ clock }: RegisterContext, time: string): void {
  if (Math.abs(Date.parse(time) - clock()) > maximumSkew)
    throw new RegisterError('feed_time', "the request's time is not that of the register")
}

/** The request with its signature checked, and the key that signed it. */
function checkRequest(context: RegisterContext, value: unknown): { request: FeedRequest; key: string } {
  const { trustee: number } = checkShape(value, feedRequestSchema)
  const trustee = context.roster.trustees[number - 1]
  if (!trustee) throw new RegisterError('trustee_unknown', 'the roster has no such trustee')
  const request = checkFeedRequest(value, trustee.key)
  checkTime(context, request.time)
  return { request, key: trustee.key }
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
      sql<string>`any(${['deposit', 'word', 'withdraw', 'check-in', 'pause']}::text[])`,
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

/** A trustee's number is that of the roster for which the statement was sealed. Undefined when it held no share then. */
const numberIn = (context: RegisterContext, roster: string, key: string): number | undefined =>
  (context.rosters.get(roster)?.trustees.findIndex((trustee) => trustee.key === key) ?? -1) + 1 || undefined

async function itemOf(context: RegisterContext, row: Row, key: string): Promise<FeedItem | undefined> {
  const number = numberIn(context, row.roster, key)
  if (number === undefined) return undefined
  const act = JSON.parse(row.act) as Act
  const item = { index: row.index, act, receipt: await context.receipts.receiptOf(row.index) }
  if (act.kind !== 'deposit') return item
  return {
    ...item,
    envelope: JSON.parse(row.envelope) as Envelope,
    note: await noteFor(context, act.statement, number),
  }
}

async function readPage(
  context: RegisterContext,
  request: FeedRequest,
  key: string,
  cosigned: Cosigned,
): Promise<FeedPage> {
  const rows = await readRows(context, request.after, cosigned.size)
  const page = rows.slice(0, pageLength)
  const items: FeedItem[] = []
  for (const row of page) {
    const item = await itemOf(context, row, key)
    if (item) items.push(item)
  }
  const next = rows.length > pageLength ? page.at(-1)!.index + 1 : cosigned.size
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

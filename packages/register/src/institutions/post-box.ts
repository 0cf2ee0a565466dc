/** Requests for evaluations, and what trustees answer (spec/http-api.md, "Exchange"). */
import {
  type Element,
  type Evaluation,
  type InstitutionKey,
  type PostedRequest,
  checkEvaluation,
  checkPostedRequest,
  checkShape,
  evaluationSchema,
  postedFor,
  workOf,
} from '@avow/core'
import type { RegisterContext } from '../context.ts'
import type { Database } from '../db/database.ts'
import { RegisterError } from '../error.ts'
import { textOf } from '../sequencer/entry.ts'

/** Requests that are open at a time. */
const room = 1000
/** Requests that a trustee is given at a time. */
const pageLength = 16

const unknownKey = (): RegisterError => new RegisterError('key_unknown', 'there is no such key in use')
const unknownRequest = (): RegisterError =>
  new RegisterError('request_unknown', 'there is no such request, or it is over')

async function inUse({ board }: RegisterContext, key: Element): Promise<InstitutionKey> {
  const made = await board.key()
  if (made?.key.key !== key) throw unknownKey()
  return made.key
}

async function forget(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('posted').where('until', '<', now).execute()
}

async function countOpen(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('posted')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * Takes a request in.
 * @returns milliseconds since the epoch until which it is answered
 * @throws RegisterError `key_unknown`, `overloaded`; CoreError `malformed`, `posted_time`, `posted_work`
 */
export async function takeRequest(context: RegisterContext, value: unknown): Promise<number> {
  const { db, clock, config, bell } = context
  const now = clock()
  const posted = checkPostedRequest(value, config.work, now)
  await inUse(context, posted.request.key)
  await forget(db, new Date(now))
  if ((await countOpen(db)) >= room)
    throw new RegisterError('overloaded', 'too many requests for evaluations are open')
  const until = Date.parse(posted.time) + postedFor
  const { blinded } = posted.request
  const row = { blinded, posted: textOf(posted), work: workOf(posted), until: new Date(until) }
  await db
    .insertInto('posted')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  bell.ring()
  return until
}

/** Open requests that a trustee has not answered, the oldest first. @param trustee its number in the key @param work least bits of it */
export async function unansweredBy(
  { db, clock }: RegisterContext,
  trustee: number,
  work: number,
): Promise<PostedRequest[]> {
  const answered = db.selectFrom('evaluations').select('blinded').where('trustee', '=', trustee)
  const rows = await db
    .selectFrom('posted')
    .select('posted')
    .where('until', '>', new Date(clock()))
    .where('work', '>=', work)
    .where('blinded', 'not in', answered)
    .orderBy('until')
    .limit(pageLength)
    .execute()
  return rows.map(({ posted }) => JSON.parse(posted) as PostedRequest)
}

async function requestOf({ db }: RegisterContext, blinded: string): Promise<PostedRequest> {
  const row = await db.selectFrom('posted').select('posted').where('blinded', '=', blinded).executeTakeFirst()
  if (!row) throw unknownRequest()
  return JSON.parse(row.posted) as PostedRequest
}

/**
 * Takes a trustee's answer in. The first that is right stays.
 * @throws RegisterError `request_unknown`, `key_unknown`; CoreError as `checkEvaluation`
 */
export async function takeEvaluation(context: RegisterContext, value: unknown): Promise<void> {
  const evaluation = checkShape(value, evaluationSchema)
  const { request } = await requestOf(context, evaluation.blinded)
  const { trustee, blinded } = evaluation
  checkEvaluation(evaluation, request, await inUse(context, request.key))
  await context.db
    .insertInto('evaluations')
    .values({ blinded, trustee, evaluation: textOf(evaluation) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  context.bell.ring()
}

/** What trustees have answered so far, by their numbers. @throws RegisterError `request_unknown` */
export async function answersTo(context: RegisterContext, blinded: Element): Promise<Evaluation[]> {
  await requestOf(context, blinded)
  const rows = await context.db
    .selectFrom('evaluations')
    .select('evaluation')
    .where('blinded', '=', blinded)
    .orderBy('trustee')
    .execute()
  return rows.map(({ evaluation }) => JSON.parse(evaluation) as Evaluation)
}

/** Published statements, from the indexes and the proof bundles. */
import type { ListedStatement, PublishedStatement, StatementsPage } from '@avow/client'
import { type Hash, formatInstant } from '@avow/core'
import { type Bundle, decodeBundle } from '@avow/verify'
import type { RegisterContext } from '../context.ts'
import { RegisterError } from '../error.ts'
import { proofPath } from './paths.ts'

const unknown = (): RegisterError =>
  new RegisterError('statement_unknown', 'there is no such published statement')

/** Newest publication first. @param query.before the `next` of the page before */
export async function listStatements(
  { db }: RegisterContext,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<StatementsPage> {
  const rows = await db
    .selectFrom('publications')
    .select(['published_index', 'listed'])
    .where('published_index', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('published_index', 'desc')
    .limit(limit + 1)
    .execute()
  const page = rows.slice(0, limit)
  return {
    statements: page.map(({ listed }) => JSON.parse(listed) as ListedStatement),
    next: rows.length > limit ? page.at(-1)!.published_index : null,
  }
}

/** The proof bundle as it was written. @throws RegisterError `statement_unknown` */
export async function readProof({ storage, db }: RegisterContext, statement: Hash): Promise<Uint8Array> {
  const query = db.selectFrom('publications').select('statement').where('statement', '=', statement)
  const bytes = (await query.executeTakeFirst()) && (await storage.read(proofPath(statement)))
  if (!bytes) throw unknown()
  return bytes
}

export interface ReadBundle {
  readonly bundle: Bundle
  readonly size: number
  readonly listed: ListedStatement
  /** As the bundle's acts, with the witnessed time of each. */
  readonly acts: PublishedStatement['acts']
}

async function timeOf(context: RegisterContext, index: number): Promise<string | null> {
  const evidence = await context.receipts.evidenceOf(index)
  return evidence ? formatInstant(evidence.time) : null
}

/** @throws RegisterError `statement_unknown` */
export async function readBundle(context: RegisterContext, statement: Hash): Promise<ReadBundle> {
  const bytes = await readProof(context, statement)
  const { listed } = await context.db
    .selectFrom('publications')
    .select('listed')
    .where('statement', '=', statement)
    .executeTakeFirstOrThrow()
  const bundle = decodeBundle(bytes)
  const indexes = bundle.acts.map(({ receipt }) => Number(/^index (\d+)$/m.exec(receipt)?.[1]))
  const acts = bundle.acts.map(async ({ act }, place) => {
    const index = indexes[place]!
    return { kind: act.kind, index, time: await timeOf(context, index), act }
  })
  return {
    bundle,
    size: bytes.length,
    listed: JSON.parse(listed) as ListedStatement,
    acts: await Promise.all(acts),
  }
}

/** @throws RegisterError `statement_unknown` */
export async function readStatement(context: RegisterContext, statement: Hash): Promise<PublishedStatement> {
  const { bundle, size, listed, acts } = await readBundle(context, statement)
  const { deposited, published } = listed
  return { statement, document: bundle.statement, acts, deposited, published, proofSize: size }
}

/** Writes the proof bundle and the row of the list. */
import type { ListedStatement } from '@avow/client'
import { type Roster, decodeUtf8, formatInstant, policyOf } from '@avow/core'
import { type Bundle, bundleReceiptOf, encodeBundle, versionFor, withUsefulNotBefore } from '@avow/verify'
import type { RegisterContext } from '../context.ts'
import { type IndexedAct, readActs } from '../reads/deposits.ts'
import { notBeforePath, proofPath } from '../reads/paths.ts'
import { textOf } from '../sequencer/entry.ts'
import { actsForBundle, notBeforeFor, rostersAlong } from './evidence.ts'
import type { Opening } from './open.ts'

/** For a time: the witnessed log at or after it, with no release in it yet. Kept when the first release for it came in. */
async function readNotBefore(
  context: RegisterContext,
  { deposit }: Opening,
  acts: readonly IndexedAct[],
  roster: Roster,
): Promise<string | undefined> {
  const kept = await context.storage.read(notBeforePath(deposit.statement))
  return kept && notBeforeFor(decodeUtf8(kept), acts, roster)
}

async function makeBundle(
  context: RegisterContext,
  opening: Opening,
  acts: readonly IndexedAct[],
): Promise<Bundle> {
  const { deposit, payload, openingKey, opened } = opening
  const roster = context.rosters.get(deposit.roster)!
  const receiptOf = async ({ act, index }: IndexedAct) => ({
    act,
    receipt: bundleReceiptOf(await context.receipts.receiptOf(index), roster),
  })
  const notBefore = await readNotBefore(context, opening, acts, roster)
  const rosters = rostersAlong(acts).map((hash) => context.rosters.get(hash)!)
  return withUsefulNotBefore({
    ...versionFor(opening.roundSignature),
    roster,
    policy: policyOf(roster),
    envelope: deposit.envelope,
    payload,
    openingKey,
    statement: opened.statement,
    acts: await Promise.all(acts.map(receiptOf)),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(rosters.length === 0 ? {} : { rosters }),
  })
}

async function timeOf({ receipts, clock }: RegisterContext, { index }: IndexedAct): Promise<string> {
  const evidence = await receipts.evidenceOf(index)
  return formatInstant(evidence?.time ?? clock())
}

async function listedOf(
  context: RegisterContext,
  { opened, deposit }: Opening,
  acts: readonly IndexedAct[],
): Promise<ListedStatement> {
  const { title, language, direction, kind, declarant, institutions } = opened.statement
  return {
    statement: deposit.statement,
    index: deposit.index,
    title,
    language,
    direction,
    kind,
    declarant,
    institutions,
    deposited: await timeOf(context, acts[0]!),
    published: await timeOf(context, acts.at(-1)!),
  }
}

async function list(
  { db }: RegisterContext,
  listed: ListedStatement,
  publishedIndex: number,
  size: number,
): Promise<void> {
  const row = {
    statement: listed.statement,
    published_index: publishedIndex,
    deposited_index: listed.index,
    listed: textOf(listed),
    proof_size: size,
  }
  await db
    .insertInto('publications')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** @returns false while some act is not covered by a checkpoint with the quorum's cosignatures */
export async function publish(context: RegisterContext, opening: Opening): Promise<boolean> {
  const { statement } = opening.deposit
  const acts = actsForBundle(await readActs(context, statement))
  const last = acts.at(-1)!
  if (last.act.kind !== 'publish' || (context.logHead.cosigned()?.size ?? 0) <= last.index) return false
  const bytes = encodeBundle(await makeBundle(context, opening, acts))
  await context.storage.createMany([{ path: proofPath(statement), data: bytes, write: 'newest' }])
  await list(context, await listedOf(context, opening, acts), last.index, bytes.length)
  return true
}

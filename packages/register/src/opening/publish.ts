/** Writes the proof bundle and the row of the list, or what is for the desk. */
import type { ListedStatement } from '@avow/client'
import {
  type Hash,
  type OpenedPayload,
  type Roster,
  decodeUtf8,
  formatInstant,
  isForDesk,
  policyOf,
} from '@avow/core'
import { type Bundle, bundleReceiptOf, encodeBundle, versionFor, withUsefulNotBefore } from '@avow/verify'
import type { RegisterContext } from '../context.ts'
import type { IndexedAct } from '../reads/deposits.ts'
import { deskPath, notBeforePath, proofPath } from '../reads/paths.ts'
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

/** What is for readers. */
type Published = Opening & { readonly opened: OpenedPayload }

async function makeBundle(
  context: RegisterContext,
  opening: Published,
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
  { opened, deposit }: Published,
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

async function publish(context: RegisterContext, opening: Published): Promise<void> {
  const { statement } = opening.deposit
  const acts = actsForBundle(opening.acts)
  const bytes = encodeBundle(await makeBundle(context, opening, acts))
  await context.storage.createMany([{ path: proofPath(statement), data: bytes, write: 'newest' }])
  await list(context, await listedOf(context, opening, acts), acts.at(-1)!.index, bytes.length)
}

/** Lays what only the desk reads where the desk finds it. It is not published. */
async function deliver({ storage }: RegisterContext, statement: Hash, data: Uint8Array): Promise<void> {
  await storage.createMany([{ path: deskPath(statement), data, write: 'newest' }])
}

/**
 * Shows the statement to readers or, when it is for the desk only, to the desk. It may be called again after a crash at
 * any point.
 * @param opening of which a checkpoint with the quorum's cosignatures covers all that was to be said
 */
export async function finish(context: RegisterContext, opening: Opening): Promise<void> {
  const { deposit, opened } = opening
  if (isForDesk(opened)) await deliver(context, deposit.statement, opened.forDesk)
  else await publish(context, { ...opening, opened })
}
